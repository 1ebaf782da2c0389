/** Derives the labels of pods from the intent graph. */
@NullMarked
package dev.clientintents.label;

import org.jspecify.annotations.NullMarked;

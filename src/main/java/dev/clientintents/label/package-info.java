/** From the intent graph to the labels of pods. */
@NullMarked
package dev.clientintents.label;

import org.jspecify.annotations.NullMarked;

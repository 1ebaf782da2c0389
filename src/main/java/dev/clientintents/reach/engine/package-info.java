/** Computes who reaches whom among sets of pods that policies cannot tell apart. */
@NullMarked
package dev.clientintents.reach.engine;

import org.jspecify.annotations.NullMarked;

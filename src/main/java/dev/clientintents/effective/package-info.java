/**
 * Derives what a set of objects comes to: workloads, intents, the labels and policies that the operator would write,
 * and the world that these make, whether the objects come from files or from a live cluster.
 */
@NullMarked
package dev.clientintents.effective;

import org.jspecify.annotations.NullMarked;

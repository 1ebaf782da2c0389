/** Finds what is wrong with the intents of a snapshot, as far as the snapshot shows it. */
@NullMarked
package dev.clientintents.check;

import org.jspecify.annotations.NullMarked;

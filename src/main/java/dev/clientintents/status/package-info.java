/** Derives the status of ClientIntents from the intent graph and the state of its writes. */
@NullMarked
package dev.clientintents.status;

import org.jspecify.annotations.NullMarked;

/** Explains why a connection is allowed or denied, and what is open to peers outside of the input. */
@NullMarked
package dev.clientintents.reach.explain;

import org.jspecify.annotations.NullMarked;

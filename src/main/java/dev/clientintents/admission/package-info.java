/**
 * Mutating admission of pods at their creation: what the API server asks, and what becomes of it.
 * Which labels a pod must carry is asked of {@code label}, through whoever runs the server.
 */
@NullMarked
package dev.clientintents.admission;

import org.jspecify.annotations.NullMarked;

/** How fast the operator is on a real API server, beside the same writes sent bare. */
@NullMarked
package dev.clientintents.bench;

import org.jspecify.annotations.NullMarked;

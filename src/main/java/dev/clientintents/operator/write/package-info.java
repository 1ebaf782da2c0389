/** The reconcilers: what the plan says is written to the API server. */
@NullMarked
package dev.clientintents.operator.write;

import org.jspecify.annotations.NullMarked;

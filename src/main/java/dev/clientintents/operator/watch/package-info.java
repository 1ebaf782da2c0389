/** From the watches of the API server to the intent graph. */
@NullMarked
package dev.clientintents.operator.watch;

import org.jspecify.annotations.NullMarked;

/** From the intent graph and the state of its writes to the status of ClientIntents. */
@NullMarked
package dev.clientintents.status;

import org.jspecify.annotations.NullMarked;

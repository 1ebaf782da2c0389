/** From a pod's owner chain to its workload identity, over a look-up of owners. */
@NullMarked
package dev.clientintents.identity;

import org.jspecify.annotations.NullMarked;

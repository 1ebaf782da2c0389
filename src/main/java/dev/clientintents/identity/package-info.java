/** Derives a pod's workload identity from its owner chain, through a look-up of owners. */
@NullMarked
package dev.clientintents.identity;

import org.jspecify.annotations.NullMarked;

/** The order in which the servers of a cluster can be closed, and what to do for each. */
@NullMarked
package dev.clientintents.learn.rollout;

import org.jspecify.annotations.NullMarked;

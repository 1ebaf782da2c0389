/**
 * What the agents of nodes tell, made into who talked to whom: whose an address was at a time, what was declared of a connection,
 * and what is kept of it within bounds.
 */
@NullMarked
package dev.clientintents.learn.traffic;

import org.jspecify.annotations.NullMarked;

/**
 * What was seen, held against what is declared: what closing servers would block, and in which order they can be closed.
 *
 * <p>Nothing here judges by rules of its own: servers are closed in thought, by a ServerAccess each, and who then reaches whom is
 * evaluated as by every other answer.
 */
@NullMarked
package dev.clientintents.learn.evidence;

import org.jspecify.annotations.NullMarked;

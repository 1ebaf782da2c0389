/**
 * What an agent makes of the connections of its node: which of them count, how often and when, within bounds, and how that is
 * told to the operator.
 *
 * <p>Pure, and without any library, so that an agent stays small.
 */
@NullMarked
package dev.clientintents.learn.node;

import org.jspecify.annotations.NullMarked;

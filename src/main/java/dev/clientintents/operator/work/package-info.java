/** The queues of work: what is to be done, in which order, and when. */
@NullMarked
package dev.clientintents.operator.work;

import org.jspecify.annotations.NullMarked;

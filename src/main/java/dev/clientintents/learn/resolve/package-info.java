/** Whose workloads connections are between that were seen, and how often each was. */
@NullMarked
package dev.clientintents.learn.resolve;

import org.jspecify.annotations.NullMarked;

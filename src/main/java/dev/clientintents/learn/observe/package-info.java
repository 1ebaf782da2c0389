/**
 * Connections that were seen: records of many sources, whose workloads they are between, and how often.
 *
 * <p>Pure: who reads files and clusters is not here. What was seen is never part of the graph; it is held against it.
 */
@NullMarked
package dev.clientintents.learn.observe;

import org.jspecify.annotations.NullMarked;

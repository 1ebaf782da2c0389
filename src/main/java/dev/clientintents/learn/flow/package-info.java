/**
 * Records of connections as bytes: flow logs, policy logs, metrics and tables of several network plugins and meshes. A line that is
 * broken or cut off is counted and never ends the reading, and memory does not grow with the input.
 */
@NullMarked
package dev.clientintents.learn.flow;

import org.jspecify.annotations.NullMarked;

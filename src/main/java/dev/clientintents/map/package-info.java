/**
 * The map of who consumes whom: what ClientIntents declare beside what {@link dev.clientintents.reach.Reachability}
 * says of it, and its drawings as Graphviz DOT, Mermaid, SVG and a page. The package is pure: the same map always gives
 * the same text.
 */
@NullMarked
package dev.clientintents.map;

import org.jspecify.annotations.NullMarked;

/**
 * The map of who consumes whom: what ClientIntents declare beside what {@link dev.clientintents.reach.Reachability} says of it, and
 * its drawings as Graphviz DOT, Mermaid, SVG and a page. Pure: text follows from the map, the same for the same map.
 */
@NullMarked
package dev.clientintents.map;

import org.jspecify.annotations.NullMarked;

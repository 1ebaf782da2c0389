/**
 * The intent graph: clients, servers, intents and pods of a cluster or a folder, and what a change of one of them
 * touches.
 */
@NullMarked
package dev.clientintents.graph;

import org.jspecify.annotations.NullMarked;

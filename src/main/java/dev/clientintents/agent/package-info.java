/**
 * The agent of a node: it reads which connections the kernel tracks, and tells the operator who called whom.
 *
 * <p>It runs on every node, so it uses neither a client of the API server nor any library beside the JDK's own.
 */
@NullMarked
package dev.clientintents.agent;

import org.jspecify.annotations.NullMarked;

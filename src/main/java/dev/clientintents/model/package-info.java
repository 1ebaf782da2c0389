/**
 * The vocabulary: identities of workloads and servers, ports, access keys and the names under which they appear in the
 * cluster.
 */
@NullMarked
package dev.clientintents.model;

import org.jspecify.annotations.NullMarked;

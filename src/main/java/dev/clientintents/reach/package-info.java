/**
 * Evaluates NetworkPolicies over the pods of a {@link dev.clientintents.reach.World}: who reaches whom, and why.
 * Follows the <a href="https://kubernetes.io/docs/concepts/services-networking/network-policies/">Kubernetes
 * documentation</a>; {@link dev.clientintents.reach.Reachability} says what was decided where that leaves the behaviour
 * open.
 */
@NullMarked
package dev.clientintents.reach;

import org.jspecify.annotations.NullMarked;

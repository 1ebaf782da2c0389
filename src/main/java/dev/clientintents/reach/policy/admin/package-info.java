/**
 * The cluster-wide policies of <a href="https://network-policy-api.sigs.k8s.io/">policy.networking.k8s.io</a>, read as
 * the evaluation needs them: AdminNetworkPolicy and BaselineAdminNetworkPolicy v1alpha1, ClusterNetworkPolicy v1alpha2.
 */
@NullMarked
package dev.clientintents.reach.policy.admin;

import org.jspecify.annotations.NullMarked;

/** Which network plugin a cluster has, and whether it enforces NetworkPolicies. */
@NullMarked
package dev.clientintents.doctor.cni;

import org.jspecify.annotations.NullMarked;

package dev.clientintents.identity;

import dev.clientintents.model.WorkloadId;
import org.jspecify.annotations.Nullable;

/**
 * The workload that a pod belongs to.
 *
 * @param workload the identity
 * @param unreadable the owner at which the chain ended because it may not be read; null where the top was reached
 * @param invalidOverride the override that was ignored because it is no DNS-1123 subdomain; null where there is none
 */
public record PodIdentity(
        WorkloadId workload,
        @Nullable OwnerReference unreadable,
        @Nullable String invalidOverride) {}

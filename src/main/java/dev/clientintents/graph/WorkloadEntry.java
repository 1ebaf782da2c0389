package dev.clientintents.graph;

import dev.clientintents.model.WorkloadId;

/**
 * A workload object that exists.
 *
 * @param id its namespace, kind and own name, which pods may override
 * @param uid its UID; any text where it has none yet
 * @param selector the selector by which it finds its pods
 */
public record WorkloadEntry(WorkloadId id, String uid, OwnSelector selector) {}

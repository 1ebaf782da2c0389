package dev.clientintents.identity;

import dev.clientintents.model.WorkloadId;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of a pod, as far as its identity depends on it.
 *
 * @param namespace its namespace
 * @param name its name
 * @param controller what controls it; null where nothing does
 * @param override the value of its override annotation; null where it has none, or where that does not count
 * @param mirror whether the kubelet made it to mirror a static pod: it says so, and a Node controls it
 * @param synced its workload, as the syncer of a virtual cluster tells it, for which nothing else counts; null for all
 *     other pods
 */
public record PodMetadata(
        String namespace,
        String name,
        @Nullable OwnerReference controller,
        @Nullable String override,
        boolean mirror,
        @Nullable WorkloadId synced) {

    /** Returns the same without the override. */
    public PodMetadata withoutOverride() {
        return new PodMetadata(namespace, name, controller, null, mirror, synced);
    }
}

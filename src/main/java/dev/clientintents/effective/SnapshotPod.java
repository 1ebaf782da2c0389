package dev.clientintents.effective;

import dev.clientintents.finding.Position;
import dev.clientintents.identity.PodIdentity;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pod of the input, or the one that stands for all those that a template of the input makes.
 *
 * @param pod its metadata, the ports of its containers and native sidecars, and whether it uses the host network; the one of a template is
 *     named {@code kind/name} after the template's object, as no real pod can be
 * @param identity which workload it belongs to
 * @param template what it was made from; null for a pod of the input
 * @param position where it, or the object with its template, stands
 */
public record SnapshotPod(
        Pod pod, PodIdentity identity, @Nullable PodTemplate template, Position position) {

    public WorkloadId workload() {
        return identity.workload();
    }

    public ObjectKey key() {
        return new ObjectKey(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    }

    /** Its labels as they stand in the input. */
    public Map<String, String> labels() {
        return Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    }

    public boolean hostNetwork() {
        return Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    }
}

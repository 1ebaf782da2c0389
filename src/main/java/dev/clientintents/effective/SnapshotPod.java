package dev.clientintents.effective;

import dev.clientintents.finding.Position;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.identity.PodIdentity;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.observe.ObservedPod;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pod of the input, or the one that stands for all those that a template of the input makes.
 *
 * @param pod its metadata, the ports of its containers and native sidecars, and whether it uses the host network; the
 *     one of a template is named {@code kind/name} after the template's object, as no real pod can be, and
 *     {@code kind/name/1} where it is the object's second
 * @param identity which workload it belongs to
 * @param template what it was made from; null for a pod of the input
 * @param position where it, or the object with its template, stands
 */
public record SnapshotPod(
        Pod pod, PodIdentity identity, @Nullable PodTemplate template, Position position) {

    /**
     * Returns the pod as the operator knows it. A template stands for pods that run, unless it is scaled to zero, or of
     * a live cluster, where all pods that run are known; then it stands for those that are expected.
     */
    public PodEntry entry() {
        PodEntry entry = ObservedPod.entry(pod, identity);
        boolean runs = template == null || !(template.scaledToZero() || position.isInCluster());
        return runs ? entry : entry.expected();
    }

    public WorkloadId workload() {
        return identity.workload();
    }

    public ObjectKey key() {
        return new ObjectKey(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    }

    /** Returns the pod's labels as they stand in the input. */
    public Map<String, String> labels() {
        return Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    }

    public boolean hostNetwork() {
        return Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    }
}

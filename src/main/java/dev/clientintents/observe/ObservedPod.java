package dev.clientintents.observe;

import dev.clientintents.graph.PodEntry;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.PodIdentity;
import dev.clientintents.identity.PodMetadata;
import dev.clientintents.model.ForeignAnnotations;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.VirtualClusters;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads pods. */
public final class ObservedPod {

    /** The restart policy by which an init container is a native sidecar. */
    private static final String SIDECAR = "Always";

    private ObservedPod() {}

    /**
     * Returns the metadata that the pod's identity depends on. In the namespace of a virtual cluster its syncer tells the
     * workloads of pods, and the override annotation does not count: the syncer copies what tenants annotate inside.
     */
    public static PodMetadata metadata(Pod pod, VirtualClusters virtualClusters) {
        ObjectMeta metadata = pod.getMetadata();
        Map<String, String> annotations =
                Optional.ofNullable(metadata.getAnnotations()).orElse(Map.of());
        OwnerReference controller = controller(metadata);
        boolean virtual = metadata.getNamespace() != null && virtualClusters.contains(metadata.getNamespace());
        return new PodMetadata(
                metadata.getNamespace(),
                metadata.getName(),
                controller,
                virtual ? null : annotations.get(Labels.SERVICE_NAME),
                annotations.containsKey(ForeignAnnotations.MIRROR) && isNode(controller),
                virtual ? SyncedPod.workload(metadata) : null);
    }

    /**
     * Returns whether the controller is a node. The kubelet makes its node the owner of the mirrors that it makes,
     * while anybody could set the annotation.
     */
    private static boolean isNode(@Nullable OwnerReference controller) {
        return controller != null
                && controller.apiVersion().equals("v1")
                && controller.kind().equals("Node");
    }

    /** Returns the one owner reference that controls; null where none does. */
    public static @Nullable OwnerReference controller(ObjectMeta metadata) {
        return metadata.getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst()
                .map(owner ->
                        new OwnerReference(owner.getApiVersion(), owner.getKind(), owner.getName(), owner.getUid()))
                .orElse(null);
    }

    /** Returns the pod with the identity that was found for it. */
    public static PodEntry entry(Pod pod, PodIdentity identity) {
        ObjectMeta metadata = pod.getMetadata();
        return new PodEntry(
                new ObjectKey(metadata.getNamespace(), metadata.getName()),
                metadata.getUid(),
                identity.workload(),
                identity.unreadable(),
                state(pod),
                Map.copyOf(Optional.ofNullable(metadata.getLabels()).orElse(Map.of())),
                namedPorts(pod));
    }

    /**
     * Returns the ports that a pod's names of ports may mean: those of its containers, then those of its <a
     * href="https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/">native sidecars</a>. Other init
     * containers have ended before the pod serves anything.
     */
    public static Stream<ContainerPort> ports(PodSpec spec) {
        return Stream.concat(
                        spec.getContainers().stream(),
                        spec.getInitContainers().stream()
                                .filter(container -> SIDECAR.equals(container.getRestartPolicy())))
                .flatMap(container -> container.getPorts().stream());
    }

    private static PodEntry.State state(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        if ("Succeeded".equals(phase) || "Failed".equals(phase)) {
            return PodEntry.State.FINISHED;
        }
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return PodEntry.State.TERMINATING;
        }
        boolean hostNetwork =
                pod.getSpec() != null && Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
        return hostNetwork ? PodEntry.State.HOST_NETWORK : PodEntry.State.LIVE;
    }

    private static Set<PortRange.Named> namedPorts(Pod pod) {
        if (pod.getSpec() == null) {
            return Set.of();
        }
        return ports(pod.getSpec())
                .filter(port -> port.getName() != null)
                .map(port -> new PortRange.Named(Protocols.parse(port.getProtocol()), port.getName()))
                .collect(Collectors.toUnmodifiableSet());
    }
}

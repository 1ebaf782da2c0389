package dev.clientintents.effective;

import dev.clientintents.observe.ObservedPod;
import dev.clientintents.observe.Protocols;
import dev.clientintents.reach.World;
import io.fabric8.kubernetes.api.model.ContainerPort;
import java.util.List;

/** The world that decides who reaches whom once the operator has done its work. */
public final class EffectiveWorld {

    private EffectiveWorld() {}

    /**
     * Returns the world with the labels of pods and the policies as they are once the operator has done its work. What
     * Ingresses expose is taken from the snapshot as it stands.
     */
    public static World of(Snapshot snapshot, Outcome outcome) {
        return new World(
                snapshot.namespaces().values().stream()
                        .map(it -> new World.Namespace(it.name(), it.labels()))
                        .toList(),
                outcome.pods().stream().map(EffectiveWorld::pod).toList(),
                outcome.policies().stream().map(EffectivePolicy::policy).toList(),
                snapshot.adminPolicies().stream().map(Sourced::object).toList(),
                ExposedBackends.of(snapshot, outcome),
                snapshot.nodes());
    }

    private static World.Pod pod(LabelledPod labelled) {
        SnapshotPod pod = labelled.pod();
        return new World.Pod(pod.workload(), pod.key().name(), labelled.labels(), ports(pod), pod.hostNetwork());
    }

    private static List<World.Port> ports(SnapshotPod pod) {
        return ObservedPod.ports(pod.pod().getSpec()).map(EffectiveWorld::port).toList();
    }

    private static World.Port port(ContainerPort port) {
        return new World.Port(port.getName(), Protocols.parse(port.getProtocol()), port.getContainerPort());
    }
}

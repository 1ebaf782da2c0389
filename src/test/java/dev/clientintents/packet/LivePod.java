package dev.clientintents.packet;

import dev.clientintents.model.Protocol;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A pod that has a network.
 *
 * @param pod how it was when it came
 * @param address where others reach it
 */
public record LivePod(Pod pod, String address) {
    /** What it answers to whoever connects. */
    String uid() {
        return pod.getMetadata().getUid();
    }

    public String namespace() {
        return pod.getMetadata().getNamespace();
    }

    public String name() {
        return pod.getMetadata().getName();
    }

    /** Whether it had this label {@code app} when it came. */
    boolean isOf(String app) {
        return app.equals(pod.getMetadata().getLabels().get("app"));
    }

    /** What its containers listen on, as far as connections to it can be tried. */
    public Set<Port> ports() {
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .map(port -> new Port(Protocol.valueOf(port.getProtocol()), port.getContainerPort()))
                .filter(port -> port.protocol() != Protocol.SCTP)
                .collect(Collectors.toSet());
    }

    @Override
    public String toString() {
        return namespace() + "/" + name() + " (" + address + ")";
    }
}

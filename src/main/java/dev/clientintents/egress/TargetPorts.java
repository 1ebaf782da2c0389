package dev.clientintents.egress;

import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Selector;
import dev.clientintents.observe.Protocols;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Tells which numbers stand behind a port that a Service names. */
@FunctionalInterface
public interface TargetPorts {

    /** Knows no pods. */
    TargetPorts UNKNOWN = (service, port) -> Set.of();

    /**
     * Returns the numbers that pods behind a Service bind to the name to which one of its ports leads, of which each pod may
     * have another; empty where no pod is known that has it.
     */
    Set<Integer> numbers(DnsService service, ServiceEntry.Port port);

    /** Returns what the containers of pods say, init containers that go on running among them. */
    static TargetPorts of(Collection<Pod> pods) {
        List<Pod> all = List.copyOf(pods);
        return (service, port) -> {
            Selector selector = Selector.of(service.selector());
            var numbers = new TreeSet<Integer>();
            for (Pod pod : all) {
                if (service.key().namespace().equals(pod.getMetadata().getNamespace())
                        && selector.matches(
                                Optional.ofNullable(pod.getMetadata().getLabels())
                                        .orElse(Map.of()))) {
                    running(pod)
                            .flatMap(it -> it.getPorts().stream())
                            .filter(it -> port.target().equals(named(it)))
                            .map(ContainerPort::getContainerPort)
                            .forEach(numbers::add);
                }
            }
            return numbers;
        };
    }

    private static PortRange named(ContainerPort port) {
        return new PortRange.Named(
                Protocols.parse(port.getProtocol()),
                Optional.ofNullable(port.getName()).orElse(""));
    }

    private static Stream<Container> running(Pod pod) {
        return Stream.concat(
                pod.getSpec().getContainers().stream(),
                pod.getSpec().getInitContainers().stream().filter(it -> "Always".equals(it.getRestartPolicy())));
    }
}

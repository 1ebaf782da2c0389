package dev.clientintents.learn.resolve;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.effective.Sourced;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Selector;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.observe.ObservedPod;
import dev.clientintents.observe.ObservedService;
import dev.clientintents.observe.Protocols;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Services of the input, the pods behind them, and the ports that pods and Services declare. */
final class Services {

    private record Declared(Protocol protocol, int port) {}

    private final Map<String, List<SnapshotPod>> pods;
    private final Map<ObjectKey, ServiceEntry> services = new HashMap<>();
    private final Map<String, ObjectKey> byAddress = new HashMap<>();
    private final Set<ObjectKey> headless = new HashSet<>();
    private final Map<ObjectKey, List<SnapshotPod>> behind = new HashMap<>();
    private final Map<WorkloadId, Set<Declared>> declared = new HashMap<>();

    Services(Snapshot snapshot) {
        pods = snapshot.pods().stream()
                .collect(Collectors.groupingBy(it -> it.key().namespace()));
        snapshot.services().stream().map(Sourced::object).forEach(this::add);
    }

    private void add(Service service) {
        ServiceEntry entry = ObservedService.entry(service);
        ServiceSpec spec = service.getSpec();
        services.put(entry.key(), entry);
        if ("None".equals(spec.getClusterIP())) {
            headless.add(entry.key());
        }
        Stream.of(
                        Stream.ofNullable(spec.getClusterIP()),
                        Stream.ofNullable(spec.getClusterIPs()).flatMap(List::stream),
                        Stream.ofNullable(spec.getExternalIPs()).flatMap(List::stream))
                .flatMap(it -> it)
                .flatMap(it -> Addresses.usual(it).stream())
                .forEach(it -> byAddress.put(it, entry.key()));
    }

    Optional<ServiceEntry> find(ObjectKey key) {
        return Optional.ofNullable(services.get(key));
    }

    /** Returns the Service that has an address of its own or from outside; empty where none has. */
    Optional<ServiceEntry> at(String address) {
        return Optional.ofNullable(byAddress.get(address)).flatMap(this::find);
    }

    /** Returns the pods that a Service selects. */
    List<SnapshotPod> behind(ServiceEntry service) {
        return behind.computeIfAbsent(service.key(), key -> {
            if (service.selector().isEmpty()) {
                return List.of();
            }
            Selector selector = Selector.of(service.selector());
            return pods.getOrDefault(key.namespace(), List.of()).stream()
                    .filter(it -> selector.matches(it.labels()))
                    .toList();
        });
    }

    /**
     * Returns the port of the pods to which a port of a Service leads; 0 where the pods have several, or the Service has no such
     * port.
     *
     * @param protocol null where it is not known
     */
    int target(ServiceEntry service, @Nullable Protocol protocol, int port) {
        if (port == 0) {
            return 0;
        }
        List<ServiceEntry.Port> named = service.ports().stream()
                .filter(it -> it.number() == port && (protocol == null || it.protocol() == protocol))
                .toList();
        if (headless.contains(service.key())
                && (service.ports().isEmpty()
                        || service.ports().stream()
                                .anyMatch(it -> numbers(service, it).contains(port)))) {
            return port;
        }
        Set<Integer> targets =
                named.stream().flatMap(it -> numbers(service, it).stream()).collect(Collectors.toSet());
        return targets.size() == 1 ? targets.iterator().next() : 0;
    }

    private Set<Integer> numbers(ServiceEntry service, ServiceEntry.Port port) {
        if (port.target() instanceof PortRange.Numbered it) {
            return Set.of(it.first());
        }
        String name = ((PortRange.Named) port.target()).name();
        return behind(service).stream()
                .flatMap(pod -> ports(pod))
                .filter(it -> name.equals(it.name) && it.declared.protocol() == port.protocol())
                .map(it -> it.declared.port())
                .collect(Collectors.toSet());
    }

    private record Own(@Nullable String name, Declared declared) {}

    private static Stream<Own> ports(SnapshotPod pod) {
        return ObservedPod.ports(pod.pod().getSpec())
                .filter(it -> it.getContainerPort() != null)
                .map(it ->
                        new Own(it.getName(), new Declared(Protocols.parse(it.getProtocol()), it.getContainerPort())));
    }

    /**
     * Returns whether a container of a workload, or a Service in front of it, declares a port.
     *
     * @param protocol null where it is not known
     */
    boolean declares(WorkloadId workload, @Nullable Protocol protocol, int port) {
        Set<Declared> all = declared(workload);
        return protocol == null
                ? all.stream().anyMatch(it -> it.port() == port)
                : all.contains(new Declared(protocol, port));
    }

    private Set<Declared> declared(WorkloadId workload) {
        return declared.computeIfAbsent(workload, id -> {
            var ports = new HashSet<Declared>();
            List<SnapshotPod> own = pods.getOrDefault(id.namespace(), List.of()).stream()
                    .filter(it -> it.workload().equals(id))
                    .toList();
            own.forEach(pod -> ports(pod).forEach(it -> ports.add(it.declared)));
            Set<Map<String, String>> labels =
                    own.stream().map(SnapshotPod::labels).collect(Collectors.toSet());
            services.values().stream()
                    .filter(it -> it.key().namespace().equals(id.namespace())
                            && !it.selector().isEmpty()
                            && labels.stream().anyMatch(Selector.of(it.selector())::matches))
                    .forEach(service -> service.ports()
                            .forEach(port -> numbers(service, port)
                                    .forEach(number -> ports.add(new Declared(port.protocol(), number)))));
            return ports;
        });
    }

    /** Returns the workloads of those pods for which policies hold. */
    static Set<WorkloadId> workloads(List<SnapshotPod> pods) {
        return pods.stream()
                .filter(it -> !it.hostNetwork())
                .map(SnapshotPod::workload)
                .collect(Collectors.toSet());
    }
}

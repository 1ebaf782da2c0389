package dev.clientintents.learn.suggest;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.effective.Sourced;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.observe.ObservedPod;
import dev.clientintents.observe.ObservedService;
import dev.clientintents.observe.Protocols;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The workloads and Services of an input, as servers: who is behind which Service, on which ports, and by which name. */
final class Servers {

    private static final Comparator<WorkloadId> ORDER = Comparator.comparing(WorkloadId::toString);

    private final Map<ObjectKey, ServiceEntry> services = new HashMap<>();
    private final Map<WorkloadId, List<SnapshotPod>> pods = new HashMap<>();
    private final Map<String, Set<WorkloadId>> byNamespace = new HashMap<>();
    private final Map<ObjectKey, Set<WorkloadId>> byName = new HashMap<>();
    private final Map<ObjectKey, Set<WorkloadId>> behind = new HashMap<>();
    private final Set<WorkloadId> onHostNetwork = new HashSet<>();

    Servers(Snapshot snapshot) {
        snapshot.services().stream()
                .map(Sourced::object)
                .map(ObservedService::entry)
                .forEach(it -> services.put(it.key(), it));
        Stream.of(snapshot.pods(), snapshot.templates())
                .flatMap(Collection::stream)
                .forEach(this::add);
    }

    private void add(SnapshotPod pod) {
        WorkloadId workload = pod.workload();
        pods.computeIfAbsent(workload, it -> new ArrayList<>()).add(pod);
        byNamespace
                .computeIfAbsent(workload.namespace(), it -> new TreeSet<>(ORDER))
                .add(workload);
        byName.computeIfAbsent(new ObjectKey(workload.namespace(), workload.name()), it -> new TreeSet<>(ORDER))
                .add(workload);
        if (pod.hostNetwork()) {
            onHostNetwork.add(workload);
        }
    }

    Optional<ServiceEntry> service(ObjectKey key) {
        return Optional.ofNullable(services.get(key));
    }

    /** Returns the Service that a server is; empty where it is none, or none of the input. */
    Optional<ServiceEntry> service(ServerId server) {
        return server.isService() ? service(new ObjectKey(server.namespace(), server.name())) : Optional.empty();
    }

    /** Returns the workloads that have a pod behind a Service, in the order of their names. */
    Set<WorkloadId> behind(ServiceEntry service) {
        return behind.computeIfAbsent(service.key(), it -> found(service));
    }

    private Set<WorkloadId> found(ServiceEntry service) {
        var found = new TreeSet<>(ORDER);
        if (!service.selector().isEmpty()) {
            for (WorkloadId workload : byNamespace.getOrDefault(service.key().namespace(), Set.of())) {
                if (pods(workload).stream()
                        .anyMatch(it -> it.labels()
                                .entrySet()
                                .containsAll(service.selector().entrySet()))) {
                    found.add(workload);
                }
            }
        }
        return found;
    }

    boolean isOnHostNetwork(WorkloadId workload) {
        return onHostNetwork.contains(workload);
    }

    /** Returns the kind by which intents name a workload: null where no other one of its namespace has its name. */
    @Nullable
    String kindOf(WorkloadId workload) {
        Set<WorkloadId> namesakes =
                byName.getOrDefault(new ObjectKey(workload.namespace(), workload.name()), Set.of(workload));
        return namesakes.stream().allMatch(workload::equals) ? null : workload.kind();
    }

    /** Returns the number that a workload's pods bind a name of a port to; the port as it is where they do not say one. */
    PortRange numbered(WorkloadId workload, PortRange port) {
        if (!(port instanceof PortRange.Named named)) {
            return port;
        }
        List<Integer> numbers = pods(workload).stream()
                .flatMap(it -> ObservedPod.ports(it.pod().getSpec()))
                .filter(it ->
                        named.name().equals(it.getName()) && Protocols.parse(it.getProtocol()) == named.protocol())
                .map(it -> it.getContainerPort())
                .distinct()
                .toList();
        return numbers.size() == 1 ? PortRange.Numbered.of(named.protocol(), numbers.get(0)) : port;
    }

    private List<SnapshotPod> pods(WorkloadId workload) {
        return pods.getOrDefault(workload, List.of());
    }
}

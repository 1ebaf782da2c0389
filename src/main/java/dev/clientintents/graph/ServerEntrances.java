package dev.clientintents.graph;

import dev.clientintents.graph.EntranceSources.Found;
import dev.clientintents.graph.ServerEntrance.Origin;
import dev.clientintents.graph.ServerEntrance.State;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides which entrances a server admits, and how a policy names their sources. */
final class ServerEntrances {

    private static final Comparator<ServerEntrance> ORDER = Comparator.comparing(
                    ServerEntrance::kind, Comparator.nullsLast(Comparator.<EntranceKind>naturalOrder()))
            .thenComparing(ServerEntrance::reason)
            .thenComparing(ServerEntrance::toString);

    /** A source as policies name it, or why they cannot. */
    private record Named(
            State state, List<Origin> origins, @Nullable String message) {

        static Named admitted(List<Origin> origins) {
            return new Named(State.ADMITTED, origins, null);
        }

        static Named not(State state, String message) {
            return new Named(state, List.of(), message);
        }
    }

    private static final int NAMED = 3;

    private final IntentGraph graph;
    private final EntranceIndex index;

    ServerEntrances(IntentGraph graph, EntranceIndex index) {
        this.graph = graph;
        this.index = index;
    }

    /**
     * Returns the entrances of a server, in a fixed order.
     *
     * @param led what objects lead to its pods
     */
    List<ServerEntrance> of(ServerId server, List<EntranceEntry> led) {
        List<AccessEntry> accesses = graph.accessesOf(server);
        Set<EntranceKind> asked = EnumSet.noneOf(EntranceKind.class);
        accesses.forEach(it -> asked.addAll(it.kinds()));
        Stream<ServerEntrance> byObjects = led.stream().map(it -> entrance(it, asked));
        Stream<ServerEntrance> byAccess = accesses.stream()
                .flatMap(access -> access.entrances().stream().flatMap(it -> entrance(server, access, it).stream()));
        return Stream.concat(byObjects, byAccess).distinct().sorted(ORDER).toList();
    }

    private ServerEntrance entrance(EntranceEntry entry, Set<EntranceKind> asked) {
        boolean admitted = asked.contains(entry.kind()) || entry.isAdmittedUnasked(graph.scope());
        Named named = admitted
                ? named(entry.source())
                : Named.not(State.DECLARED, "an entrance of a ServerAccess of the server has to ask for it");
        return new ServerEntrance(
                entry.kind(), entry.reason(), named.state, named.origins, entry.ports(), named.message);
    }

    /** Returns what an object names itself; empty where the server has none of the ports. */
    private Optional<ServerEntrance> entrance(ServerId server, AccessEntry access, AccessEntry.NamedEntrance entrance) {
        ServerId about = access.server() == null ? server : access.server();
        List<PortRange> ports = opened(about, entrance.ports());
        if (ports != null && ports.isEmpty()) {
            return Optional.empty();
        }
        Named named = named(entrance.source());
        return Optional.of(new ServerEntrance(
                null, "ServerAccess " + access.key(), named.state, named.origins, ports, named.message));
    }

    private @Nullable List<PortRange> opened(ServerId server, @Nullable List<PortRange> wanted) {
        if (wanted == null) {
            return server.isService() ? graph.opened(server, null) : null;
        }
        return wanted.stream()
                .flatMap(it -> Optional.ofNullable(graph.opened(server, it)).orElse(List.of()).stream())
                .distinct()
                .toList();
    }

    private Named named(EntranceSource source) {
        if (source instanceof EntranceSource.Addresses addresses) {
            return Named.admitted(addresses.blocks().stream()
                    .<Origin>map(Origin.Addresses::new)
                    .toList());
        }
        if (source instanceof EntranceSource.Unnamed unnamed) {
            return Named.not(State.NOT_ENFORCEABLE, unnamed.reason());
        }
        return source instanceof EntranceSource.Workload workload
                ? workload(workload)
                : pods((EntranceSource.Pods) source);
    }

    private Named workload(EntranceSource.Workload workload) {
        ServerId id = EntranceSources.id(workload);
        Selection selection = index.sourceSelection(id);
        String kind = workload.kind() == null ? "any" : workload.kind();
        var whose = new WorkloadId(workload.namespace(), kind, workload.name());
        if (selection instanceof Selection.ByWorkload own) {
            return Named.admitted(List.of(new Origin.Pods(workload.namespace(), own.selector(), whose)));
        }
        if (selection instanceof Selection.Undecided undecided) {
            return Named.not(State.NO_PODS, undecided.reason());
        }
        return graph.scope().excludes(workload.namespace())
                ? Named.not(
                        State.NOT_ENFORCEABLE,
                        "the operator leaves namespace " + workload.namespace() + " alone, and cannot label its pods: "
                                + ((Selection.ByLabels) selection).reason())
                : Named.admitted(List.of(new Origin.Pods(workload.namespace(), Selector.of(Labels.of(id)), whose)));
    }

    private Named pods(EntranceSource.Pods source) {
        var origins = new ArrayList<Origin>();
        Found found = index.find(source);
        for (WorkloadId workload : found.workloads()) {
            origins.add(
                    new Origin.Pods(workload.namespace(), source.candidates().get(found.candidate()), workload));
        }
        // of a namespace that is left alone no pod is known
        source.namespaces().stream()
                .filter(graph.scope()::excludes)
                .sorted()
                .forEach(namespace ->
                        source.candidates().forEach(it -> origins.add(new Origin.Pods(namespace, it, null))));
        if (!found.onHostNetwork().isEmpty()) {
            index.nodeAddresses().forEach(it -> origins.add(new Origin.Addresses(it)));
        }
        if (!origins.isEmpty()) {
            return Named.admitted(origins);
        }
        return found.onHostNetwork().isEmpty()
                ? Named.not(State.NO_PODS, "no pod of it is known in namespace " + some(source.namespaces()))
                : Named.not(
                        State.NOT_ENFORCEABLE,
                        "pods of " + found.onHostNetwork().get(0) + " use the network of their nodes, whose addresses"
                                + " are not known; name them as cidrs in a ServerAccess");
    }

    private static String some(Set<String> namespaces) {
        String first = namespaces.stream().sorted().limit(NAMED).collect(Collectors.joining(", "));
        return namespaces.size() > NAMED
                ? first + " or " + (namespaces.size() - NAMED) + " others that are trusted with it"
                : first;
    }
}

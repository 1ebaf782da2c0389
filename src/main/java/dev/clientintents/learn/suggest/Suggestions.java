package dev.clientintents.learn.suggest;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.graph.Scope;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What clients are to declare.
 *
 * @param suggestions what each client calls and does not declare, by namespace and name
 * @param leftOut what is known of besides, each once
 */
public record Suggestions(List<Suggestion> suggestions, List<LeftOut> leftOut) {

    /** The API server, as intents name it. */
    static final Called API_SERVER = new Called.Server(ServerId.service("default", "kubernetes"));

    private static final Comparator<PortRange> PORTS = Comparator.comparing(PortRange::protocol)
            .thenComparing(it -> it instanceof PortRange.Numbered numbered ? numbered.first() : 0)
            .thenComparing(PortRange::toString);

    public Suggestions {
        suggestions = List.copyOf(suggestions);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Returns what is to be declared so that all calls are.
     *
     * @param sources what is known of calls
     * @param snapshot has the servers, and what is declared
     * @param scope how far the operator reaches
     * @param outside whether what is outside of the cluster is suggested, too
     */
    public static Suggestions of(List<Clues> sources, Snapshot snapshot, Scope scope, boolean outside) {
        var made = new Making(snapshot, scope, outside);
        sources.forEach(it -> it.clues().forEach(made::add));
        Set<LeftOut> leftOut = new LinkedHashSet<>();
        sources.forEach(it -> leftOut.addAll(it.leftOut()));
        leftOut.addAll(made.leftOut);
        return new Suggestions(made.suggestions(), List.copyOf(leftOut));
    }

    /** The calls of a client to one server: the evidence of each port, in the order in which they came. */
    private static final class Calls {

        final Map<PortRange, Set<String>> ports = new TreeMap<>(PORTS);
        final Set<String> withoutPort = new LinkedHashSet<>();
    }

    private static final class Making {

        private final Servers servers;
        private final Declarations declarations;
        private final Scope scope;
        private final boolean outside;
        private final Map<String, WorkloadId> clients = new TreeMap<>();
        private final Map<WorkloadId, Map<String, Called>> called = new LinkedHashMap<>();
        private final Map<WorkloadId, Map<Called, Calls>> calls = new LinkedHashMap<>();
        final Set<LeftOut> leftOut = new LinkedHashSet<>();

        Making(Snapshot snapshot, Scope scope, boolean outside) {
            servers = new Servers(snapshot);
            declarations = new Declarations(snapshot.intents(), servers);
            this.scope = scope;
            this.outside = outside;
        }

        void add(Clue clue) {
            Called to = resolved(clue.called());
            if (to.equals(clue.called())) {
                add(clue, to, clue.port());
            } else {
                behind(clue, to).forEach(it -> add(clue, to, it));
            }
        }

        /** Returns the one workload that is behind a Service; what is called where several are, or none. */
        private Called resolved(Called called) {
            return service(called)
                    .map(servers::behind)
                    .filter(it -> it.size() == 1)
                    .<Called>map(it -> workload(it.iterator().next()))
                    .orElse(called);
        }

        private Optional<ServiceEntry> service(Called called) {
            return called instanceof Called.Server it ? servers.service(it.server()) : Optional.empty();
        }

        private static Called workload(WorkloadId workload) {
            return new Called.Server(new ServerId(workload.namespace(), workload.kind(), workload.name()));
        }

        /** Returns the ports of a workload that the port of the Service before it means; null among them for all. */
        private List<@Nullable PortRange> behind(Clue clue, Called to) {
            ServiceEntry service = service(clue.called()).orElseThrow();
            WorkloadId workload = workload(((Called.Server) to).server());
            List<PortRange> targets = clue.port() == null ? service.targets() : service.targets(clue.port());
            var ports = new ArrayList<@Nullable PortRange>();
            targets.forEach(it -> ports.add(servers.numbered(workload, it)));
            if (ports.isEmpty()) {
                // the pods of a headless Service are called on ports of their own
                ports.add(clue.port());
            }
            return ports;
        }

        private static WorkloadId workload(ServerId server) {
            return new WorkloadId(server.namespace(), Objects.requireNonNull(server.kind()), server.name());
        }

        private void add(Clue clue, Called to, @Nullable PortRange port) {
            WorkloadId client = clue.client();
            Optional<String> reason = reason(client, to);
            if (isItself(client, to) || declarations.cover(client, to, port)) {
                return;
            }
            if (reason.isPresent()) {
                leftOut.add(new LeftOut(
                        client + " calls " + to + (port == null ? "" : " on " + port) + ", " + clue.evidence(),
                        reason.get()));
                return;
            }
            clients.putIfAbsent(client.toString(), client);
            called.computeIfAbsent(client, it -> new TreeMap<>()).putIfAbsent(order(client, to), to);
            Calls those =
                    calls.computeIfAbsent(client, it -> new LinkedHashMap<>()).computeIfAbsent(to, it -> new Calls());
            if (port == null) {
                those.withoutPort.add(clue.evidence());
            } else {
                those.ports.computeIfAbsent(port, it -> new LinkedHashSet<>()).add(clue.evidence());
            }
        }

        private boolean isItself(WorkloadId client, Called to) {
            return to.equals(workload(client))
                    || service(to).map(servers::behind).orElse(Set.of()).equals(Set.of(client));
        }

        /** Returns why a call is not to be declared; empty where it is. */
        private Optional<String> reason(WorkloadId client, Called to) {
            if (scope.excludes(client.namespace())) {
                return Optional.of("the operator leaves namespace " + client.namespace() + " alone");
            }
            if (servers.isOnHostNetwork(client)) {
                return Optional.of("the client is on the host network, where no policy knows it");
            }
            if (to instanceof Called.Outside) {
                return outside ? Optional.empty() : Optional.of("it is outside of the cluster; --outside suggests it");
            }
            ServerId server = ((Called.Server) to).server();
            if (server.isService()) {
                return servers.service(server)
                                .map(servers::behind)
                                .orElse(Set.of())
                                .isEmpty()
                        ? withoutPods(to)
                        : Optional.empty();
            }
            if (scope.excludes(server.namespace())) {
                return Optional.of("the operator leaves namespace " + server.namespace() + " alone");
            }
            return servers.isOnHostNetwork(workload(server))
                    ? Optional.of("the server is on the host network, which no policy closes")
                    : Optional.empty();
        }

        private Optional<String> withoutPods(Called service) {
            return outside
                    ? Optional.empty()
                    : Optional.of(
                            service.equals(API_SERVER)
                                    ? "it is the API server, which no policy closes; --outside suggests it"
                                    : "no pod is behind that Service; --outside suggests it");
        }

        /** Returns a text by which targets are sorted: those of the own namespace first, those outside last. */
        private static String order(WorkloadId client, Called to) {
            if (to instanceof Called.Server it) {
                boolean own = it.server().namespace().equals(client.namespace());
                return (own ? "0" : "1 " + it.server().namespace()) + " "
                        + it.server().name() + " " + it.server().kind();
            }
            return "2 " + to;
        }

        List<Suggestion> suggestions() {
            return clients.values().stream()
                    .map(client -> new Suggestion(client, servers.kindOf(client), targets(client)))
                    .toList();
        }

        private List<Suggestion.Target> targets(WorkloadId client) {
            Map<Called, Calls> ofClient = calls.getOrDefault(client, Map.of());
            return called.getOrDefault(client, Map.of()).values().stream()
                    .map(it -> target(it, Objects.requireNonNull(ofClient.get(it))))
                    .toList();
        }

        private Suggestion.Target target(Called to, Calls those) {
            var evidence = new LinkedHashSet<String>();
            boolean several = those.ports.size() > 1;
            those.ports.forEach((port, lines) -> lines.forEach(it -> evidence.add(several ? port + ": " + it : it)));
            boolean all = those.ports.isEmpty();
            those.withoutPort.forEach(it -> evidence.add(all ? it + "; nothing tells the port" : it));
            return new Suggestion.Target(named(to), List.copyOf(those.ports.keySet()), List.copyOf(evidence));
        }

        /** Returns what is called as intents name it. */
        private Called named(Called to) {
            if (!(to instanceof Called.Server it) || it.server().isService()) {
                return to;
            }
            WorkloadId workload = workload(it.server());
            return new Called.Server(new ServerId(workload.namespace(), servers.kindOf(workload), workload.name()));
        }
    }
}

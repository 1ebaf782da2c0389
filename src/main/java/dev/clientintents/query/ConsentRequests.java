package dev.clientintents.query;

import dev.clientintents.consent.Consumer;
import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.Closure;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds who waits for the consent of which server, and what would give it. */
public final class ConsentRequests {

    /** A client of a server. */
    private record Pair(
            ServerId server, String namespace, @Nullable String kind, String name) {

        static Pair of(ConsentRequest request) {
            return new Pair(request.server(), request.namespace(), request.kind(), request.name());
        }
    }

    private static final Comparator<ConsentRequest> BY_NAME =
            Comparator.comparing((ConsentRequest it) -> it.server().toString()).thenComparing(ConsentRequest::client);

    private ConsentRequests() {}

    /**
     * Returns who waits, by server and client, several declarations of one client taken together.
     *
     * @param namespace whether the servers of a namespace are meant
     */
    public static List<ConsentRequest> of(Snapshot snapshot, Outcome outcome, Predicate<String> namespace) {
        IntentGraph graph = outcome.graph();
        var requests = new LinkedHashMap<Pair, ConsentRequest>();
        for (DeclaredIntents declaration : snapshot.intents()) {
            List<Intent> intents = declaration.entry().intents();
            for (int i = 0; i < intents.size(); i++) {
                ServerId server = intents.get(i).server();
                Set<Intent.Grant> waiting = namespace.test(server.namespace())
                        ? Set.copyOf(graph.waiting(server, declaration.entry().key()))
                        : Set.of();
                List<Intent.Grant> grants = intents.get(i).grants().stream()
                        .filter(waiting::contains)
                        .toList();
                if (!grants.isEmpty()) {
                    var request = new ConsentRequest(
                            server,
                            declaration.entry().key().namespace(),
                            declaration.entry().clientKind(),
                            declaration.entry().clientName(),
                            ports(grants),
                            graph.closure(server) == Closure.CLOSED,
                            declaration.target(i));
                    requests.merge(Pair.of(request), request, ConsentRequests::together);
                }
            }
        }
        return requests.values().stream().sorted(BY_NAME).toList();
    }

    private static @Nullable List<PortRange> ports(List<Intent.Grant> grants) {
        return grants.stream().anyMatch(it -> it.ports() == null)
                ? null
                : grants.stream()
                        .map(Intent.Grant::ports)
                        .map(Objects::requireNonNull)
                        .toList();
    }

    private static ConsentRequest together(ConsentRequest one, ConsentRequest other) {
        List<PortRange> ports = one.ports() == null || other.ports() == null
                ? null
                : Stream.concat(one.ports().stream(), other.ports().stream())
                        .distinct()
                        .toList();
        return new ConsentRequest(
                one.server(), one.namespace(), one.kind(), one.name(), ports, one.closed(), one.position());
    }

    /**
     * Returns the ServerAccesses that consent to requests, as documents: those that there are about the servers, with
     * further consumers, and new ones for the other servers. A server that is not closed gets no new one, which would
     * close it.
     */
    public static List<Map<String, Object>> granting(Collection<ConsentRequest> requests, Outcome outcome) {
        IntentGraph graph = outcome.graph();
        var names =
                new FreeNames(graph.allAccesses().stream().map(AccessEntry::key).toList());
        // of several names of one server, each may extend the same object
        var changed = new LinkedHashMap<ObjectKey, AccessEntry>();
        Map<String, List<ConsentRequest>> ofServers = requests.stream()
                .collect(Collectors.groupingBy(it -> it.server().toString(), TreeMap::new, Collectors.toList()));
        for (List<ConsentRequest> ofServer : ofServers.values()) {
            ServerId server = ofServer.get(0).server();
            Optional<AccessEntry> existing = naming(graph, server);
            if (existing.isPresent() || ofServer.get(0).closed()) {
                AccessEntry access =
                        existing.map(it -> changed.getOrDefault(it.key(), it)).orElseGet(() -> empty(server, names));
                changed.put(access.key(), with(access, ofServer));
            }
        }
        return changed.values().stream().map(AccessDocument::of).toList();
    }

    /** Returns the oldest object about the server, by the same name and the same ports, one with consumers first. */
    private static Optional<AccessEntry> naming(IntentGraph graph, ServerId server) {
        List<AccessEntry> naming = graph.accessesOf(server).stream()
                .filter(it -> it.server() != null && isSame(server, it.server()))
                .toList();
        return naming.stream()
                .filter(it -> it.consumers() != null)
                .findFirst()
                .or(() -> naming.stream().findFirst());
    }

    /** Returns whether two servers with pods in common are the same but for a kind that one of them leaves open. */
    private static boolean isSame(ServerId one, ServerId other) {
        return one.isService() == other.isService() && one.name().equals(other.name());
    }

    private static AccessEntry empty(ServerId server, FreeNames names) {
        return new AccessEntry(
                names.take(server.namespace(), server.name(), null),
                server,
                null,
                null,
                Set.of(),
                List.of(),
                false,
                null);
    }

    private static AccessEntry with(AccessEntry access, List<ConsentRequest> requests) {
        var consumers = new ArrayList<>(Optional.ofNullable(access.consumers()).orElse(List.of()));
        for (ConsentRequest request : requests) {
            consumers.add(new Consumer(request.namespace(), request.name(), request.kind(), request.ports()));
        }
        return new AccessEntry(
                access.key(),
                access.server(),
                access.enforcement(),
                consumers,
                access.kinds(),
                access.entrances(),
                access.refusesReplicas(),
                access.created());
    }
}

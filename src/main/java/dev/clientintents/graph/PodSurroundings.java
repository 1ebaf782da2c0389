package dev.clientintents.graph;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what depends on a pod that changes: statuses that mention it, servers that only their pods keep closed, and by
 * what the policies of servers select. The
 * many consumers of a server are touched only where what their statuses say of its pods differs before and after.
 */
final class PodSurroundings {

    /** The facts that a status gives of a server's pods, and of why there are none. */
    private record Told(PodSummary pods, Optional<OwnerReference> unreadable) {

        /** Returns whether only numbers of pods differ, and none of them is or was zero. */
        private boolean isOnlyAnotherNumberThan(Told before) {
            return unreadable.equals(before.unreadable)
                    && pods.namedPorts().equals(before.pods.namedPorts())
                    && pods.live() > 0 == before.pods.live() > 0
                    && pods.onHostNetwork() > 0 == before.pods.onHostNetwork() > 0;
        }
    }

    private final IntentGraph graph;
    private final @Nullable PodEntry old;
    private final @Nullable PodEntry pod;
    private final Set<ServerId> servers = new LinkedHashSet<>();
    private final Map<ServerId, Told> before = new LinkedHashMap<>();
    private final Map<ServerId, Selection> selections = new LinkedHashMap<>();

    /** Records the graph as it is before the change. */
    PodSurroundings(IntentGraph graph, @Nullable PodEntry old, @Nullable PodEntry pod) {
        this.graph = graph;
        this.old = old;
        this.pod = pod;
        sides().forEach(side -> servers.addAll(graph.serversOf(side)));
        servers.forEach(this::note);
        sides().flatMap(side -> Stream.concat(graph.serversOf(side).stream(), graph.serversMatching(side).stream()))
                .filter(server -> !server.isService())
                .forEach(server -> selections.put(server, graph.selection(server)));
        sides().forEach(side -> {
            OwnerReference owner = side.unreadable();
            if (owner != null) {
                note(ServerId.anyKind(side.key().namespace(), owner.name()));
                note(new ServerId(side.key().namespace(), owner.kind(), owner.name()));
            }
        });
    }

    /** Returns the servers to which the pod belongs, before or after. */
    Set<ServerId> servers() {
        return servers;
    }

    /** Returns what the pod declares as a client, before or after. */
    List<IntentsEntry> declarations() {
        return sides().flatMap(side -> graph.intentsOf(side.workload()).stream())
                .distinct()
                .toList();
    }

    private Stream<PodEntry> sides() {
        return Stream.of(Optional.ofNullable(old), Optional.ofNullable(pod)).flatMap(Optional::stream);
    }

    private void note(ServerId server) {
        before.put(server, told(server));
    }

    private Told told(ServerId server) {
        Optional<OwnerReference> unreadable = server.isService()
                ? Optional.empty()
                : graph.unreadableOwner(new ObjectKey(server.namespace(), server.name()), server.kind());
        return new Told(graph.serverPodSummary(server), unreadable);
    }

    /**
     * Touches everything that depends on the pod and for which the graph, which has changed by now, differs from
     * before.
     */
    void touch(Change change) {
        if (!isSameToClients()) {
            declarations().forEach(entry -> change.intents(entry.key()));
        }
        before.forEach((server, told) -> {
            Told now = told(server);
            if (!now.equals(told)) {
                if (now.isOnlyAnotherNumberThan(told)) {
                    graph.recountConsumers(server, change);
                } else {
                    graph.touchConsumers(server, change);
                }
            }
            if (!now.unreadable.equals(told.unreadable)) {
                graph.intentsOfClient(new ObjectKey(server.namespace(), server.name()))
                        .forEach(entry -> change.intents(entry.key()));
            }
        });
        selections.forEach((server, selection) -> graph.touchSelection(server, selection, change));
        servers.stream().filter(server -> graph.consumers(server).isEmpty()).forEach(change::server);
    }

    private boolean isSameToClients() {
        return old != null
                && pod != null
                && old.state() == pod.state()
                && old.workload().equals(pod.workload())
                && Objects.equals(old.unreadable(), pod.unreadable())
                && reserved(old).equals(reserved(pod));
    }

    private static Set<Map.Entry<String, String>> reserved(PodEntry pod) {
        return pod.labels().entrySet().stream()
                .filter(label -> label.getKey().startsWith(Labels.PREFIX))
                .collect(Collectors.toSet());
    }
}

package dev.clientintents.graph;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds the pods behind the Services that are servers. The change of a pod examines only Services that share one of its
 * labels, and the change of a Service examines the pods of its namespace.
 */
final class ServiceSelections {

    private record Selection(
            Map<String, String> selector,
            Map<ObjectKey, PodEntry> members,
            PodTally tally,
            Map<WorkloadId, Integer> workloads) {

        void add(PodEntry pod) {
            members.put(pod.key(), pod);
            tally.add(pod);
            workloads.merge(pod.workload(), 1, Integer::sum);
        }

        void remove(PodEntry pod) {
            PodEntry member = members.remove(pod.key());
            if (member != null) {
                tally.remove(member);
                workloads.computeIfPresent(member.workload(), (same, count) -> count == 1 ? null : count - 1);
            }
        }
    }

    /** The one label of a selector under which the selector is found. */
    private record Probe(String namespace, String key, String value) {}

    private final Map<ServerId, Selection> selections = new HashMap<>();
    private final Map<Probe, Set<ServerId>> byProbe = new HashMap<>();

    /** Selects the pods of the server anew. An empty selector selects nothing, as with Services. */
    void select(ServerId server, Map<String, String> selector, Collection<PodEntry> podsOfNamespace) {
        Selection current = selections.get(server);
        if (current != null && current.selector.equals(selector)) {
            return;
        }
        forget(server);
        if (selector.isEmpty()) {
            return;
        }
        var selection = new Selection(selector, new HashMap<>(), new PodTally(), new HashMap<>(2));
        for (PodEntry pod : podsOfNamespace) {
            if (matches(selector, pod)) {
                selection.add(pod);
            }
        }
        selections.put(server, selection);
        byProbe.computeIfAbsent(probe(server, selector), probe -> new HashSet<>())
                .add(server);
    }

    void forget(ServerId server) {
        Selection old = selections.remove(server);
        if (old != null) {
            byProbe.computeIfPresent(probe(server, old.selector), (probe, servers) -> {
                servers.remove(server);
                return servers.isEmpty() ? null : servers;
            });
        }
    }

    void add(PodEntry pod) {
        selecting(pod).forEach(server -> selection(server).add(pod));
    }

    void remove(PodEntry pod) {
        selecting(pod).forEach(server -> selection(server).remove(pod));
    }

    /** Returns the servers whose selector matches the pod. */
    List<ServerId> selecting(PodEntry pod) {
        var found = new ArrayList<ServerId>();
        pod.labels().forEach((key, value) -> {
            for (ServerId server : byProbe.getOrDefault(new Probe(pod.key().namespace(), key, value), Set.of())) {
                if (matches(selection(server).selector, pod)) {
                    found.add(server);
                }
            }
        });
        return found;
    }

    Map<String, String> selector(ServerId server) {
        Selection selection = selections.get(server);
        return selection == null ? Map.of() : selection.selector;
    }

    Collection<PodEntry> members(ServerId server) {
        Selection selection = selections.get(server);
        return selection == null ? List.of() : selection.members.values();
    }

    /** Returns the workloads whose pods are behind the Service. */
    Set<WorkloadId> workloads(ServerId server) {
        Selection selection = selections.get(server);
        return selection == null ? Set.of() : selection.workloads.keySet();
    }

    /** Returns the summary of the pods behind the Service that statuses use. */
    PodSummary summary(ServerId server) {
        Selection selection = selections.get(server);
        return selection == null ? PodSummary.NONE : selection.tally.summary();
    }

    private Selection selection(ServerId server) {
        Selection selection = selections.get(server);
        if (selection == null) {
            throw new IllegalStateException("indexed but not selected: " + server);
        }
        return selection;
    }

    private static Probe probe(ServerId server, Map<String, String> selector) {
        String key = selector.keySet().stream().sorted().findFirst().orElseThrow();
        return new Probe(server.namespace(), key, selector.getOrDefault(key, ""));
    }

    private static boolean matches(Map<String, String> selector, PodEntry pod) {
        return pod.labels().entrySet().containsAll(selector.entrySet());
    }
}

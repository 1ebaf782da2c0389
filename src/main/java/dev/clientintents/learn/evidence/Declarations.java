package dev.clientintents.learn.evidence;

import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.reach.PortSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What clients declare of servers, by the workloads that these are. */
final class Declarations {

    /**
     * One server that a client declares.
     *
     * @param server the server as it is named
     * @param workloads the workloads of its pods; none where it has none
     * @param listed the ports as they are listed; none for all
     * @param ports the ports of the pods that they are
     * @param waits whether some of them wait for consent
     */
    record Declaration(
            IntentsEntry client,
            ServerId server,
            Set<WorkloadId> workloads,
            List<PortRange> listed,
            Map<WorkloadId, PortSet> ports,
            boolean waits,
            Position position) {

        boolean covers(WorkloadId workload, Asked asked) {
            return workloads.contains(workload) && asked.isIn(ports.getOrDefault(workload, PortSet.NONE));
        }
    }

    private final List<Declaration> all = new ArrayList<>();
    private final Map<WorkloadId, List<Declaration>> byServer = new HashMap<>();
    private final IntentGraph graph;
    private final EffectiveReach reach;

    Declarations(Snapshot snapshot, Outcome outcome, EffectiveReach reach) {
        this.graph = outcome.graph();
        this.reach = reach;
        for (DeclaredIntents declared : snapshot.intents()) {
            IntentsEntry entry = declared.entry();
            if (graph.scope().excludes(entry.key().namespace()) || graph.isSurplus(entry.key())) {
                continue;
            }
            for (int i = 0; i < entry.intents().size(); i++) {
                add(entry, entry.intents().get(i), declared.target(i));
            }
        }
    }

    private void add(IntentsEntry entry, Intent intent, Position position) {
        Set<WorkloadId> workloads = graph.serverPods(intent.server()).stream()
                .map(PodEntry::workload)
                .collect(Collectors.toSet());
        var ports = new HashMap<WorkloadId, PortSet>();
        for (WorkloadId workload : workloads) {
            PortSet open = PortSet.NONE;
            for (Intent.Grant grant : intent.grants()) {
                List<PortRange> opened = graph.opened(intent.server(), grant.ports());
                if (opened == null) {
                    open = PortSet.ALL;
                } else {
                    for (PortRange range : opened) {
                        open = open.union(reach.numbers(range, workload));
                    }
                }
            }
            ports.put(workload, open);
        }
        var declaration = new Declaration(
                entry,
                intent.server(),
                workloads,
                intent.grants().stream()
                        .map(Intent.Grant::ports)
                        .filter(Objects::nonNull)
                        .toList(),
                ports,
                !graph.waiting(intent.server(), entry.key()).isEmpty(),
                position);
        all.add(declaration);
        workloads.forEach(workload ->
                byServer.computeIfAbsent(workload, first -> new ArrayList<>()).add(declaration));
    }

    /** Returns all of them, in the order of the input. */
    List<Declaration> all() {
        return all;
    }

    /** Returns one of a client that covers what is asked; empty where it declares none. */
    Optional<Declaration> covering(WorkloadId client, WorkloadId server, Asked asked) {
        return byServer.getOrDefault(server, List.of()).stream()
                .filter(it -> it.client().isOf(client) && it.covers(server, asked))
                .findFirst();
    }

    /** Returns the workloads that declare each server that is declared. */
    Map<WorkloadId, Set<WorkloadId>> clients() {
        var clients = new HashMap<WorkloadId, Set<WorkloadId>>();
        byServer.forEach((server, its) -> clients.put(
                server,
                its.stream()
                        .flatMap(it -> graph.clientPods(it.client()).stream())
                        .map(PodEntry::workload)
                        .collect(Collectors.toSet())));
        return clients;
    }

    /** Returns whether a client of an object has pods, in any state. */
    boolean hasPods(IntentsEntry client) {
        return graph.hasClientPod(client, any -> true);
    }
}

package dev.clientintents.check;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.Sourced;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.Closure;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.explain.Explanation;
import dev.clientintents.reach.explain.Explanation.AdminReason;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds what admin policies do to intents: they deny what is declared, or let others into a server that its
 * declarations close. Neither can be changed by a declaration.
 */
final class AdminCheck {

    private AdminCheck() {}

    /** Returns a finding where admin policies deny ports that an intent declares. */
    static Optional<Finding> blocked(Explanation explanation, PortSet declared, Position position) {
        List<String> denying = Stream.of(explanation.egress(), explanation.ingress())
                .flatMap(side -> side.adminPolicies().stream())
                .filter(policy -> !denied(policy).intersect(declared).isEmpty())
                .map(policy -> policy.policy().toString())
                .distinct()
                .toList();
        PortSet lost = Stream.of(explanation.egress(), explanation.ingress())
                .map(side -> denied(side).intersect(declared))
                .reduce(PortSet.NONE, PortSet::union);
        if (denying.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                Code.BLOCKED_BY_ADMIN_POLICY,
                position,
                String.join(" and ", denying) + (denying.size() == 1 ? " denies " : " deny ") + explanation.source()
                        + " the server " + explanation.destination() + (declared.isAll() ? "" : " on " + lost),
                "ask for a rule that accepts or passes it, with a lower priority number, or take the intent away"));
    }

    /** Returns the ports that admin policies deny on one side. */
    static PortSet denied(Explanation.Part side) {
        return side.adminPolicies().stream().map(AdminCheck::denied).reduce(PortSet.NONE, PortSet::union);
    }

    private static PortSet denied(AdminReason policy) {
        return policy.decided(AdminPolicy.Action.DENY);
    }

    /** Returns one finding for each admin policy that lets pods into closed servers, whoever is declared. */
    static List<Finding> opening(Snapshot snapshot, IntentGraph graph, EffectiveReach reach, LiveEndpoints endpoints) {
        if (snapshot.adminPolicies().isEmpty()) {
            return List.of();
        }
        Set<WorkloadId> closed = graph.allServers().stream()
                .filter(server -> graph.closure(server) == Closure.CLOSED)
                .flatMap(server -> workloads(graph, server))
                .collect(Collectors.toCollection(() -> new TreeSet<>(Comparator.comparing(WorkloadId::toString))));
        var opened = new TreeMap<String, List<String>>();
        for (WorkloadId id : closed) {
            for (Endpoint.Workload server : endpoints.of(id)) {
                reach.reachability().admitting(server, PortSet.ALL).adminPolicies().stream()
                        .filter(policy ->
                                !policy.decided(AdminPolicy.Action.ACCEPT).isEmpty())
                        .forEach(
                                policy -> opened.computeIfAbsent(policy.policy().toString(), it -> new ArrayList<>())
                                        .add(server.toString()));
            }
        }
        return snapshot.adminPolicies().stream()
                .filter(policy -> opened.containsKey(policy.object().toString()))
                .map(policy ->
                        opening(policy, opened.getOrDefault(policy.object().toString(), List.of())))
                .toList();
    }

    private static Stream<WorkloadId> workloads(IntentGraph graph, ServerId server) {
        return graph.serverPods(server).stream().filter(PodEntry::isLive).map(PodEntry::workload);
    }

    private static Finding opening(Sourced<AdminPolicy> policy, List<String> servers) {
        String more = servers.size() == 1 ? "" : " and " + (servers.size() - 1) + " more";
        return new Finding(
                Code.OPENED_BY_ADMIN_POLICY,
                policy.position(),
                policy.object() + " lets its peers into closed servers, declared or not: " + servers.get(0) + more,
                "narrow its rules, or let them pass instead of accepting, unless that is meant");
    }
}

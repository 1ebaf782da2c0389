package dev.clientintents.check;

import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.EffectivePolicy;
import dev.clientintents.effective.LabelledPod;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotNamespace;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.Closure;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds policies of others that defeat intents for a whole namespace, as an {@code allow-same-namespace} does: they open
 * declared ports of a closed server to all pods of the server's own namespace, or of one whose clients declare what they consume.
 */
final class NamespaceGrantCheck {

    private static final int NAMED = 3;

    /** What is declared about a server that is closed. */
    private static final class Declared {
        private final Set<WorkloadId> clients = new HashSet<>();
        private final Set<String> namespaces = new HashSet<>();
        private PortSet ports = PortSet.NONE;
    }

    /** A workload that gets to a server without declaring it. */
    private record Stranger(Endpoint.Workload client, Endpoint.Workload server, PortSet ports) {}

    private final Snapshot snapshot;
    private final Outcome outcome;
    private final EffectiveReach reach;
    private final DeclaredPorts ports;
    private final Map<String, Map<Endpoint.Workload, Declared>> servers = new HashMap<>();
    private final Map<WorkloadId, LabelledPod> pods = new HashMap<>();
    private final Map<String, List<Endpoint.Workload>> endpoints;

    NamespaceGrantCheck(Snapshot snapshot, Outcome outcome, EffectiveReach reach) {
        this.snapshot = snapshot;
        this.outcome = outcome;
        this.reach = reach;
        ports = new DeclaredPorts(outcome.graph(), reach);
        endpoints = reach.reachability().workloads().stream()
                .collect(Collectors.groupingBy(it -> it.id().namespace()));
        outcome.pods().forEach(it -> pods.putIfAbsent(it.pod().workload(), it));
    }

    List<Finding> findings() {
        snapshot.intents().forEach(this::addDeclared);
        return servers.isEmpty()
                ? List.of()
                : outcome.policies().stream()
                        .filter(it -> !it.isPlanned())
                        .flatMap(it -> finding(it).stream())
                        .toList();
    }

    private void addDeclared(DeclaredIntents declaration) {
        IntentGraph graph = outcome.graph();
        Set<WorkloadId> clients = graph.clientPods(declaration.entry()).stream()
                .map(PodEntry::workload)
                .collect(Collectors.toSet());
        for (Intent intent : declaration.entry().intents()) {
            if (graph.closure(intent.server()) == Closure.CLOSED) {
                Set<WorkloadId> meant = graph.serverPods(intent.server()).stream()
                        .map(PodEntry::workload)
                        .collect(Collectors.toSet());
                endpoints.getOrDefault(intent.server().namespace(), List.of()).stream()
                        .filter(it -> meant.contains(it.id()))
                        .forEach(server -> {
                            Declared declared = servers.computeIfAbsent(
                                            intent.server().namespace(), it -> new HashMap<>())
                                    .computeIfAbsent(server, it -> new Declared());
                            declared.clients.addAll(clients);
                            declared.ports = declared.ports.union(ports.of(intent, server.id()));
                            declared.namespaces.add(declaration.entry().key().namespace());
                        });
            }
        }
    }

    private Optional<Finding> finding(EffectivePolicy effective) {
        Map<Endpoint.Workload, Declared> candidates =
                servers.getOrDefault(effective.policy().getMetadata().getNamespace(), Map.of());
        Position position = effective.position();
        return candidates.isEmpty() || position == null
                ? Optional.empty()
                : ValidPolicies.read(effective.policy()).flatMap(policy -> finding(policy, position, candidates));
    }

    private Optional<Finding> finding(Policy policy, Position position, Map<Endpoint.Workload, Declared> candidates) {
        Set<String> namespaces = new TreeSet<>();
        List<Stranger> strangers = strangers(policy, candidates, namespaces);
        if (strangers.isEmpty()) {
            return Optional.empty();
        }
        List<String> opened = strangers.stream()
                .map(it -> it.server().toString())
                .distinct()
                .sorted()
                .toList();
        Stranger example = strangers.get(0);
        return Optional.of(new Finding(
                Code.OPEN_TO_NAMESPACE,
                position,
                "NetworkPolicy " + policy.key() + " opens " + list(opened) + " to all pods of namespace "
                        + String.join(" and ", namespaces) + ", declared or not: " + example.client()
                        + " does not declare " + example.server() + " and reaches it on " + example.ports(),
                "narrow its rules once the intents are complete"));
    }

    /** Returns who gets to a server by the policy without declaring it, one for each server. */
    private List<Stranger> strangers(
            Policy policy, Map<Endpoint.Workload, Declared> candidates, Set<String> namespaces) {
        var strangers = new ArrayList<Stranger>();
        Stream.ofNullable(policy.rules(Direction.INGRESS))
                .flatMap(List::stream)
                .forEach(rule -> rule.peers().stream()
                        .filter(peer ->
                                peer instanceof Peer.Pods it && it.pods().selectsEverything() && !it.anyPod())
                        .forEach(peer -> candidates.forEach((server, declared) -> {
                            LabelledPod pod = pods.get(server.id());
                            if (pod != null && policy.pods().matches(pod.labels())) {
                                PortSet opened = opened(rule, server).intersect(declared.ports);
                                whole((Peer.Pods) peer, policy.key().namespace())
                                        .filter(it ->
                                                it.equals(server.id().namespace()) || declared.namespaces.contains(it))
                                        .forEach(namespace -> stranger(namespace, server, declared, opened)
                                                .ifPresent(it -> {
                                                    namespaces.add(namespace);
                                                    strangers.add(it);
                                                }));
                            }
                        })));
        strangers.sort((one, other) -> one.toString().compareTo(other.toString()));
        return strangers;
    }

    private PortSet opened(Policy.Rule rule, Endpoint.Workload server) {
        PortSet opened = rule.ports().numbers();
        for (var name : rule.ports().names()) {
            opened = opened.union(reach.numbers(name, server.id()));
        }
        return opened;
    }

    /** Returns the namespaces of the input all pods of which a peer stands for. */
    private Stream<String> whole(Peer.Pods peer, String policyNamespace) {
        return peer.namespaces() == null
                ? Stream.of(policyNamespace)
                : snapshot.namespaces().values().stream()
                        .filter(it -> peer.namespaces().matches(it.labels()))
                        .map(SnapshotNamespace::name);
    }

    private Optional<Stranger> stranger(String namespace, Endpoint.Workload server, Declared declared, PortSet opened) {
        return endpoints.getOrDefault(namespace, List.of()).stream()
                .filter(it -> !it.id().equals(server.id()) && !declared.clients.contains(it.id()))
                .map(it -> new Stranger(
                        it, server, reach.reachability().ports(it, server).intersect(opened)))
                .filter(it -> !it.ports().isEmpty())
                .findFirst();
    }

    private static String list(List<String> names) {
        return names.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }
}

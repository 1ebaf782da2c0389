package dev.clientintents.check;

import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.Closure;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.explain.Explanation;
import dev.clientintents.reach.explain.Explanation.PolicyReason;
import dev.clientintents.reach.explain.Explanation.RuleReason;
import dev.clientintents.reach.explain.Exposure;
import dev.clientintents.reach.explain.PeerPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds intents that policies of others defeat: the client's egress does not let it reach the server, or a server that
 * is closed is open to every pod anyway.
 */
final class DefeatCheck {

    private final Snapshot snapshot;
    private final IntentGraph graph;
    private final EffectiveReach reach;
    private final DeclaredPorts ports;
    private final Set<ObjectKey> ours;
    private final LiveEndpoints endpoints;
    private final Map<Endpoint.Workload, PortSet> openToAll = new HashMap<>();
    private final Set<Endpoint.Workload> told = new HashSet<>();

    DefeatCheck(Snapshot snapshot, Outcome outcome, EffectiveReach reach, LiveEndpoints endpoints) {
        this.snapshot = snapshot;
        this.reach = reach;
        this.endpoints = endpoints;
        graph = outcome.graph();
        ports = new DeclaredPorts(graph, reach);
        ours = OwnPolicies.of(outcome);
        for (Exposure exposure : reach.reachability().exposures()) {
            if (exposure.direction() == Direction.INGRESS && exposure.peers().equals(PeerPattern.ENTIRE_CLUSTER)) {
                openToAll.put(exposure.workload(), exposure.ports());
            }
        }
    }

    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        for (DeclaredIntents declaration : snapshot.intents()) {
            IntentsEntry entry = declaration.entry();
            if (!graph.scope().excludes(entry.key().namespace())) {
                List<Endpoint.Workload> clients = endpoints.of(graph.clientPods(entry));
                for (int i = 0; i < entry.intents().size(); i++) {
                    Intent intent = entry.intents().get(i);
                    if (ours.contains(policyOf(intent.server())) || graph.closure(intent.server()) == Closure.OPEN) {
                        judge(entry, clients, intent, declaration.target(i), findings);
                    }
                }
            }
        }
        findings.addAll(AdminCheck.opening(snapshot, graph, reach, endpoints));
        return findings;
    }

    private static ObjectKey policyOf(ServerId server) {
        return new ObjectKey(server.namespace(), PolicyName.of(server));
    }

    private void judge(
            IntentsEntry entry,
            List<Endpoint.Workload> clients,
            Intent intent,
            Position position,
            List<Finding> findings) {
        for (Endpoint.Workload server : endpoints.of(graph.serverPods(intent.server()))) {
            PortSet declared = ports.of(intent, server.id());
            for (Endpoint.Workload client : clients) {
                if (!client.equals(server)) {
                    findings.addAll(blocked(entry, intent, client, server, declared, position));
                }
            }
            if (!clients.isEmpty()
                    && graph.closure(intent.server()) == Closure.CLOSED
                    && !openToAll
                            .getOrDefault(server, PortSet.NONE)
                            .intersect(declared)
                            .isEmpty()
                    && told.add(server)) {
                open(clients.get(0), server, position).ifPresent(findings::add);
            }
        }
    }

    /**
     * Returns findings where admin policies, or policies of egress, contradict an intent: narrowing an intent on all
     * ports is no contradiction, and taking away a listed port is one.
     */
    private List<Finding> blocked(
            IntentsEntry entry,
            Intent intent,
            Endpoint.Workload client,
            Endpoint.Workload server,
            PortSet declared,
            Position position) {
        PortSet open = reach.reachability().ports(client, server).intersect(declared);
        if (declared.isAll() ? !open.isEmpty() : open.equals(declared)) {
            return List.of();
        }
        Explanation explanation = reach.reachability().explain(client, server, declared);
        Explanation.Part egress = explanation.egress();
        PortSet kept = declared.minus(egress.allowed()).minus(AdminCheck.denied(egress));
        var findings = new ArrayList<Finding>();
        AdminCheck.blocked(explanation, declared, position).ifPresent(findings::add);
        if (!kept.isEmpty() && !egress.policies().isEmpty()) {
            String namespace = entry.key().namespace();
            if (egress.policies().stream().anyMatch(it -> !ours.contains(it.policy()))) {
                String advice = "add the server to an egress rule, or take the intent away";
                findings.add(byEgress(client, server, declared, kept, egress, position, advice));
            } else if (graph.waiting(intent.server(), entry.key()).isEmpty() && !graph.closesEgress(namespace)) {
                findings.add(byEgress(client, server, declared, kept, egress, position, denied(namespace)));
            }
        }
        return findings;
    }

    /** Returns why the operator's own denial lets out nothing of what clients declare, where no way out is closed. */
    static String denied(String namespace) {
        return "what goes out is closed by the operator: namespace " + namespace + " denies it by label "
                + Labels.DEFAULT_DENY
                + ", and in shadow mode no policy lets out what is declared; take one of these labels away";
    }

    private static Finding byEgress(
            Endpoint.Workload client,
            Endpoint.Workload server,
            PortSet declared,
            PortSet kept,
            Explanation.Part egress,
            Position position,
            String advice) {
        String policies = list(egress.policies().stream());
        return new Finding(
                Code.BLOCKED_BY_EGRESS,
                position,
                "the egress of " + client + " is restricted by " + policies + ", and no rule there lets it reach "
                        + server + (declared.isAll() ? "" : " on " + kept),
                advice);
    }

    /** Returns a finding about NetworkPolicies that open a server to every pod; empty where others do. */
    private Optional<Finding> open(Endpoint.Workload client, Endpoint.Workload server, Position position) {
        Explanation.Part ingress =
                reach.reachability().explain(client, server, PortSet.ALL).ingress();
        List<PolicyReason> opening = ingress.policies().stream()
                .filter(it -> !ours.contains(it.policy()))
                .filter(it -> it.rules().stream().anyMatch(DefeatCheck::admitsEveryPod))
                .toList();
        if (opening.isEmpty()) {
            return Optional.empty();
        }
        String policies = list(opening.stream());
        return Optional.of(new Finding(
                Code.OPEN_TO_EVERYBODY,
                position,
                policies + " opens " + server + " to every pod of the cluster on " + openToAll.get(server)
                        + ", declared or not",
                "narrow its rules, unless the server is meant to be an entrance"));
    }

    private static boolean admitsEveryPod(RuleReason rule) {
        return rule.peers().isEmpty()
                || rule.peers().stream()
                        .anyMatch(it -> Objects.equals(it.peer(), PeerPattern.ENTIRE_CLUSTER.toString()));
    }

    private static String list(Stream<PolicyReason> policies) {
        return "NetworkPolicy "
                + String.join(
                        " and ",
                        policies.map(it -> it.policy().toString()).collect(Collectors.toCollection(TreeSet::new)));
    }
}

package dev.clientintents.check;

import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.reach.AddressSet;
import dev.clientintents.reach.Connection;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.explain.Explanation.PolicyReason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds policies of others by which a client whose way out is closed connects to more than it declares: policies add up,
 * so what one of them lets out, no other keeps in.
 */
final class MoreWaysOutCheck {

    private final Snapshot snapshot;
    private final IntentGraph graph;
    private final EffectiveReach reach;
    private final LiveEndpoints endpoints;
    private final Set<ObjectKey> ours;
    private final Set<ClientId> judged = new HashSet<>();

    MoreWaysOutCheck(Snapshot snapshot, Outcome outcome, EffectiveReach reach, LiveEndpoints endpoints) {
        this.snapshot = snapshot;
        this.reach = reach;
        this.endpoints = endpoints;
        graph = outcome.graph();
        ours = OwnPolicies.of(outcome);
    }

    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        for (DeclaredIntents declared : snapshot.intents()) {
            IntentsEntry entry = declared.entry();
            ClientId client = IntentGraph.client(entry);
            if (ours.contains(new ObjectKey(client.namespace(), PolicyName.ofEgress(client))) && judged.add(client)) {
                endpoints.of(graph.clientPods(entry)).forEach(it -> findings.addAll(judge(it, declared.client())));
            }
        }
        return findings;
    }

    private List<Finding> judge(Endpoint.Workload client, Position position) {
        Map<String, Added> added = new TreeMap<>();
        for (Connection connection : reach.reachability().from(client)) {
            List<PolicyReason> policies = reach.reachability()
                    .explain(client, connection.destination(), connection.ports())
                    .egress()
                    .policies();
            PortSet declared = policies.stream()
                    .filter(it -> ours.contains(it.policy()))
                    .map(PolicyReason::allowed)
                    .reduce(PortSet.NONE, PortSet::union);
            for (PolicyReason policy : policies) {
                PortSet more = policy.allowed().minus(declared);
                if (!more.isEmpty() && !ours.contains(policy.policy())) {
                    added.computeIfAbsent(policy.policy().toString(), first -> new Added())
                            .add(connection.destination(), more);
                }
            }
        }
        return added.entrySet().stream()
                .map(it -> new Finding(
                        Code.MORE_WAYS_OUT,
                        position,
                        "NetworkPolicy " + it.getKey() + " lets " + client + " connect to more than it declares: "
                                + it.getValue(),
                        "narrow its rules, or delete it, unless that is meant"))
                .toList();
    }

    /** What a policy adds: workloads, and addresses, of which neighbours are one. */
    private static final class Added {

        private static final int NAMED = 2;

        private final List<String> workloads = new ArrayList<>();
        private final Map<PortSet, List<IpRange>> addresses = new LinkedHashMap<>();

        void add(Endpoint destination, PortSet ports) {
            if (destination instanceof Endpoint.External outside) {
                addresses.computeIfAbsent(ports, first -> new ArrayList<>()).add(outside.addresses());
            } else {
                workloads.add(destination + " (" + ports + ")");
            }
        }

        @Override
        public String toString() {
            List<String> all = Stream.concat(
                            addresses.entrySet().stream()
                                    .flatMap(it -> AddressSet.union(it.getValue()).ranges().stream()
                                            .map(range -> new Endpoint.External(range) + " (" + it.getKey() + ")")),
                            workloads.stream())
                    .toList();
            int more = all.size() - NAMED;
            return all.stream().limit(NAMED).collect(Collectors.joining(", "))
                    + (more > 0 ? " and " + more + " more" : "");
        }
    }
}

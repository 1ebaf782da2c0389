package dev.clientintents.backend.networkpolicy;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.rule.Direction;
import dev.clientintents.rule.Peer;
import dev.clientintents.rule.Rule;
import dev.clientintents.rule.RulePlan;
import dev.clientintents.rule.ServerRules;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/** Renders the rules of a server as its one NetworkPolicy. */
public final class ServerPolicies {

    static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private ServerPolicies() {}

    /** Returns the policy that the server must have once everything is written; empty where it must have none. */
    public static Optional<NetworkPolicy> plan(IntentGraph graph, ServerId server) {
        return ServerRules.plan(graph, server).map(ServerPolicies::render);
    }

    /** Returns the same policy, or the one that stays until the server is forgotten of which nothing is left. */
    public static Optional<NetworkPolicy> planUntilForgotten(IntentGraph graph, ServerId server) {
        return ServerRules.planWithPods(graph, server).map(ServerPolicies::render);
    }

    /**
     * Returns the policy that says what the rules say.
     *
     * @throws IllegalArgumentException where a rule is not about connections that come in to the plan's own subjects
     */
    public static NetworkPolicy render(RulePlan plan) {
        List<NetworkPolicyIngressRule> rules =
                plan.rules().stream().map(rule -> rule(plan, rule)).toList();
        ServerId server = plan.server();
        var metadata = new ObjectMeta();
        metadata.setNamespace(server.namespace());
        metadata.setName(PolicyName.of(server));
        metadata.setLabels(Map.of(Labels.MANAGED_BY, Labels.MANAGER));
        metadata.setAnnotations(annotations(server));
        var policy = new NetworkPolicy();
        policy.setMetadata(metadata);
        policy.setSpec(
                new NetworkPolicySpec(List.of(), rules, matching(plan.subjects().selector()), List.of("Ingress")));
        return policy;
    }

    private static Map<String, String> annotations(ServerId server) {
        var annotations = new LinkedHashMap<String, String>();
        annotations.put(Labels.SERVER, server.toString());
        annotations.put(Labels.DESCRIPTION, description(server));
        return annotations;
    }

    private static String description(ServerId server) {
        String what = server.kind() == null ? "workload " : server.kind() + " ";
        return "Admits to the pods of " + what + server.name()
                + " its own replicas, and those clients whose ClientIntents declare that they consume it.";
    }

    private static NetworkPolicyIngressRule rule(RulePlan plan, Rule rule) {
        if (rule.direction() != Direction.INGRESS || !rule.subjects().equals(plan.subjects())) {
            throw new IllegalArgumentException("the policy of server " + plan.server()
                    + " can only hold rules about connections to that server, not " + rule);
        }
        List<NetworkPolicyPort> ports = rule.ports() == null
                ? List.of()
                : rule.ports().stream().map(ServerPolicies::port).toList();
        return new NetworkPolicyIngressRule(
                rule.peers().stream().map(peer -> peer(plan, peer)).toList(), ports);
    }

    private static NetworkPolicyPeer peer(RulePlan plan, Peer peer) {
        if (peer instanceof Peer.Keyed keyed) {
            return new NetworkPolicyPeer(
                    null,
                    inNamespaces(keyed.namespaces()),
                    matching(Map.of(keyed.key().label(), AccessKey.VALUE)));
        }
        if (peer instanceof Peer.Pods pods) {
            return new NetworkPolicyPeer(
                    null, matching(Map.of(NAMESPACE_NAME, pods.namespace())), matching(pods.pods()));
        }
        return peer instanceof Peer.Addresses addresses
                ? new NetworkPolicyPeer(new IPBlock(addresses.cidr(), addresses.except()), null, null)
                // without a namespace it means that of the policy
                : new NetworkPolicyPeer(null, null, matching(plan.subjects().selector()));
    }

    private static LabelSelector inNamespaces(SortedSet<String> names) {
        return new LabelSelector(
                List.of(new LabelSelectorRequirement(NAMESPACE_NAME, "In", List.copyOf(names))), Map.of());
    }

    private static NetworkPolicyPort port(PortRange range) {
        String protocol = range.protocol().name();
        if (range instanceof PortRange.Numbered numbers) {
            Integer last = numbers.last() > numbers.first() ? numbers.last() : null;
            return new NetworkPolicyPort(last, new IntOrString(numbers.first()), protocol);
        }
        return new NetworkPolicyPort(null, new IntOrString(((PortRange.Named) range).name()), protocol);
    }

    /** Renders a label that has to have one value as such, and everything else as an expression. */
    private static LabelSelector matching(Selector selector) {
        var labels = new TreeMap<String, String>();
        var expressions = new ArrayList<LabelSelectorRequirement>();
        for (Requirement requirement : selector.requirements()) {
            String value = requirement.onlyValue().orElse(null);
            if (value == null || labels.putIfAbsent(requirement.key(), value) != null) {
                expressions.add(new LabelSelectorRequirement(
                        requirement.key(), requirement.operator().toString(), List.copyOf(requirement.values())));
            }
        }
        return new LabelSelector(expressions, labels);
    }

    private static LabelSelector matching(Map<String, String> labels) {
        return new LabelSelector(List.of(), new TreeMap<>(labels));
    }
}

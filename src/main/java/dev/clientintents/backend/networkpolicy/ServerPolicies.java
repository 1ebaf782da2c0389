package dev.clientintents.backend.networkpolicy;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import dev.clientintents.rule.Direction;
import dev.clientintents.rule.Rule;
import dev.clientintents.rule.RulePlan;
import dev.clientintents.rule.ServerRules;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Renders the rules of a server as its one NetworkPolicy. */
public final class ServerPolicies {

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
        policy.setSpec(new NetworkPolicySpec(
                List.of(), rules, PolicyParts.matching(plan.subjects().selector()), List.of("Ingress")));
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
        return new NetworkPolicyIngressRule(PolicyParts.peers(rule), PolicyParts.ports(rule));
    }
}

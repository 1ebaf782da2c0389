package dev.clientintents.backend.networkpolicy;

import dev.clientintents.model.ClientId;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PolicyName;
import dev.clientintents.rule.Direction;
import dev.clientintents.rule.EgressPlan;
import dev.clientintents.rule.Peer;
import dev.clientintents.rule.Rule;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders the rules of a client's way out as its one NetworkPolicy. */
public final class EgressPolicies {

    /** What a policy is described by that lets everything through as yet: by that it is told from one that was edited. */
    static final String OPENING =
            "Lets everything through until the network plugin has learnt the addresses of the hosts"
                    + " that are declared; then it closes the way out to what is not declared.";

    private EgressPolicies() {}

    /**
     * Returns the policy that says what the rules say.
     *
     * @throws IllegalArgumentException where a rule is not about connections that the plan's own subjects open
     */
    public static NetworkPolicy render(EgressPlan.Closed plan) {
        ClientId client = plan.client();
        var metadata = new ObjectMeta();
        metadata.setNamespace(client.namespace());
        metadata.setName(PolicyName.ofEgress(client));
        metadata.setLabels(Map.of(Labels.MANAGED_BY, Labels.MANAGER));
        metadata.setAnnotations(annotations(client, opens(plan)));
        var policy = new NetworkPolicy();
        policy.setMetadata(metadata);
        policy.setSpec(new NetworkPolicySpec(
                plan.rules().stream().map(rule -> rule(plan, rule)).toList(),
                List.of(),
                PolicyParts.matching(plan.subjects().selector()),
                List.of("Egress")));
        return policy;
    }

    private static boolean opens(EgressPlan.Closed plan) {
        return plan.rules().stream().anyMatch(rule -> rule.peers().contains(new Peer.Anything()));
    }

    private static Map<String, String> annotations(ClientId client, boolean opens) {
        var annotations = new LinkedHashMap<String, String>();
        annotations.put(Labels.CLIENT, client.toString());
        annotations.put(
                Labels.DESCRIPTION,
                opens
                        ? OPENING
                        : "Lets the pods of " + (client.kind() == null ? "workload" : client.kind()) + " "
                                + client.name()
                                + " connect to what its ClientIntents declare, to its own replicas, and to where names"
                                + " are resolved, and to nothing else.");
        return annotations;
    }

    private static NetworkPolicyEgressRule rule(EgressPlan.Closed plan, Rule rule) {
        if (rule.direction() != Direction.EGRESS || !rule.subjects().equals(plan.subjects())) {
            throw new IllegalArgumentException("the policy of client " + plan.client()
                    + " can only hold rules about connections that this client opens, not " + rule);
        }
        return new NetworkPolicyEgressRule(PolicyParts.ports(rule), PolicyParts.peers(rule));
    }
}

package dev.clientintents.backend.networkpolicy;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PolicyName;
import dev.clientintents.rule.DenialPlan;
import dev.clientintents.rule.DenialRules;
import dev.clientintents.rule.Direction;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Renders what a namespace denies by default as its one policy. */
public final class DefaultDeny {

    private DefaultDeny() {}

    /**
     * Returns the policy that there is once everything is written, for as long as the namespace's label asks for it.
     *
     * @param existing the policy of ours that there is; empty where there is none
     */
    public static Optional<NetworkPolicy> plan(IntentGraph graph, String namespace, Optional<NetworkPolicy> existing) {
        DenialPlan written = existing.map(ExistingPolicy::denial).orElseGet(() -> DenialPlan.none(namespace));
        return render(DenialRules.plan(graph, namespace, written));
    }

    /** Returns the policy that denies what the plan says; empty where that is nothing. */
    public static Optional<NetworkPolicy> render(DenialPlan plan) {
        if (plan.directions().isEmpty()) {
            return Optional.empty();
        }
        var metadata = new ObjectMeta();
        metadata.setNamespace(plan.namespace());
        metadata.setName(PolicyName.DEFAULT_DENY);
        metadata.setLabels(Map.of(Labels.MANAGED_BY, Labels.MANAGER));
        metadata.setAnnotations(Map.of(Labels.DESCRIPTION, description(plan)));
        var types = new ArrayList<String>();
        if (plan.denies(Direction.INGRESS)) {
            types.add("Ingress");
        }
        if (plan.denies(Direction.EGRESS)) {
            types.add("Egress");
        }
        var policy = new NetworkPolicy();
        policy.setMetadata(metadata);
        policy.setSpec(new NetworkPolicySpec(
                plan.rules().stream()
                        .map(rule -> new NetworkPolicyEgressRule(PolicyParts.ports(rule), PolicyParts.peers(rule)))
                        .toList(),
                List.of(),
                PolicyParts.matching(plan.subjects().selector()),
                types));
        return Optional.of(policy);
    }

    private static String description(DenialPlan plan) {
        String end = ", as the label " + Labels.DEFAULT_DENY + " of the namespace asks.";
        if (!plan.denies(Direction.EGRESS)) {
            return "Denies all ingress to the pods of this namespace that no other policy allows" + end;
        }
        return "Denies all " + (plan.denies(Direction.INGRESS) ? "ingress to and egress of" : "egress of")
                + " the pods of this namespace that no other policy allows, save to where names are resolved" + end;
    }
}

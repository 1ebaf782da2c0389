package dev.clientintents.backend.networkpolicy;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PolicyName;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.Optional;

/** Plans the policy of a namespace that denies all ingress which no other policy allows. */
public final class DefaultDeny {

    private DefaultDeny() {}

    /**
     * Returns the policy, for as long as the namespace's label asks for it. Where nobody knows what the label asks for,
     * because its value is not valid, a policy that is there stays.
     *
     * @param exists whether there is a policy of ours
     */
    public static Optional<NetworkPolicy> plan(IntentGraph graph, String namespace, boolean exists) {
        return graph.namespace(namespace)
                .filter(entry -> entry.defaultDeny() || (exists && entry.isUndecided(Labels.DEFAULT_DENY)))
                .filter(entry -> !entry.terminating() && !graph.scope().excludes(namespace))
                .map(entry -> policy(namespace));
    }

    private static NetworkPolicy policy(String namespace) {
        return new NetworkPolicyBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(PolicyName.DEFAULT_DENY)
                .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
                .addToAnnotations(
                        Labels.DESCRIPTION,
                        "Denies all ingress to the pods of this namespace that no other policy allows, as the label "
                                + Labels.DEFAULT_DENY + " of the namespace asks.")
                .endMetadata()
                .withNewSpec()
                .withNewPodSelector()
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .endSpec()
                .build();
    }
}

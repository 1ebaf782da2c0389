package dev.clientintents.backend.networkpolicy;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PolicyName;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.Optional;

/** Plans the policy of a namespace that denies all ingress which no other policy allows. */
public final class DefaultDeny {

    private DefaultDeny() {}

    /** The policy, for as long as the namespace's label asks for it. */
    public static Optional<NetworkPolicy> plan(IntentGraph graph, String namespace) {
        return graph.namespace(namespace)
                .filter(NamespaceEntry::defaultDeny)
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

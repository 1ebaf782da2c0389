package dev.clientintents.backend.networkpolicy;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import java.util.List;

/** The rules of a server's policy that admit its clients, without the one by which its replicas reach each other. */
public final class ClientRules {

    private ClientRules() {}

    /** Returns the rules of which no peer is a pod of the policy's own selector. */
    public static List<NetworkPolicyIngressRule> of(NetworkPolicy policy) {
        return policy.getSpec().getIngress().stream()
                .filter(rule -> rule.getFrom().stream()
                        .noneMatch(peer -> peer.getNamespaceSelector() == null
                                && policy.getSpec().getPodSelector().equals(peer.getPodSelector())))
                .toList();
    }
}

package dev.clientintents.demo;

import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.stream.Collectors;

/** Whom a policy of the operator admits, in one line a rule. */
final class PolicyText {
    private PolicyText() {}

    static List<String> rules(NetworkPolicy policy) {
        List<NetworkPolicyIngressRule> rules = policy.getSpec().getIngress();
        return rules.stream().map(PolicyText::rule).toList();
    }

    private static String rule(NetworkPolicyIngressRule rule) {
        String peers = rule.getFrom().stream().map(PolicyText::peer).collect(Collectors.joining(" or "));
        String ports = rule.getPorts().stream().map(PolicyText::port).collect(Collectors.joining(", "));
        return "admits " + peers + " on " + (ports.isEmpty() ? "all ports" : ports);
    }

    private static String peer(NetworkPolicyPeer peer) {
        if (peer.getIpBlock() != null) {
            return peer.getIpBlock().getCidr();
        }
        if (peer.getNamespaceSelector() == null) {
            return "its replicas";
        }
        String keys = peer.getPodSelector().getMatchLabels().keySet().stream()
                .map(PolicyText::shortKey)
                .collect(Collectors.joining(", "));
        String namespaces = peer.getNamespaceSelector().getMatchExpressions().stream()
                .flatMap(expression -> expression.getValues().stream())
                .collect(Collectors.joining(", "));
        return keys + " from " + namespaces;
    }

    private static String port(NetworkPolicyPort port) {
        Object first = port.getPort().getValue();
        return port.getProtocol() + " " + first + (port.getEndPort() == null ? "" : "-" + port.getEndPort());
    }

    /** A label key without the operator's prefix. */
    static String shortKey(String key) {
        return key.startsWith(Labels.PREFIX) ? key.substring(Labels.PREFIX.length()) : key;
    }
}

package dev.clientintents.reach.policy;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Selector;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.IpRange;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads NetworkPolicies as the API server <a
 * href="https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/">defaults and
 * validates</a> them. An entry of a list that is null counts as an empty one, as there.
 */
public final class PolicyReader {

    private PolicyReader() {}

    public static ObjectKey key(NetworkPolicy policy) {
        return new ObjectKey(
                policy.getMetadata().getNamespace(), policy.getMetadata().getName());
    }

    /**
     * Reads a policy as the evaluation needs it.
     *
     * @throws InvalidPolicyException where no API server would take the policy, so that no cluster can enforce it
     */
    public static Policy read(NetworkPolicy policy) throws InvalidPolicyException {
        NetworkPolicySpec spec = policy.getSpec() == null ? new NetworkPolicySpec() : policy.getSpec();
        var rules = new EnumMap<Direction, List<Policy.Rule>>(Direction.class);
        for (Direction direction : directions(spec)) {
            rules.put(direction, direction == Direction.INGRESS ? ingress(spec) : egress(spec));
        }
        return new Policy(key(policy), selector(spec.getPodSelector(), "spec.podSelector"), rules);
    }

    /**
     * Returns the directions in which a policy isolates. Without policy types, that is ingress, and egress where it has
     * rules of egress.
     */
    private static List<Direction> directions(NetworkPolicySpec spec) throws InvalidPolicyException {
        if (spec.getPolicyTypes().isEmpty()) {
            return spec.getEgress().isEmpty()
                    ? List.of(Direction.INGRESS)
                    : List.of(Direction.INGRESS, Direction.EGRESS);
        }
        var directions = new ArrayList<Direction>();
        for (String type : spec.getPolicyTypes()) {
            directions.add(
                    switch (String.valueOf(type)) {
                        case "Ingress" -> Direction.INGRESS;
                        case "Egress" -> Direction.EGRESS;
                        default -> throw new InvalidPolicyException("spec.policyTypes", "has the unknown type " + type);
                    });
        }
        return directions;
    }

    private static List<Policy.Rule> ingress(NetworkPolicySpec spec) throws InvalidPolicyException {
        var rules = new ArrayList<Policy.Rule>();
        for (int i = 0; i < spec.getIngress().size(); i++) {
            String field = "spec.ingress[" + i + "]";
            NetworkPolicyIngressRule listed = spec.getIngress().get(i);
            var rule = listed == null ? new NetworkPolicyIngressRule() : listed;
            rules.add(rule(rule.getFrom(), field + ".from", rule.getPorts(), field + ".ports"));
        }
        return rules;
    }

    private static List<Policy.Rule> egress(NetworkPolicySpec spec) throws InvalidPolicyException {
        var rules = new ArrayList<Policy.Rule>();
        for (int i = 0; i < spec.getEgress().size(); i++) {
            String field = "spec.egress[" + i + "]";
            NetworkPolicyEgressRule listed = spec.getEgress().get(i);
            var rule = listed == null ? new NetworkPolicyEgressRule() : listed;
            rules.add(rule(rule.getTo(), field + ".to", rule.getPorts(), field + ".ports"));
        }
        return rules;
    }

    private static Policy.Rule rule(
            List<NetworkPolicyPeer> peers, String peersField, List<NetworkPolicyPort> ports, String portsField)
            throws InvalidPolicyException {
        var read = new ArrayList<Peer>();
        for (int i = 0; i < peers.size(); i++) {
            NetworkPolicyPeer listed = peers.get(i);
            read.add(peer(listed == null ? new NetworkPolicyPeer() : listed, peersField + "[" + i + "]"));
        }
        return new Policy.Rule(read, PortReader.read(ports, portsField));
    }

    private static Peer peer(NetworkPolicyPeer peer, String field) throws InvalidPolicyException {
        LabelSelector namespaces = peer.getNamespaceSelector();
        boolean selects = namespaces != null || peer.getPodSelector() != null;
        if (peer.getIpBlock() != null) {
            if (selects) {
                throw new InvalidPolicyException(field, "has a selector beside its ipBlock");
            }
            return BlockReader.read(peer.getIpBlock(), field + ".ipBlock");
        }
        if (!selects) {
            throw new InvalidPolicyException(field, "has neither a selector nor an ipBlock");
        }
        return new Peer.Pods(
                namespaces == null ? null : selector(namespaces, field + ".namespaceSelector"),
                selector(peer.getPodSelector(), field + ".podSelector"));
    }

    private static Selector selector(@Nullable LabelSelector selector, String field) throws InvalidPolicyException {
        return selector == null ? Selector.EVERYTHING : SelectorReader.read(selector, field);
    }

    /** Returns whether a policy has blocks of IPv6 addresses. */
    public static boolean hasIpv6(Policy policy) {
        return policy.rules().values().stream()
                .flatMap(List::stream)
                .flatMap(rule -> rule.peers().stream())
                .anyMatch(peer -> peer instanceof Peer.Block block
                        && block.addresses().ranges().stream()
                                .anyMatch(it -> it.family().equals(IpRange.IPV6)));
    }
}

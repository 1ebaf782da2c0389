package dev.clientintents.backend.networkpolicy;

import dev.clientintents.model.AccessKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import dev.clientintents.rule.Peer;
import dev.clientintents.rule.Rule;
import dev.clientintents.rule.Subjects;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;

/** Renders what policies of both directions are made of. */
final class PolicyParts {

    /** The label of each namespace that has its name. */
    static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private PolicyParts() {}

    /** Returns the peers of a rule; none for anything. */
    static List<NetworkPolicyPeer> peers(Rule rule) {
        return rule.peers().contains(new Peer.Anything())
                ? List.of()
                : rule.peers().stream().map(peer -> peer(rule.subjects(), peer)).toList();
    }

    /** Returns the ports of a rule; none for all. */
    static List<NetworkPolicyPort> ports(Rule rule) {
        return rule.ports() == null
                ? List.of()
                : rule.ports().stream().map(PolicyParts::port).toList();
    }

    private static NetworkPolicyPeer peer(Subjects subjects, Peer peer) {
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
                : new NetworkPolicyPeer(null, null, matching(subjects.selector()));
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
    static LabelSelector matching(Selector selector) {
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

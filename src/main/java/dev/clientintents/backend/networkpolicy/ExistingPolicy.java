package dev.clientintents.backend.networkpolicy;

import dev.clientintents.graph.KeptEgress;
import dev.clientintents.graph.KeptPolicy;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.observe.ObservedSelector;
import dev.clientintents.observe.Protocols;
import dev.clientintents.rule.DenialPlan;
import dev.clientintents.rule.Direction;
import dev.clientintents.rule.Peer;
import dev.clientintents.rule.Rule;
import dev.clientintents.rule.Subjects;
import dev.clientintents.transition.Written;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads policies that exist: whose they are, and whether they are as they must be. */
public final class ExistingPolicy {

    private ExistingPolicy() {}

    /**
     * Returns whether the operator made the policy. A policy without the label is somebody else's, whatever its name.
     */
    public static boolean isOurs(NetworkPolicy policy) {
        Map<String, String> labels = policy.getMetadata().getLabels();
        return labels != null && Labels.MANAGER.equals(labels.get(Labels.MANAGED_BY));
    }

    /** Returns the server that our policy keeps closed; empty where it is not ours or not a server's. */
    public static Optional<KeptPolicy> read(NetworkPolicy policy) {
        Map<String, String> annotations = policy.getMetadata().getAnnotations();
        if (!isOurs(policy) || annotations == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(annotations.get(Labels.SERVER))
                .flatMap(ServerId::parse)
                .filter(server -> server.namespace().equals(policy.getMetadata().getNamespace()))
                .filter(server -> PolicyName.isOf(server, policy.getMetadata().getName()))
                .map(server -> kept(server, policy));
    }

    /** Returns the part of a policy that keeps its server closed. */
    public static KeptPolicy kept(ServerId server, NetworkPolicy policy) {
        return new KeptPolicy(server, selector(policy));
    }

    /** Returns the access keys by which the policy admits. */
    public static Set<String> keys(NetworkPolicy policy) {
        return policy.getSpec().getIngress().stream()
                .flatMap(rule -> rule.getFrom().stream())
                .filter(peer -> peer.getPodSelector() != null)
                .flatMap(peer -> labels(peer.getPodSelector()).keySet().stream())
                .filter(key -> key.startsWith(Labels.PREFIX) && !Labels.OF_WORKLOAD.contains(key))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns what a policy of ours admits, in the terms in which it was planned. */
    public static Written written(NetworkPolicy policy) {
        var rules = new ArrayList<Rule>();
        boolean altered = policy.getSpec() == null
                || !List.of("Ingress").equals(policy.getSpec().getPolicyTypes())
                || !policy.getSpec().getEgress().isEmpty();
        Subjects subjects = new Subjects(policy.getMetadata().getNamespace(), selector(policy));
        if (policy.getSpec() != null) {
            for (NetworkPolicyIngressRule rule : policy.getSpec().getIngress()) {
                Optional<Rule> read = rule(subjects, Direction.INGRESS, rule.getFrom(), rule.getPorts());
                read.ifPresent(rules::add);
                altered |= read.isEmpty();
            }
        }
        return new Written(rules, altered);
    }

    /** Returns the client whose way out our policy closes; empty where it is not ours or not a client's. */
    public static Optional<KeptEgress> readEgress(NetworkPolicy policy) {
        Map<String, String> annotations = policy.getMetadata().getAnnotations();
        if (!isOurs(policy) || annotations == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(annotations.get(Labels.CLIENT))
                .flatMap(ClientId::parse)
                .filter(client -> client.namespace().equals(policy.getMetadata().getNamespace()))
                .filter(client ->
                        PolicyName.ofEgress(client).equals(policy.getMetadata().getName()))
                .map(client -> keptEgress(client, policy));
    }

    /** Returns the part of a policy that keeps the way out of its client closed. */
    public static KeptEgress keptEgress(ClientId client, NetworkPolicy policy) {
        var labelled = new LinkedHashSet<KeptEgress.LabelledPeer>();
        boolean open = false;
        for (Rule rule : egress(policy)) {
            for (Peer peer : rule.peers()) {
                open |= peer instanceof Peer.Anything;
                if (peer instanceof Peer.Pods pods && isByLabels(pods.pods())) {
                    labelled.add(new KeptEgress.LabelledPeer(pods.namespace(), pods.pods()));
                }
            }
        }
        return new KeptEgress(client, selector(policy), labelled, open && isOpening(policy));
    }

    /** Returns whether the operator itself said that everything is let through as yet, and nobody else. */
    private static boolean isOpening(NetworkPolicy policy) {
        Map<String, String> annotations = policy.getMetadata().getAnnotations();
        return annotations != null && EgressPolicies.OPENING.equals(annotations.get(Labels.DESCRIPTION));
    }

    private static boolean isByLabels(Selector pods) {
        return pods.requirements().stream().anyMatch(it -> Labels.OF_WORKLOAD.contains(it.key()));
    }

    /** Returns what a policy of ours lets its pods connect to, in the terms in which it was planned. */
    public static List<Rule> egress(NetworkPolicy policy) {
        if (policy.getSpec() == null) {
            return List.of();
        }
        var subjects = new Subjects(policy.getMetadata().getNamespace(), selector(policy));
        return policy.getSpec().getEgress().stream()
                .flatMap(rule -> rule(subjects, Direction.EGRESS, rule.getTo(), rule.getPorts()).stream())
                .toList();
    }

    /** Returns by what a policy of anybody selects the pods whose way out it closes; empty where it closes none. */
    public static Optional<Selector> closedEgress(NetworkPolicy policy) {
        NetworkPolicySpec spec = policy.getSpec();
        if (spec == null) {
            return Optional.empty();
        }
        boolean closes = spec.getPolicyTypes().isEmpty()
                ? !spec.getEgress().isEmpty()
                : spec.getPolicyTypes().contains("Egress");
        return closes ? ObservedSelector.read(spec.getPodSelector()) : Optional.empty();
    }

    /** Returns what a policy of ours by which a namespace denies by default denies. */
    public static DenialPlan denial(NetworkPolicy policy) {
        String namespace = policy.getMetadata().getNamespace();
        List<String> types =
                policy.getSpec() == null ? List.of() : policy.getSpec().getPolicyTypes();
        Set<Direction> denied = EnumSet.noneOf(Direction.class);
        if (types.contains("Ingress")) {
            denied.add(Direction.INGRESS);
        }
        if (types.contains("Egress")) {
            denied.add(Direction.EGRESS);
        }
        return new DenialPlan(namespace, denied, egress(policy));
    }

    /**
     * Returns the rule that an entry of a policy stands for; empty where it is not a rule that the operator writes.
     */
    private static Optional<Rule> rule(
            Subjects subjects, Direction direction, List<NetworkPolicyPeer> from, List<NetworkPolicyPort> onPorts) {
        var peers = new ArrayList<Peer>();
        for (NetworkPolicyPeer peer : from) {
            Optional<Peer> read = keyed(peer)
                    .or(() -> replicas(subjects, peer))
                    .or(() -> pods(peer))
                    .or(() -> addresses(peer));
            if (read.isEmpty()) {
                return Optional.empty();
            }
            peers.add(read.get());
        }
        var ports = new ArrayList<PortRange>();
        for (NetworkPolicyPort port : onPorts) {
            Optional<PortRange> read = port(port);
            if (read.isEmpty()) {
                return Optional.empty();
            }
            ports.add(read.get());
        }
        if (peers.isEmpty() && direction == Direction.EGRESS) {
            peers.add(new Peer.Anything());
        }
        return peers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Rule(subjects, direction, peers, ports.isEmpty() ? null : ports));
    }

    private static Optional<Peer> replicas(Subjects subjects, NetworkPolicyPeer peer) {
        return peer.getIpBlock() == null && peer.getNamespaceSelector() == null && peer.getPodSelector() != null
                ? ObservedSelector.read(peer.getPodSelector())
                        .filter(subjects.selector()::equals)
                        .map(same -> new Peer.Replicas())
                : Optional.empty();
    }

    /** Reads pods of a namespace by their own labels; a key is read by its own method, also where it is alone. */
    private static Optional<Peer> pods(NetworkPolicyPeer peer) {
        if (peer.getIpBlock() != null || peer.getPodSelector() == null || peer.getNamespaceSelector() == null) {
            return Optional.empty();
        }
        Map<String, String> namespace = labels(peer.getNamespaceSelector());
        String name = namespace.get(PolicyParts.NAMESPACE_NAME);
        return name != null
                        && namespace.size() == 1
                        && peer.getNamespaceSelector().getMatchExpressions().isEmpty()
                ? ObservedSelector.read(peer.getPodSelector()).map(pods -> new Peer.Pods(name, pods))
                : Optional.empty();
    }

    private static Optional<Peer> addresses(NetworkPolicyPeer peer) {
        IPBlock block = peer.getIpBlock();
        return block != null && peer.getPodSelector() == null && peer.getNamespaceSelector() == null
                ? Optional.of(new Peer.Addresses(
                        block.getCidr(), Optional.ofNullable(block.getExcept()).orElse(List.of())))
                : Optional.empty();
    }

    private static Optional<Peer> keyed(NetworkPolicyPeer peer) {
        LabelSelector pods = peer.getPodSelector();
        LabelSelector namespaces = peer.getNamespaceSelector();
        if (peer.getIpBlock() != null
                || pods == null
                || namespaces == null
                || labels(pods).size() != 1
                || !pods.getMatchExpressions().isEmpty()
                || !labels(namespaces).isEmpty()
                || namespaces.getMatchExpressions().size() != 1) {
            return Optional.empty();
        }
        Map.Entry<String, String> label = labels(pods).entrySet().iterator().next();
        LabelSelectorRequirement names = namespaces.getMatchExpressions().get(0);
        boolean rendered = label.getKey().startsWith(Labels.PREFIX)
                && label.getValue().equals(AccessKey.VALUE)
                && names.getKey().equals(PolicyParts.NAMESPACE_NAME)
                && names.getOperator().equals("In")
                && !names.getValues().isEmpty();
        return rendered
                ? Optional.of(new Peer.Keyed(new AccessKey(label.getKey()), new TreeSet<>(names.getValues())))
                : Optional.empty();
    }

    private static Optional<PortRange> port(NetworkPolicyPort port) {
        IntOrString number = port.getPort();
        if (number == null) {
            return Optional.empty();
        }
        Protocol protocol = Protocols.parse(port.getProtocol());
        if (number.getIntVal() == null) {
            return Optional.of(new PortRange.Named(protocol, number.getStrVal()));
        }
        int last = port.getEndPort() == null ? number.getIntVal() : port.getEndPort();
        return Optional.of(new PortRange.Numbered(protocol, number.getIntVal(), last));
    }

    /** Returns whether nothing has to be written for {@code actual} to be {@code desired}. */
    public static boolean isAs(NetworkPolicy actual, NetworkPolicy desired) {
        return differences(actual, desired).isEmpty();
    }

    /** Returns the fields that have to be written for {@code actual} to be {@code desired}, in plain English. */
    public static List<String> differences(NetworkPolicy actual, NetworkPolicy desired) {
        var differences = new ArrayList<String>();
        if (!isOurs(actual)) {
            differences.add("label " + Labels.MANAGED_BY);
        }
        Map<String, String> annotations =
                Optional.ofNullable(actual.getMetadata().getAnnotations()).orElse(Map.of());
        desired.getMetadata().getAnnotations().forEach((key, value) -> {
            if (!value.equals(annotations.get(key))) {
                differences.add("annotation " + key);
            }
        });
        if (!desired.getSpec().equals(actual.getSpec())) {
            differences.add("spec");
        }
        return differences;
    }

    /** Returns how a policy selects pods; an expression that no API server would take selects like none. */
    private static Selector selector(NetworkPolicy policy) {
        LabelSelector selector =
                policy.getSpec() == null ? null : policy.getSpec().getPodSelector();
        return selector == null
                ? Selector.EVERYTHING
                : ObservedSelector.read(selector).orElseGet(() -> Selector.of(labels(selector)));
    }

    private static Map<String, String> labels(LabelSelector selector) {
        return Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of());
    }
}

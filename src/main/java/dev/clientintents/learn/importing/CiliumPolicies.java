package dev.clientintents.learn.importing;

import dev.clientintents.effective.PolicyKind;
import dev.clientintents.manifest.Manifest;
import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.Policy;
import dev.clientintents.reach.policy.PortSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The policies of Cilium: importable are CiliumNetworkPolicies whose rules admit endpoints by their labels, on ports. What
 * else they say, by layer 7, entities, addresses, names, denials or egress, stays: those that stay and those that are
 * imported do not depend on each other, as allowances add up and denials win anyway.
 *
 * @see <a href="https://docs.cilium.io/en/stable/security/policy/language/">Cilium's policy language</a>
 */
final class CiliumPolicies implements PluginPolicies {

    private static final String GROUP = "cilium.io";
    private static final String NAMESPACED = "CiliumNetworkPolicy";
    private static final String NAMESPACE = "io.kubernetes.pod.namespace";
    private static final String NAMESPACE_LABELS = "io.cilium.k8s.namespace.labels.";
    private static final String SPECIAL = "io.cilium.";
    private static final List<String> SOURCES = List.of("k8s:", "any:");

    @Override
    public Set<PolicyKind> kinds() {
        return Set.of(new PolicyKind(GROUP, NAMESPACED), new PolicyKind(GROUP, "CiliumClusterwideNetworkPolicy"));
    }

    @Override
    public Optional<String> refusal(List<Manifest> policies) {
        return Optional.empty();
    }

    @Override
    public Policy read(Manifest policy) throws NotSayable {
        if (!policy.kind().equals(NAMESPACED)) {
            throw new NotSayable("is about all namespaces, also those that come");
        }
        Optional<Mapping> found = policy.content().mapping("spec");
        if (found.isEmpty() || policy.content().has("specs")) {
            throw new NotSayable("has several specs, or none");
        }
        Mapping spec = found.get();
        PluginFields.require(spec, "", Set.of("endpointSelector", "ingress", "description", "labels"));
        List<Mapping> listed = PluginFields.mappings(spec, "ingress");
        Optional<Mapping> selector = spec.mapping("endpointSelector");
        if (listed.isEmpty() || selector.isEmpty()) {
            throw new NotSayable("closes nothing by rules for ingress");
        }
        Selected pods = selected(selector.get());
        if (!pods.namespaces.isEmpty()) {
            throw new NotSayable("selects its endpoints by labels of a namespace");
        }
        var rules = new ArrayList<Policy.Rule>();
        for (Mapping rule : listed) {
            rule(rule).ifPresent(rules::add);
        }
        return new Policy(
                new ObjectKey(policy.namespace(), policy.name()),
                new Selector(pods.pods),
                Map.of(Direction.INGRESS, rules));
    }

    /** Returns a rule; none where it closes and admits nobody. */
    private static Optional<Policy.Rule> rule(Mapping rule) throws NotSayable {
        PluginFields.require(rule, "ingress[].", Set.of("fromEndpoints", "toPorts"));
        if (!rule.has("fromEndpoints")) {
            if (rule.has("toPorts")) {
                throw new NotSayable("admits everybody on certain ports");
            }
            return Optional.empty();
        }
        var peers = new ArrayList<Peer>();
        for (Mapping endpoints : PluginFields.mappings(rule, "fromEndpoints")) {
            Selected selected = selected(endpoints);
            peers.add(new Peer.Pods(
                    selected.namespaces.isEmpty() ? null : new Selector(selected.namespaces),
                    new Selector(selected.pods)));
        }
        return peers.isEmpty() ? Optional.empty() : Optional.of(new Policy.Rule(peers, ports(rule)));
    }

    private static PortSpec ports(Mapping rule) throws NotSayable {
        if (!rule.has("toPorts")) {
            return PortSpec.ALL;
        }
        var ranges = new ArrayList<PortRange>();
        for (Mapping entry : PluginFields.mappings(rule, "toPorts")) {
            PluginFields.require(entry, "toPorts[].", Set.of("ports"));
            for (Mapping port : PluginFields.mappings(entry, "ports")) {
                PluginFields.require(port, "ports[].", Set.of("port", "endPort", "protocol"));
                ranges.addAll(port(port));
            }
        }
        if (ranges.isEmpty()) {
            throw new NotSayable("has toPorts without ports");
        }
        return PluginFields.spec(ranges);
    }

    private static List<PortRange> port(Mapping port) throws NotSayable {
        String name = port.text("protocol").orElse("ANY");
        List<Protocol> protocols = name.equals("ANY")
                ? List.of(Protocol.values())
                : PluginFields.protocol(name).stream().toList();
        if (protocols.isEmpty()) {
            throw new NotSayable("has the protocol " + name);
        }
        String first = port.text("port")
                .or(() -> port.number("port").map(String::valueOf))
                .orElse("0");
        if (first.equals("0")) {
            return PluginFields.ports(protocols, "1", "65535");
        }
        Optional<Long> last = port.number("endPort").filter(it -> it > 0);
        return PluginFields.ports(protocols, first, last.map(String::valueOf).orElse(first));
    }

    /** What a selector asks of pods, and of their namespaces. */
    private record Selected(List<Requirement> pods, List<Requirement> namespaces) {}

    private static Selected selected(Mapping selector) throws NotSayable {
        PluginFields.require(selector, "a selector with ", Set.of("matchLabels", "matchExpressions"));
        var selected = new Selected(new ArrayList<>(), new ArrayList<>());
        Optional<Mapping> labels = selector.mapping("matchLabels");
        if (labels.isPresent()) {
            for (Map.Entry<String, Value> label : labels.get().entries().entrySet()) {
                Object value = label.getValue().plain();
                add(selected, Requirement.of(key(label.getKey()), value == null ? "" : String.valueOf(value)));
            }
        }
        for (Mapping expression : PluginFields.mappings(selector, "matchExpressions")) {
            try {
                add(
                        selected,
                        Requirement.parse(
                                key(expression.text("key").orElse("")),
                                expression.text("operator").orElse(null),
                                expression.items("values").stream()
                                        .map(it -> String.valueOf(it.plain()))
                                        .toList()));
            } catch (IllegalArgumentException e) {
                throw new NotSayable("has a selector that " + e.getMessage());
            }
        }
        return selected;
    }

    /** Returns a key without the source that may stand before it. */
    private static String key(String key) throws NotSayable {
        for (String source : SOURCES) {
            if (key.startsWith(source)) {
                return key.substring(source.length());
            }
        }
        if (key.contains(":")) {
            throw new NotSayable("selects by " + key);
        }
        return key;
    }

    private static void add(Selected selected, Requirement requirement) throws NotSayable {
        String key = requirement.key();
        if (key.equals(NAMESPACE)) {
            selected.namespaces.add(
                    new Requirement(PluginFields.NAME_OF_NAMESPACE, requirement.operator(), requirement.values()));
        } else if (key.startsWith(NAMESPACE_LABELS)) {
            selected.namespaces.add(new Requirement(
                    key.substring(NAMESPACE_LABELS.length()), requirement.operator(), requirement.values()));
        } else if (key.startsWith(SPECIAL)) {
            throw new NotSayable("selects by " + key);
        } else {
            selected.pods.add(requirement);
        }
    }
}

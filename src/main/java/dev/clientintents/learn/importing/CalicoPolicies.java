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
 * The policies of Calico: importable are NetworkPolicies of the default tier that allow pods by their labels, on ports, where
 * no policy of Calico in the input denies, passes, logs, is in another tier or global. Else it depends on their order what
 * each of them comes to, and all stay.
 *
 * @see <a href="https://docs.tigera.io/calico/latest/reference/resources/networkpolicy">Calico's NetworkPolicy</a>
 */
final class CalicoPolicies implements PluginPolicies {

    private static final List<String> GROUPS = List.of("projectcalico.org", "crd.projectcalico.org");
    private static final String NAMESPACED = "NetworkPolicy";
    private static final String DEFAULT_TIER = "default";
    private static final String ALLOW = "Allow";
    private static final String INGRESS = "Ingress";
    private static final String OWN_LABELS = "projectcalico.org/";
    private static final String NAME = "projectcalico.org/name";

    @Override
    public Set<PolicyKind> kinds() {
        return Set.of(
                new PolicyKind(GROUPS.get(0), NAMESPACED),
                new PolicyKind(GROUPS.get(1), NAMESPACED),
                new PolicyKind(GROUPS.get(0), "GlobalNetworkPolicy"),
                new PolicyKind(GROUPS.get(1), "GlobalNetworkPolicy"));
    }

    @Override
    public Optional<String> refusal(List<Manifest> policies) {
        return policies.stream()
                .filter(CalicoPolicies::dependsOnOrder)
                .findFirst()
                .map(it ->
                        "may come before or after " + it + ", which denies, passes, logs, is in a tier of its own, or"
                                + " is global, so that it depends on their order what they come to");
    }

    private static boolean dependsOnOrder(Manifest policy) {
        Mapping spec = spec(policy);
        return !policy.kind().equals(NAMESPACED)
                || !spec.text("tier").orElse(DEFAULT_TIER).equals(DEFAULT_TIER)
                || List.of("ingress", "egress").stream()
                        .flatMap(it -> spec.items(it).stream())
                        .anyMatch(it -> !(it instanceof Mapping rule)
                                || !rule.text("action").orElse("").equals(ALLOW));
    }

    private static Mapping spec(Manifest policy) {
        return policy.content()
                .mapping("spec")
                .orElse(new Mapping(policy.content().line(), Map.of()));
    }

    @Override
    public Policy read(Manifest policy) throws NotSayable {
        Mapping spec = spec(policy);
        PluginFields.require(spec, "", Set.of("tier", "order", "selector", "types", "ingress", "egress"));
        List<Mapping> ingress = PluginFields.mappings(spec, "ingress");
        if (!isOfIngressAlone(spec)) {
            throw new NotSayable("closes egress, which intents do not, or nothing");
        }
        Selected pods = selected(spec.text("selector").orElse(""), "");
        if (!pods.namespaces.isEmpty()) {
            throw new NotSayable("selects its pods by their namespace");
        }
        var rules = new ArrayList<Policy.Rule>();
        for (Mapping rule : ingress) {
            rules.add(rule(rule));
        }
        return new Policy(
                new ObjectKey(policy.namespace(), policy.name()),
                new Selector(pods.pods),
                Map.of(Direction.INGRESS, rules));
    }

    /** Without types, a policy is of ingress unless it has rules for egress alone, unlike one of Kubernetes. */
    private static boolean isOfIngressAlone(Mapping spec) {
        List<Object> types = new ArrayList<>();
        spec.items("types").forEach(it -> types.add(String.valueOf(it.plain())));
        return types.isEmpty() ? spec.items("egress").isEmpty() : types.equals(List.of(INGRESS));
    }

    private static Policy.Rule rule(Mapping rule) throws NotSayable {
        PluginFields.require(rule, "ingress[].", Set.of("action", "protocol", "source", "destination", "metadata"));
        Mapping source = rule.mapping("source").orElse(new Mapping(rule.line(), Map.of()));
        PluginFields.require(source, "source.", Set.of("selector", "namespaceSelector"));
        if (source.entries().isEmpty()) {
            throw new NotSayable("admits everybody, in and outside of the cluster");
        }
        Selected selected = selected(
                source.text("selector").orElse(""),
                source.text("namespaceSelector").orElse(""));
        boolean own = source.text("namespaceSelector").orElse("").isBlank() && selected.namespaces.isEmpty();
        var peer = new Peer.Pods(own ? null : new Selector(selected.namespaces), new Selector(selected.pods));
        return new Policy.Rule(List.of(peer), ports(rule));
    }

    private static PortSpec ports(Mapping rule) throws NotSayable {
        Mapping destination = rule.mapping("destination").orElse(new Mapping(rule.line(), Map.of()));
        PluginFields.require(destination, "destination.", Set.of("ports"));
        String name = Optional.ofNullable(rule.entries().get("protocol"))
                .map(Value::plain)
                .map(String::valueOf)
                .orElse("");
        if (name.isEmpty()) {
            if (destination.has("ports")) {
                throw new NotSayable("has ports without a protocol");
            }
            return PortSpec.ALL;
        }
        Protocol protocol = PluginFields.protocol(name)
                .orElseThrow(() -> new NotSayable("has the protocol " + name + ", which intents do not say"));
        var ranges = new ArrayList<PortRange>();
        for (Value port : destination.items("ports")) {
            String[] ends = String.valueOf(port.plain()).split(":", 2);
            ranges.addAll(PluginFields.ports(List.of(protocol), ends[0], ends[ends.length - 1]));
        }
        return PluginFields.spec(ranges.isEmpty() ? PluginFields.ports(List.of(protocol), "1", "65535") : ranges);
    }

    /** What selectors ask of pods, and of their namespaces. */
    private record Selected(List<Requirement> pods, List<Requirement> namespaces) {}

    private static Selected selected(String pods, String namespaces) throws NotSayable {
        var selected = new Selected(new ArrayList<>(), new ArrayList<>());
        for (Requirement requirement : CalicoSelector.read(pods)) {
            if (requirement.key().startsWith(OWN_LABELS)) {
                throw new NotSayable("selects by " + requirement.key());
            }
            selected.pods.add(requirement);
        }
        for (Requirement requirement : CalicoSelector.read(namespaces)) {
            boolean name = requirement.key().equals(NAME);
            if (!name && requirement.key().startsWith(OWN_LABELS)) {
                throw new NotSayable("selects namespaces by " + requirement.key());
            }
            selected.namespaces.add(
                    name
                            ? new Requirement(
                                    PluginFields.NAME_OF_NAMESPACE, requirement.operator(), requirement.values())
                            : requirement);
        }
        return selected;
    }
}

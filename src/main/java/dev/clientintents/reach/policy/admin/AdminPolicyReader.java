package dev.clientintents.reach.policy.admin;

import dev.clientintents.model.Selector;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.policy.InvalidPolicyException;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.PortSpec;
import dev.clientintents.reach.policy.SelectorReader;
import dev.clientintents.reach.policy.admin.AdminPolicy.Action;
import dev.clientintents.reach.policy.admin.AdminPolicy.Rule;
import dev.clientintents.reach.policy.admin.AdminPolicy.Tier;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the cluster-wide policies as their <a
 * href="https://network-policy-api.sigs.k8s.io/reference/spec/">documentation</a> says, within the bounds that their
 * CRDs set.
 */
public final class AdminPolicyReader {

    private static final int HIGHEST_PRIORITY = 1000;
    private static final int MOST_NETWORKS = 25;

    private final AdminKind kind;
    private final int most;

    private AdminPolicyReader(AdminKind kind) {
        this.kind = kind;
        most = kind == AdminKind.CLUSTER_NETWORK_POLICY ? 25 : 100;
    }

    /**
     * Reads the spec of a policy.
     *
     * @param spec maps, lists, texts and numbers, as YAML has them; null where the object has none
     * @throws InvalidPolicyException where no API server would take it, or nobody can know what it means
     */
    public static AdminPolicy read(AdminKind kind, String name, @Nullable Object spec) throws InvalidPolicyException {
        if (spec == null) {
            throw new InvalidPolicyException("spec", "is required");
        }
        return new AdminPolicyReader(kind).policy(name, new Field("spec", spec));
    }

    private AdminPolicy policy(String name, Field spec) throws InvalidPolicyException {
        boolean singleton = kind == AdminKind.BASELINE_ADMIN_NETWORK_POLICY;
        if (singleton && !name.equals("default")) {
            throw new InvalidPolicyException(
                    "metadata.name", "must be default: a cluster has one policy of this kind, not " + name);
        }
        Map<Direction, List<Rule>> rules = new EnumMap<>(Direction.class);
        rules.put(Direction.INGRESS, rules(spec, Direction.INGRESS));
        rules.put(Direction.EGRESS, rules(spec, Direction.EGRESS));
        return new AdminPolicy(
                kind,
                name,
                tier(spec),
                singleton ? null : spec.require("priority").number(0, HIGHEST_PRIORITY),
                pods(spec.require("subject").only()),
                rules);
    }

    private Tier tier(Field spec) throws InvalidPolicyException {
        if (kind != AdminKind.CLUSTER_NETWORK_POLICY) {
            return kind == AdminKind.ADMIN_NETWORK_POLICY ? Tier.ADMIN : Tier.BASELINE;
        }
        Field tier = spec.require("tier");
        return switch (tier.text()) {
            case "Admin" -> Tier.ADMIN;
            case "Baseline" -> Tier.BASELINE;
            default -> throw new InvalidPolicyException(tier.path(), "must be Admin or Baseline, not " + tier.text());
        };
    }

    private List<Rule> rules(Field spec, Direction direction) throws InvalidPolicyException {
        Optional<Field> listed = spec.get(direction.name().toLowerCase(Locale.ROOT));
        var rules = new ArrayList<Rule>();
        if (listed.isPresent()) {
            for (Field rule : listed.get().items(0, most)) {
                rules.add(rule(rule, direction));
            }
        }
        return rules;
    }

    private Rule rule(Field rule, Direction direction) throws InvalidPolicyException {
        var peers = new ArrayList<AdminPeer>();
        for (Field peer :
                rule.require(direction == Direction.INGRESS ? "from" : "to").items(1, most)) {
            peers.add(peer(peer.only(), direction));
        }
        PortSpec ports = ports(rule);
        if (!ports.names().isEmpty() && !peers.stream().allMatch(AdminPeer.Pods.class::isInstance)) {
            throw new InvalidPolicyException(
                    rule.path(),
                    "has the name of a port beside networks, nodes or domain names, which have no such names");
        }
        Field action = rule.require("action");
        Optional<Field> name = rule.get("name");
        return new Rule(name.isPresent() ? name.get().text() : "", action(action), action.text(), peers, ports);
    }

    private Action action(Field action) throws InvalidPolicyException {
        String accept = kind == AdminKind.CLUSTER_NETWORK_POLICY ? "Accept" : "Allow";
        boolean passes = kind != AdminKind.BASELINE_ADMIN_NETWORK_POLICY;
        if (action.text().equals(accept)) {
            return Action.ACCEPT;
        }
        if (action.text().equals("Deny")) {
            return Action.DENY;
        }
        if (passes && action.text().equals("Pass")) {
            return Action.PASS;
        }
        throw new InvalidPolicyException(
                action.path(),
                "must be " + accept + (passes ? ", Deny or Pass" : " or Deny") + ", not " + action.text());
    }

    private AdminPeer peer(Field peer, Direction direction) throws InvalidPolicyException {
        if (direction == Direction.EGRESS) {
            switch (peer.name()) {
                case "networks" -> {
                    return NetworksReader.read(peer.items(1, MOST_NETWORKS));
                }
                case "nodes" -> {
                    return new AdminPeer.Nodes(selector(peer));
                }
                case "domainNames" -> {
                    return domainNames(peer);
                }
                default -> {}
            }
        }
        return new AdminPeer.Pods(pods(peer));
    }

    private AdminPeer domainNames(Field names) throws InvalidPolicyException {
        if (kind == AdminKind.BASELINE_ADMIN_NETWORK_POLICY) {
            throw new InvalidPolicyException(names.path(), "is not a valid field of this kind");
        }
        var texts = new ArrayList<String>();
        for (Field name : names.items(1, MOST_NETWORKS)) {
            texts.add(name.text());
        }
        return new AdminPeer.DomainNames(texts);
    }

    private static Peer.Pods pods(Field peer) throws InvalidPolicyException {
        return switch (peer.name()) {
            case "namespaces" -> new Peer.Pods(selector(peer), Selector.EVERYTHING);
            case "pods" -> {
                Optional<Field> namespaces = peer.get("namespaceSelector");
                yield new Peer.Pods(
                        namespaces.isPresent() ? selector(namespaces.get()) : Selector.EVERYTHING,
                        selector(peer.require("podSelector")));
            }
            default -> throw new InvalidPolicyException(peer.path(), "is not a valid field of this kind");
        };
    }

    private static Selector selector(Field selector) throws InvalidPolicyException {
        var read = new LabelSelector();
        Optional<Field> labels = selector.get("matchLabels");
        if (labels.isPresent()) {
            read.setMatchLabels(labels.get().texts());
        }
        Optional<Field> expressions = selector.get("matchExpressions");
        if (expressions.isPresent()) {
            var all = new ArrayList<LabelSelectorRequirement>();
            for (Field expression : expressions.get().items(0, Integer.MAX_VALUE)) {
                all.add(new LabelSelectorRequirement(
                        expression.require("key").text(),
                        expression.require("operator").text(),
                        values(expression)));
            }
            read.setMatchExpressions(all);
        }
        return SelectorReader.read(read, selector.path());
    }

    private static List<String> values(Field expression) throws InvalidPolicyException {
        Optional<Field> values = expression.get("values");
        var texts = new ArrayList<String>();
        if (values.isPresent()) {
            for (Field value : values.get().items(0, Integer.MAX_VALUE)) {
                texts.add(value.text());
            }
        }
        return texts;
    }

    /** Returns the ports of a rule; none listed means all of all protocols. */
    private PortSpec ports(Field rule) throws InvalidPolicyException {
        boolean protocols = kind == AdminKind.CLUSTER_NETWORK_POLICY;
        Optional<Field> listed = rule.get(protocols ? "protocols" : "ports");
        if (listed.isEmpty()) {
            return PortSpec.ALL;
        }
        PortSpec all = null;
        for (Field entry : listed.get().items(1, most)) {
            PortSpec next = protocols ? AdminPorts.protocol(entry.only()) : AdminPorts.port(entry.only());
            all = all == null ? next : all.union(next);
        }
        return all == null ? PortSpec.ALL : all;
    }
}

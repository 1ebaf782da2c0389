package dev.clientintents.reach.engine;

import dev.clientintents.model.PortRange;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.World;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.Policy;
import dev.clientintents.reach.policy.admin.AdminPeer;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds the labels and port names that policies and Ingress backends mention. Pods that do not differ in any of these
 * are alike to all of them, however else they differ.
 */
public final class Vocabulary {

    /** Stands for a value that nobody names; no label value holds a colon. */
    private static final String OTHER = "other:";

    private final Map<String, Set<String>> labels = new HashMap<>();
    private final Set<PortRange.Named> ports = new HashSet<>();

    public Vocabulary(
            Collection<Policy> policies, Collection<AdminPolicy> adminPolicies, Collection<World.Backend> backends) {
        for (Policy policy : policies) {
            add(policy.pods());
            for (List<Policy.Rule> rules : policy.rules().values()) {
                for (Policy.Rule rule : rules) {
                    ports.addAll(rule.ports().names());
                    for (Peer peer : rule.peers()) {
                        if (peer instanceof Peer.Pods pods) {
                            add(pods.pods());
                        }
                    }
                }
            }
        }
        for (AdminPolicy policy : adminPolicies) {
            add(policy.subject().pods());
            for (List<AdminPolicy.Rule> rules : policy.rules().values()) {
                for (AdminPolicy.Rule rule : rules) {
                    ports.addAll(rule.ports().names());
                    for (AdminPeer peer : rule.peers()) {
                        if (peer instanceof AdminPeer.Pods pods) {
                            add(pods.selectors().pods());
                        }
                    }
                }
            }
        }
        for (World.Backend backend : backends) {
            backend.podSelector().forEach((key, value) -> values(key).add(value));
            for (PortRange port : backend.ports()) {
                if (port instanceof PortRange.Named named) {
                    ports.add(named);
                }
            }
        }
    }

    private void add(Selector selector) {
        for (Requirement requirement : selector.requirements()) {
            values(requirement.key()).addAll(requirement.values());
        }
    }

    private Set<String> values(String key) {
        return labels.computeIfAbsent(key, it -> new HashSet<>());
    }

    /** Returns the part of a pod's labels that policies and backends see. */
    Map<String, String> seen(Map<String, String> podLabels) {
        var seen = new HashMap<String, String>();
        podLabels.forEach((key, value) -> {
            Set<String> values = labels.get(key);
            if (values != null) {
                seen.put(key, values.contains(value) ? value : OTHER);
            }
        });
        return seen;
    }

    /**
     * Returns the numbers of the port names that matter. A name that several containers use stands for the port of
     * each.
     */
    Map<PortRange.Named, PortSet> seen(List<World.Port> podPorts) {
        var seen = new HashMap<PortRange.Named, PortSet>();
        for (World.Port port : podPorts) {
            if (port.name() != null) {
                var name = new PortRange.Named(port.protocol(), port.name());
                if (ports.contains(name)) {
                    seen.merge(
                            name,
                            PortSet.of(PortRange.Numbered.of(port.protocol(), port.number())),
                            (one, other) -> one.union(other));
                }
            }
        }
        return seen;
    }
}

package dev.clientintents.reach.policy.admin;

import dev.clientintents.reach.Direction;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.PortSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cluster-wide policy, read.
 *
 * @param tier whether it comes before NetworkPolicies or after them
 * @param priority 0 to 1000, the lower the earlier within its tier; null for a BaselineAdminNetworkPolicy, which has
 *     none
 * @param subject the pods to which it applies; never those on the host network
 * @param rules for each direction its rules, of which the first that matches a connection counts; a direction without
 *     rules is not affected
 */
public record AdminPolicy(
        AdminKind kind,
        String name,
        Tier tier,
        @Nullable Integer priority,
        Peer.Pods subject,
        Map<Direction, List<Rule>> rules) {

    public AdminPolicy {
        rules = Map.copyOf(rules);
    }

    /** The place of a policy among the others. */
    public enum Tier {
        /** Before NetworkPolicies, which cannot change what is decided here. */
        ADMIN("Admin"),
        /** After NetworkPolicies, for what none of them decides. */
        BASELINE("Baseline");

        private final String text;

        Tier(String text) {
            this.text = text;
        }

        /** Returns the word of the API. */
        @Override
        public String toString() {
            return text;
        }
    }

    /** What becomes of a connection that a rule matches. */
    public enum Action {
        /** It is let through, and nothing else is asked in this direction. */
        ACCEPT,
        /** It is refused, and nothing else is asked. */
        DENY,
        /** The rest of the tier is skipped. */
        PASS
    }

    /**
     * A rule.
     *
     * @param name what the policy calls it; empty for nothing
     * @param word the action in the word of the policy's kind: {@code Allow} or {@code Accept}
     * @param peers any of them may match; never empty
     */
    public record Rule(String name, Action action, String word, List<AdminPeer> peers, PortSpec ports) {

        public Rule {
            peers = List.copyOf(peers);
        }
    }

    /** Returns the policy's rules for a direction; none where it does not affect it. */
    public List<Rule> rules(Direction direction) {
        return rules.getOrDefault(direction, List.of());
    }

    /** Returns whether a rule names IPv6 addresses. */
    public boolean hasIpv6() {
        return rules(Direction.EGRESS).stream()
                .flatMap(rule -> rule.peers().stream())
                .anyMatch(peer -> peer instanceof AdminPeer.Networks networks
                        && networks.addresses().ranges().stream()
                                .anyMatch(range -> range.family().equals(IpRange.IPV6)));
    }

    /** Returns kind and name, for example {@code AdminNetworkPolicy monitoring}. */
    @Override
    public String toString() {
        return kind + " " + name;
    }
}

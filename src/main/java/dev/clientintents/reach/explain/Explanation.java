package dev.clientintents.reach.explain;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import java.util.List;

/**
 * The explanation why a connection is open or closed, on each side.
 *
 * @param asked the ports that the question is about
 * @param allowed those of them that both sides leave open
 * @param undecided those of them of which nobody can know whether they are open
 */
public record Explanation(
        Endpoint source,
        Endpoint destination,
        PortSet asked,
        PortSet allowed,
        PortSet undecided,
        Part egress,
        Part ingress) {

    /** The reason why policies do or do not restrict one side. */
    public enum Open {
        /** No policy selects the pods in this direction, which leaves all open. */
        NOT_SELECTED,
        /** Policies do not hold for pods on the host network. */
        HOST_NETWORK,
        /** Policies do not hold outside of the cluster, and the ingress controller is not known. */
        NOT_A_POD,
        /** NetworkPolicies select the pods, and only what their rules admit is open. */
        ISOLATED,
        /** Admin policies apply to the pods, and the tiers decide one after the other. */
        TIERS
    }

    /**
     * The policies of one side.
     *
     * @param subject the endpoint that policies of this direction select or not
     * @param open whether they do
     * @param allowed the ports in question that this side leaves open
     * @param policies the NetworkPolicies that select the subject in this direction; each of them may admit, and none
     *     can forbid
     * @param tiers the tiers whose policies apply to the subject and that are asked, in their order
     */
    public record Part(
            Direction direction,
            Endpoint subject,
            Open open,
            PortSet allowed,
            List<PolicyReason> policies,
            List<TierReason> tiers) {

        public Part {
            policies = List.copyOf(policies);
            tiers = List.copyOf(tiers);
        }

        /** Returns the admin policies that apply to the subject and are asked, in their order. */
        public List<AdminReason> adminPolicies() {
            return tiers.stream().flatMap(tier -> tier.policies().stream()).toList();
        }
    }

    /**
     * The way in which the policies of a tier apply to the other endpoint.
     *
     * @param left the ports in question that the tier leaves to others
     * @param policies those that apply to the subject, in the order in which they are asked; never empty
     */
    public record TierReason(AdminPolicy.Tier tier, PortSet left, List<AdminReason> policies) {

        public TierReason {
            policies = List.copyOf(policies);
        }
    }

    /** The way in which an admin policy applies to the other endpoint, by all of its rules for the direction. */
    public record AdminReason(AdminPolicy policy, List<AdminRuleReason> rules) {

        public AdminReason {
            rules = List.copyOf(rules);
        }

        /** Returns the ports in question on which rules of the policy take an action, or may take it. */
        public PortSet decided(AdminPolicy.Action action) {
            PortSet decided = PortSet.NONE;
            for (AdminRuleReason rule : rules) {
                decided = rule.rule().action() == action ? decided.union(rule.decided()) : decided;
            }
            return decided;
        }
    }

    /**
     * The way in which a rule of an admin policy applies to the other endpoint.
     *
     * @param field where the rule is in the policy, for example {@code ingress[0]}
     * @param decided the ports in question of which it decides; none where it does not match, or all that it matches
     *     is decided by others before it
     * @param sure whether it is known to match the endpoint; false also where it matches a part of it
     * @param portsMatch whether any port in question is among its ports
     */
    public record AdminRuleReason(
            String field,
            AdminPolicy.Rule rule,
            PortSet decided,
            boolean sure,
            boolean portsMatch,
            List<PeerReason> peers) {

        public AdminRuleReason {
            peers = List.copyOf(peers);
        }

        /** Returns the ports of the rule, for people. */
        public String ports() {
            return rule.ports().toString();
        }
    }

    /**
     * The way in which a policy that selects the subject applies to the other endpoint.
     *
     * @param allowed the ports in question that it admits
     * @param rules all of its rules for the direction; none means that it admits nobody
     */
    public record PolicyReason(ObjectKey policy, PortSet allowed, List<RuleReason> rules) {

        public PolicyReason {
            rules = List.copyOf(rules);
        }
    }

    /**
     * The way in which a rule applies to the other endpoint.
     *
     * @param field where the rule is in the policy, for example {@code ingress[0]}
     * @param allowed the ports in question that it admits
     * @param ports the ports that it lists, as the policy has them
     * @param portsMatch whether any port in question is among them
     * @param peers all that it admits; none means everyone
     */
    public record RuleReason(String field, PortSet allowed, String ports, boolean portsMatch, List<PeerReason> peers) {

        public RuleReason {
            peers = List.copyOf(peers);
        }

        /** Returns whether the other endpoint is one that the rule admits, whatever the port. */
        public boolean peerMatches() {
            return peers.isEmpty() || peers.stream().anyMatch(PeerReason::matches);
        }

        /**
         * Returns whether the rule admits, on ports in question, some of the outside addresses in question and not all
         * of them, or a block that may hold the pods in question.
         */
        public boolean admitsPart() {
            return allowed.isEmpty() && portsMatch && peers.stream().anyMatch(PeerReason::partly);
        }
    }

    /**
     * The reason why the other endpoint is, or is not, what an entry of {@code from} or {@code to} means.
     *
     * @param field where the entry is in its rule, for example {@code from[1]}
     * @param peer what it means
     * @param misses why the endpoint does not match; none where it does
     * @param partly whether a part of the endpoint, outside addresses, does match, or the endpoint may match
     */
    public record PeerReason(String field, String peer, List<String> misses, boolean partly) {

        public PeerReason {
            misses = List.copyOf(misses);
        }

        public boolean matches() {
            return misses.isEmpty();
        }
    }
}

package dev.clientintents.reach.explain;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import java.util.List;

/**
 * The explanation why a connection is open or closed, on each side.
 *
 * @param asked the ports that the question is about
 * @param allowed those of them that both sides leave open
 */
public record Explanation(
        Endpoint source, Endpoint destination, PortSet asked, PortSet allowed, Part egress, Part ingress) {

    /** The reason why policies do or do not restrict one side. */
    public enum Open {
        /** No policy selects the pods in this direction, which leaves all open. */
        NOT_SELECTED,
        /** Policies do not hold for pods on the host network. */
        HOST_NETWORK,
        /** Policies do not hold outside of the cluster, and the ingress controller is not known. */
        NOT_A_POD,
        /** Policies select the pods, and only what their rules admit is open. */
        ISOLATED
    }

    /**
     * The policies of one side.
     *
     * @param subject the endpoint that policies of this direction select or not
     * @param open whether they do
     * @param allowed the ports in question that this side leaves open
     * @param policies those that select the subject in this direction; each of them may admit, and none can forbid
     */
    public record Part(Direction direction, Endpoint subject, Open open, PortSet allowed, List<PolicyReason> policies) {

        public Part {
            policies = List.copyOf(policies);
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
         * Returns whether the rule admits some of the outside addresses in question, on ports in question, and not all
         * of them.
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
     * @param partly whether a part of the endpoint, outside addresses, does match
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

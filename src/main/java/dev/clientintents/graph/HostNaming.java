package dev.clientintents.graph;

import java.util.Optional;

/**
 * Tells what policies of the cluster can say of hosts by their names. NetworkPolicies cannot say anything of them; some
 * network plugins have kinds of policies of their own that can. Two are equal where they tell the same.
 */
public interface HostNaming {

    /** Returns why there can be no policy that says this, exactly, as a sentence without its end; empty where there can. */
    Optional<String> refusal(HostAccess access);

    /**
     * Returns whether the API server has to be told by such a policy, because blocks of addresses do not mean it, whatever
     * its address is.
     */
    default boolean tellsApiServer() {
        return false;
    }

    /**
     * No policy of the cluster knows names of hosts, as far as the operator may use it.
     *
     * @param reason why, as a sentence without its end
     */
    record None(String reason) implements HostNaming {

        /** The operator is not told to write any other kind than NetworkPolicies. */
        public static final None NETWORK_POLICIES_ALONE = new None(
                "no NetworkPolicy knows names, and the operator is told of no other kind of policy (--egress-hosts)");

        @Override
        public Optional<String> refusal(HostAccess access) {
            return Optional.of(reason);
        }
    }

    /**
     * It is not known yet: what is written stays, and nothing is closed for the first time that names hosts.
     *
     * @param reason what it waits for, as a sentence without its end
     */
    record Unknown(String reason) implements HostNaming {

        @Override
        public Optional<String> refusal(HostAccess access) {
            return Optional.of(reason);
        }
    }
}

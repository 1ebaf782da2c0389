package dev.clientintents.transition;

import dev.clientintents.graph.HostAccess;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.rule.DenialPlan;
import dev.clientintents.rule.Rule;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what is written as far as that is known for sure: a write that is under way, or had no answer, may have happened,
 * or not.
 */
public interface WrittenPolicies {

    /** Under which name a server's policy exists; an earlier version gave long names another form. */
    enum Naming {
        CURRENT,
        EARLIER,
        BOTH
    }

    /**
     * Returns what the policy of a server says; empty where it has none of ours. While a write is under way, whose
     * answer may get lost, only what it says before and after is admitted. Where it exists under two names, what either
     * admits is admitted.
     */
    Optional<Written> of(ServerId server);

    /** Returns what the policy that closes a client's way out lets through; empty where there is none of ours. */
    default Optional<List<Rule>> egress(ClientId client) {
        return Optional.empty();
    }

    /** Returns by what policies of others in a namespace select the pods whose way out they close. */
    default List<Selector> closedByOthers(String namespace) {
        return List.of();
    }

    /** Returns whether a policy of ours exists that says exactly this of the hosts that a client reaches by name. */
    default boolean says(HostAccess access) {
        return false;
    }

    /** Returns what the policy of ours denies by which a namespace denies by default; nothing where there is none. */
    default DenialPlan denial(String namespace) {
        return DenialPlan.none(namespace);
    }

    /** Returns under which name the policy of a server exists; of no consequence where it has none of ours. */
    default Naming naming(ServerId server) {
        return Naming.CURRENT;
    }

    /**
     * Returns the server whose policy admits by a label key, or does by a write that is under way; empty where none of
     * ours does.
     */
    Optional<ServerId> serverOf(String key);

    /** Returns whether no write is under way that takes the label from the pod: it does not lose what it carries. */
    default boolean keeps(ObjectKey pod, String label) {
        return true;
    }

    /** Returns whether a write is under way that gives the label to the pod: it may carry it already. */
    default boolean gains(ObjectKey pod, String label) {
        return false;
    }

    /**
     * Returns the servers whose policy admits pods of a namespace by a label and, by a write that is under way, soon
     * does not: who is given the label before that write has ended is let in and cut again.
     */
    default Set<ServerId> dropping(AccessKey key, String namespace) {
        return Set.of();
    }
}

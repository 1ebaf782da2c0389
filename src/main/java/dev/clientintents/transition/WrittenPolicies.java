package dev.clientintents.transition;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.Optional;

/** Tells what is written as far as that is known for sure: a write without an answer may have happened, or not. */
public interface WrittenPolicies {

    /**
     * Returns what the policy of a server says; empty where it has none of ours. While a write is under way, whose answer
     * may get lost, only what it says before and after is admitted.
     */
    Optional<Written> of(ServerId server);

    /** Returns the server whose policy admits by a label key; empty where none of ours does. */
    Optional<ServerId> serverOf(String key);

    /** Whether no write is under way that takes the key from the pod. */
    default boolean keeps(ObjectKey pod, String key) {
        return true;
    }
}

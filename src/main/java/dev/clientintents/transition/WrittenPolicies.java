package dev.clientintents.transition;

import dev.clientintents.model.ServerId;
import java.util.Optional;

/** Tells what the policies of servers say as they stand. */
public interface WrittenPolicies {

    /** Returns what the policy of a server says; empty where it has none of ours. */
    Optional<Written> of(ServerId server);

    /** Returns the server whose policy admits by a label key; empty where none of ours does. */
    Optional<ServerId> serverOf(String key);
}

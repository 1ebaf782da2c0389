package dev.clientintents.learn.rollout;

import dev.clientintents.graph.AccessEntry;
import dev.clientintents.learn.evidence.Judged;
import dev.clientintents.model.WorkloadId;
import java.util.List;

/**
 * One server, and whether it can be closed.
 *
 * @param server the workload that is closed
 * @param state whether that can be done now
 * @param clients how many workloads declare it, or were seen to call it
 * @param dependents how many workloads call it, or call something that calls it, and so on
 * @param against the connections that speak against it: those that closing would block, and those of which that is not known
 * @param access the ServerAccess that closes it: a new one, or one of the input that leaves it open
 */
public record Step(
        WorkloadId server, State state, int clients, int dependents, List<Judged> against, AccessEntry access) {

    /** Whether a server can be closed; the names are those that programs read. */
    public enum State {
        /** Nothing speaks against it. */
        ready,
        /** It is not known of some connections whether closing would block them, or whether it matters. */
        uncertain,
        /** Closing would block connections that were seen. */
        blocked,
        /** A policy closes it already. */
        closed
    }

    public Step {
        against = List.copyOf(against);
    }
}

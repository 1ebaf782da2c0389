package dev.clientintents.operator.work;

import dev.clientintents.status.WriteState;
import dev.clientintents.transition.PolicyMemory;

/**
 * The state that is kept for a server while work on it is under way.
 *
 * @param transition what its next step needs
 * @param state how far it is
 */
public record ServerProgress(PolicyMemory transition, WriteState state) {

    /** Returns whether the server only waits to be forgotten. */
    public boolean isForgetting() {
        return transition.goneSince() != null;
    }
}

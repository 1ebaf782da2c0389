package dev.clientintents.operator.work;

import dev.clientintents.transition.Holds;
import java.util.Set;

/**
 * The state that is kept for a pod while work on it is under way.
 *
 * @param transition what its next step needs
 * @param undone the labels that the cluster's admission changed in the last write of them
 */
public record PodProgress(Holds transition, Set<String> undone) {

    /** The state of a pod of which nothing is known. */
    public static final PodProgress NONE = new PodProgress(Holds.NONE, Set.of());

    public PodProgress {
        undone = Set.copyOf(undone);
    }
}

package dev.clientintents.graph;

import dev.clientintents.model.Selector;

/** The way in which the policy of a workload finds the pods that it is to close. */
public sealed interface Selection {

    /**
     * By the selector of the workload itself: its pods are closed before they start.
     *
     * @param selector what the workload says
     */
    record ByWorkload(Selector selector) implements Selection {}

    /**
     * By labels that the operator gives to pods: a pod is closed only once it carries them.
     *
     * @param reason why it is not the workload's own selector, as a sentence without its end
     */
    record ByLabels(String reason) implements Selection {}

    /**
     * Not known yet: what is in force stays so, and what is open stays open.
     *
     * @param reason what it waits for, as a sentence without its end
     */
    record Undecided(String reason) implements Selection {}
}

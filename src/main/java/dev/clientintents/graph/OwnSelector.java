package dev.clientintents.graph;

import dev.clientintents.model.Selector;

/** The selector by which a workload object finds its own pods, {@code spec.selector}, as far as it is known. */
public sealed interface OwnSelector {

    /**
     * The object has one by which a policy can select the same pods.
     *
     * @param selector what it says; it selects neither all pods nor any by a label of the operator
     */
    record Known(Selector selector) implements OwnSelector {}

    /**
     * The object has none by which a policy could select.
     *
     * @param reason why, as a sentence without its end
     */
    record Unusable(String reason) implements OwnSelector {}

    /**
     * The object has not been read.
     *
     * @param reason why not, as a sentence without its end
     * @param expected whether it is about to be
     */
    record Unread(String reason, boolean expected) implements OwnSelector {}
}

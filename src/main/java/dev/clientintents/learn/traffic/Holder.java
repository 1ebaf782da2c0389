package dev.clientintents.learn.traffic;

import dev.clientintents.model.WorkloadId;
import org.jspecify.annotations.Nullable;

/** Whose an address was. */
public sealed interface Holder {

    /**
     * It was a pod's.
     *
     * @param workload the workload of the pod; null where the operator does not know it
     */
    record OfPod(PodAddresses pod, @Nullable WorkloadId workload) implements Holder {}

    /** It was a node's. */
    record OfNode() implements Holder {}

    /** It was nobody's in the cluster. */
    record OfNobody() implements Holder {}

    /**
     * It cannot be told.
     *
     * @param why why, for people
     */
    record Unknown(String why) implements Holder {}
}

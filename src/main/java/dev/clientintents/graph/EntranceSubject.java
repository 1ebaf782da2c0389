package dev.clientintents.graph;

import dev.clientintents.model.Selector;
import dev.clientintents.model.WorkloadId;

/** The pods to which an object leads traffic. */
public sealed interface EntranceSubject {

    /** Returns the namespace of the pods. */
    String namespace();

    /**
     * The pods of a namespace that a Service or a monitor selects.
     *
     * @param pods what their labels meet
     */
    record Selected(String namespace, Selector pods) implements EntranceSubject {}

    /** The pods of a workload, whose own annotations lead traffic to them. */
    record Owned(WorkloadId workload) implements EntranceSubject {

        @Override
        public String namespace() {
            return workload.namespace();
        }
    }
}

package dev.clientintents.exposure;

import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Selector;
import dev.clientintents.model.WorkloadId;
import java.util.List;
import java.util.Map;

/**
 * Traffic to pods from a source that cannot declare.
 *
 * @param origin the object that leads it there
 * @param kind where it is from
 * @param subject the pods
 * @param ports the pods' ports; a named one is looked up in each pod. Empty means every port that its containers
 *     declare
 */
public record Entrance(Origin origin, EntranceKind kind, Subject subject, List<PortRange> ports) {

    public Entrance {
        ports = List.copyOf(ports);
    }

    /** The pods to which an entrance leads. */
    public sealed interface Subject {

        /** Returns the namespaces of the pods. */
        NamespaceSet namespaces();

        /**
         * Returns whether a pod is one of them.
         *
         * @param workload the workload of the pod
         */
        boolean contains(WorkloadId workload, Map<String, String> labels);
    }

    /** The pods that a selector selects. */
    public record Selected(NamespaceSet namespaces, Selector pods) implements Subject {

        @Override
        public boolean contains(WorkloadId workload, Map<String, String> labels) {
            return namespaces.contains(workload.namespace()) && pods.matches(labels);
        }
    }

    /** The pods of a workload. */
    public record Owned(WorkloadId workload) implements Subject {

        @Override
        public NamespaceSet namespaces() {
            return NamespaceSet.of(workload.namespace());
        }

        @Override
        public boolean contains(WorkloadId other, Map<String, String> labels) {
            return workload.equals(other);
        }
    }
}

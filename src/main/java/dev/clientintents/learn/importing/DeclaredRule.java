package dev.clientintents.learn.importing;

import dev.clientintents.model.PortRange;
import dev.clientintents.model.WorkloadId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the controller of a source does for one of its statements: certain pods are closed, but to some clients.
 *
 * @param namespace where the pods are
 * @param server which pods are closed
 * @param clients the workloads that are admitted; possibly none
 * @param ports the ports of these pods on which they are admitted; empty means all
 */
public record DeclaredRule(String namespace, Pods server, Set<WorkloadId> clients, List<PortRange> ports) {

    public DeclaredRule {
        clients = Set.copyOf(clients);
        ports = List.copyOf(ports);
    }

    /** The pods that a rule closes. */
    public sealed interface Pods {}

    /** All pods of certain workloads. */
    public record OfWorkloads(Set<WorkloadId> workloads) implements Pods {

        public OfWorkloads {
            workloads = Set.copyOf(workloads);
        }
    }

    /** The pods that carry all of these labels, as those of a Service do; never empty. */
    public record Labelled(Map<String, String> labels) implements Pods {

        public Labelled {
            labels = Map.copyOf(labels);
        }
    }
}

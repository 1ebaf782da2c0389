package dev.clientintents.graph;

import dev.clientintents.model.PortRange;
import java.util.Set;

/**
 * A summary of the pods of one workload or Service, with what statuses say of them.
 *
 * @param live how many are live
 * @param onHostNetwork how many use the node's network
 * @param unlabelled how many live ones do not carry the labels of their workload
 * @param namedPorts the named ports of all of them, in any state
 */
public record PodSummary(int live, int onHostNetwork, int unlabelled, Set<PortRange.Named> namedPorts) {

    /** The summary of no pods. */
    static final PodSummary NONE = new PodSummary(0, 0, 0, Set.of());

    public PodSummary {
        namedPorts = Set.copyOf(namedPorts);
    }
}

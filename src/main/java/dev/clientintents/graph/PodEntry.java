package dev.clientintents.graph;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.WorkloadId;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pod, as far as intents depend on it.
 *
 * @param key its namespace and name
 * @param uid its UID
 * @param workload the workload it belongs to
 * @param unreadable the owner at which the search for the workload ended because it may not be read; null where the top
 *     was reached
 * @param state whether it takes part
 * @param labels all its labels
 * @param namedPorts the ports of its containers and native sidecars that have a name
 */
public record PodEntry(
        ObjectKey key,
        String uid,
        WorkloadId workload,
        @Nullable OwnerReference unreadable,
        State state,
        Map<String, String> labels,
        Set<PortRange.Named> namedPorts) {

    /** Whether a pod takes part in access. */
    public enum State {
        /** It is a client and a server like any other. */
        LIVE,
        /** It uses the node's network, where NetworkPolicy does not hold. */
        HOST_NETWORK,
        /** It is being deleted: it still runs, and is left as it is. */
        TERMINATING,
        /** It has succeeded or failed, and is left as it is. */
        FINISHED
    }

    /** The same pod with other labels. */
    public PodEntry withLabels(Map<String, String> changed) {
        return new PodEntry(key, uid, workload, unreadable, state, Map.copyOf(changed), namedPorts);
    }

    public boolean isLive() {
        return state == State.LIVE;
    }
}

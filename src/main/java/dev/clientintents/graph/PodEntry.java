package dev.clientintents.graph;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.PodIdentity;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.Labels;
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

    /** The part that a pod takes in access. */
    public enum State {
        /** It is a client and a server like any other. */
        LIVE,
        /** It stands for those that its workload would make and that do not run: as a live one, but it closes nothing. */
        EXPECTED,
        /** It uses the node's network, where NetworkPolicy does not hold. */
        HOST_NETWORK,
        /** It is being deleted: it still runs, and is left as it is. */
        TERMINATING,
        /** It has succeeded or failed, and is left as it is. */
        FINISHED
    }

    /** Returns the same pod, which does not run and is only expected, where it is live. */
    public PodEntry expected() {
        return isLive() ? new PodEntry(key, uid, workload, unreadable, State.EXPECTED, labels, namedPorts) : this;
    }

    /** Returns the same pod with other labels. */
    public PodEntry withLabels(Map<String, String> changed) {
        return new PodEntry(key, uid, workload, unreadable, state, Map.copyOf(changed), namedPorts);
    }

    /** Returns the same pod of another workload. */
    public PodEntry withIdentity(PodIdentity identity) {
        return new PodEntry(key, uid, identity.workload(), identity.unreadable(), state, labels, namedPorts);
    }

    /** Returns whether the pod takes part as a client and a server, or is expected to. */
    public boolean isLive() {
        return state == State.LIVE || state == State.EXPECTED;
    }

    /** Returns whether the pod is live, and not only expected. */
    public boolean runs() {
        return state == State.LIVE;
    }

    /** Returns whether the pod takes part, or still runs while it is being deleted. */
    public boolean runsOrEnds() {
        return isLive() || state == State.TERMINATING;
    }

    /** Returns whether the pod carries an access key; a label of that name with another value opens nothing. */
    public boolean carries(AccessKey key) {
        return AccessKey.VALUE.equals(labels.get(key.label()));
    }

    /** Returns whether the pod carries the labels by which a server policy selects the pods of its workload. */
    public boolean carriesWorkload() {
        return Labels.workloadValue(workload.name()).equals(labels.get(Labels.WORKLOAD))
                && workload.kind().equals(labels.get(Labels.WORKLOAD_KIND));
    }
}

package dev.clientintents.graph;

import dev.clientintents.model.AccessKey;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PortRange;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;

/** Counts pods by what statuses say of them, so that nobody has to go through them. */
final class PodTally {

    private final Map<PortRange.Named, Integer> namedPorts = new HashMap<>();
    private final Map<String, Integer> keys = new HashMap<>();
    private int pods;
    private int live;
    private int running;
    private int onHostNetwork;
    private int unlabelled;

    void add(PodEntry pod) {
        count(pod, 1);
    }

    void remove(PodEntry pod) {
        count(pod, -1);
    }

    private void count(PodEntry pod, int by) {
        pods += by;
        pod.namedPorts().forEach(port -> add(namedPorts, port, by));
        if (pod.state() == PodEntry.State.HOST_NETWORK) {
            onHostNetwork += by;
        }
        if (!pod.isLive()) {
            return;
        }
        live += by;
        if (pod.runs()) {
            running += by;
        }
        if (!pod.carriesWorkload()) {
            unlabelled += by;
        }
        pod.labels().forEach((label, value) -> {
            if (label.startsWith(Labels.PREFIX) && value.equals(AccessKey.VALUE)) {
                add(keys, label, by);
            }
        });
    }

    private static <K> void add(Map<K, Integer> counts, K key, int by) {
        counts.merge(key, by, (before, more) -> before + more == 0 ? null : before + more);
    }

    boolean isEmpty() {
        return pods == 0;
    }

    /** Returns whether a live pod runs, instead of being expected only. */
    boolean runs() {
        return running > 0;
    }

    /** Returns whether a live pod does not carry the label, which is an access key. */
    boolean lacks(String label) {
        return live > keys.getOrDefault(label, 0);
    }

    PodSummary summary() {
        return new PodSummary(live, onHostNetwork, unlabelled, namedPorts.keySet());
    }

    /** Returns the summary of several tallies together. */
    static PodSummary summary(Collection<PodTally> tallies) {
        if (tallies.size() == 1) {
            return tallies.iterator().next().summary();
        }
        var ports = new HashSet<PortRange.Named>();
        int live = 0;
        int onHostNetwork = 0;
        int unlabelled = 0;
        for (PodTally tally : tallies) {
            live += tally.live;
            onHostNetwork += tally.onHostNetwork;
            unlabelled += tally.unlabelled;
            ports.addAll(tally.namedPorts.keySet());
        }
        return new PodSummary(live, onHostNetwork, unlabelled, ports);
    }
}

package dev.clientintents.label;

import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.SortedMap;
import java.util.TreeMap;

/** The labels under {@link Labels#PREFIX} that a pod has to carry. */
public final class PodLabels {

    private PodLabels() {}

    /**
     * All labels under the prefix that the pod must have, and so the only ones it may have. Pods of one workload get the
     * same.
     */
    public static SortedMap<String, String> of(IntentGraph graph, PodEntry pod) {
        var labels = new TreeMap<String, String>();
        if (pod.state() == PodEntry.State.HOST_NETWORK) {
            return labels;
        }
        WorkloadId workload = pod.workload();
        for (IntentsEntry entry : graph.intentsOf(workload)) {
            for (Intent intent : entry.intents()) {
                intent.grants().forEach(grant -> labels.put(grant.key().label(), AccessKey.VALUE));
            }
        }
        if (isServer(graph, workload)) {
            labels.put(Labels.WORKLOAD, Labels.workloadValue(workload.name()));
            labels.put(Labels.WORKLOAD_KIND, workload.kind());
        }
        return labels;
    }

    /** Whether the pod carries the labels by which a server policy selects the pods of its workload. */
    public static boolean carriesWorkload(PodEntry pod) {
        return Labels.workloadValue(pod.workload().name()).equals(pod.labels().get(Labels.WORKLOAD))
                && pod.workload().kind().equals(pod.labels().get(Labels.WORKLOAD_KIND));
    }

    private static boolean isServer(IntentGraph graph, WorkloadId workload) {
        return graph.isServer(ServerId.anyKind(workload.namespace(), workload.name()))
                || graph.isServer(new ServerId(workload.namespace(), workload.kind(), workload.name()));
    }
}

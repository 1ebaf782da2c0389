package dev.clientintents.label;

import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Selection;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.SortedMap;
import java.util.TreeMap;

/** Computes the labels under {@link Labels#PREFIX} that a pod has to carry. */
public final class PodLabels {

    private PodLabels() {}

    /**
     * Returns all labels under the prefix that the pod must have, and so the only ones it may have. Pods of one
     * workload get the same.
     */
    public static SortedMap<String, String> of(IntentGraph graph, PodEntry pod) {
        var labels = new TreeMap<String, String>();
        if (pod.state() == PodEntry.State.HOST_NETWORK) {
            return labels;
        }
        WorkloadId workload = pod.workload();
        for (IntentsEntry entry : graph.intentsOf(workload)) {
            for (Intent intent : entry.intents()) {
                for (Intent.Grant grant : intent.grants()) {
                    if (!graph.isBeyondBudget(entry.client(), grant.key())
                            && graph.counts(entry, workload, intent.server(), grant)) {
                        labels.put(grant.key().label(), AccessKey.VALUE);
                    }
                }
            }
        }
        if (isFoundByLabels(graph, pod) || graph.isSourceByLabels(workload) || graph.isToldByLabelsInEgress(workload)) {
            labels.put(Labels.WORKLOAD, Labels.workloadValue(workload.name()));
            labels.put(Labels.WORKLOAD_KIND, workload.kind());
        }
        return labels;
    }

    private static boolean isFoundByLabels(IntentGraph graph, PodEntry pod) {
        WorkloadId workload = pod.workload();
        return isFoundByLabels(graph, pod, ServerId.anyKind(workload.namespace(), workload.name()))
                || isFoundByLabels(graph, pod, new ServerId(workload.namespace(), workload.kind(), workload.name()));
    }

    /**
     * Returns whether a policy is to select the pod by its labels, or still does. As long as nothing is decided the pod
     * keeps the labels that it has.
     */
    private static boolean isFoundByLabels(IntentGraph graph, PodEntry pod, ServerId server) {
        if (!graph.closure(server).isLabelled()) {
            return false;
        }
        return graph.selectsByLabels(server)
                || (graph.selection(server) instanceof Selection.Undecided && pod.carriesWorkload());
    }
}

package dev.clientintents.effective;

import dev.clientintents.label.LabelChange;
import java.util.Collections;
import java.util.SortedMap;

/**
 * A pod as it is once the operator has done its work.
 *
 * @param pod the pod as it stands in the input
 * @param labels all its labels, those of the operator included
 * @param change what the operator changes
 */
public record LabelledPod(SnapshotPod pod, SortedMap<String, String> labels, LabelChange change) {

    public LabelledPod {
        labels = Collections.unmodifiableSortedMap(labels);
    }
}

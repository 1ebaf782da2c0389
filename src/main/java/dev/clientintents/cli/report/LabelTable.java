package dev.clientintents.cli.report;

import dev.clientintents.effective.LabelledPod;
import dev.clientintents.effective.Outcome;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PlainText;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The operator's labels of each workload's pods, as comments of a YAML stream. */
public final class LabelTable {

    private LabelTable() {}

    /**
     * Returns the labels of workloads as a table.
     *
     * @param namespace only the workloads of this one; null for all
     */
    public static String of(Outcome outcome, @Nullable String namespace) {
        SortedSet<String> lines = new TreeSet<>();
        for (LabelledPod pod : outcome.pods()) {
            var workload = pod.pod().workload();
            if (namespace == null || namespace.equals(workload.namespace())) {
                pod.labels().forEach((key, value) -> {
                    if (key.startsWith(Labels.PREFIX)) {
                        lines.add(PlainText.oneLine("# " + workload.namespace() + "/" + workload.name() + "["
                                        + workload.kind() + "] " + key + "=" + value)
                                + "\n");
                    }
                });
            }
        }
        return String.join("", lines);
    }
}

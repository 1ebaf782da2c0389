package dev.clientintents.cli;

import dev.clientintents.manifest.LabelledPod;
import dev.clientintents.manifest.Outcome;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PlainText;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The operator's labels of each workload's pods, as comments of a YAML stream. */
final class LabelTable {

    private LabelTable() {}

    /** @param namespace only the workloads of this one; null for all */
    static String of(Outcome outcome, @Nullable String namespace) {
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

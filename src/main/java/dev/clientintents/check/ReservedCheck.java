package dev.clientintents.check;

import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds labels and annotations of the operator that somebody else wrote. */
final class ReservedCheck {

    private ReservedCheck() {}

    /** Returns the findings about templates and about pods from files; pods of a cluster carry such labels rightly. */
    static List<Finding> findings(Snapshot snapshot, Outcome outcome) {
        var findings = new ArrayList<Finding>();
        Stream.concat(
                        snapshot.templates().stream(),
                        snapshot.pods().stream()
                                .filter(pod -> pod.pod().getMetadata().getUid() == null))
                .filter(pod -> !outcome.graph().scope().excludes(pod.key().namespace()))
                .forEach(pod -> {
                    labels(pod, outcome.operatorLabels(pod), findings);
                    annotation(pod, findings);
                });
        return findings;
    }

    private static void labels(SnapshotPod pod, Map<String, String> computed, List<Finding> findings) {
        List<String> foreign = pod.labels().entrySet().stream()
                .filter(label -> label.getKey().startsWith(Labels.PREFIX))
                .filter(label -> !label.getValue().equals(computed.get(label.getKey())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!foreign.isEmpty()) {
            findings.add(new Finding(
                    Code.RESERVED_LABEL,
                    position(pod),
                    "the pods of " + pod.workload() + " would carry " + String.join(", ", foreign)
                            + ", which the operator removes",
                    "remove it, and declare in a ClientIntents what the workload consumes"));
        }
    }

    private static void annotation(SnapshotPod pod, List<Finding> findings) {
        String invalid = pod.identity().invalidOverride();
        if (invalid != null) {
            findings.add(new Finding(
                    Code.INVALID_SERVICE_NAME,
                    position(pod),
                    "annotation " + Labels.SERVICE_NAME + ": '" + invalid + "' is not a valid name and is ignored",
                    "write lower-case letters, digits, '-' and '.', with a letter or digit at both ends"));
        }
    }

    private static Position position(SnapshotPod pod) {
        return pod.template() == null ? pod.position() : pod.template().metadataPosition();
    }
}

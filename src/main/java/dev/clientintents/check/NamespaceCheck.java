package dev.clientintents.check;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotNamespace;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.manifest.NamespaceLabels;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds labels of namespaces that mean nothing to the operator: the guard refuses them, and what their author wants
 * does not come about.
 */
final class NamespaceCheck {

    private NamespaceCheck() {}

    static List<Finding> findings(Snapshot snapshot) {
        return snapshot.namespaces().values().stream()
                .flatMap(NamespaceCheck::findings)
                .toList();
    }

    private static Stream<Finding> findings(SnapshotNamespace namespace) {
        var position = namespace.position();
        return position == null
                ? Stream.empty()
                : NamespaceLabels.mistakes(namespace.labels()).stream()
                        .map(mistake -> new Finding(
                                Code.INVALID_NAMESPACE_LABEL,
                                position,
                                "Namespace " + namespace.name() + ": " + mistake.message(),
                                mistake.advice()));
    }
}

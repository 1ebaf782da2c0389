package dev.clientintents.check;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotNamespace;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.manifest.NamespaceLabels;
import dev.clientintents.model.Labels;
import dev.clientintents.rule.DenialRules;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds labels of namespaces that mean nothing to the operator, since the guard refuses them, and those that do not come
 * about as they are: by another label, or because it is not known where names are resolved.
 */
final class NamespaceCheck {

    private NamespaceCheck() {}

    static List<Finding> findings(Snapshot snapshot, IntentGraph graph) {
        return snapshot.namespaces().values().stream()
                .flatMap(namespace -> Stream.of(
                                mistakes(namespace), contradiction(namespace, graph), undenied(namespace, graph))
                        .flatMap(it -> it))
                .toList();
    }

    private static Stream<Finding> contradiction(SnapshotNamespace namespace, IntentGraph graph) {
        boolean isOne = graph.namespace(namespace.name())
                .filter(entry -> graph.deniesEgress(entry.name()) && Boolean.FALSE.equals(entry.closesEgress()))
                .isPresent();
        return isOne
                ? finding(
                        namespace,
                        Code.CONTRADICTORY_LABELS,
                        label(namespace, Labels.DEFAULT_DENY) + " denies what goes out, and "
                                + label(namespace, Labels.EGRESS) + " leaves it open; the denial holds",
                        "take one of the labels away")
                : Stream.empty();
    }

    private static Stream<Finding> undenied(SnapshotNamespace namespace, IntentGraph graph) {
        return DenialRules.obstacle(graph, namespace.name()).stream()
                .flatMap(obstacle -> finding(
                        namespace,
                        Code.EGRESS_NOT_DENIED,
                        label(namespace, Labels.DEFAULT_DENY) + " denies nothing that goes out, unless it is denied"
                                + " already: " + obstacle,
                        "add the objects of the cluster's DNS to the input, or use that option"));
    }

    private static String label(SnapshotNamespace namespace, String label) {
        return "label " + label + ": " + namespace.labels().get(label);
    }

    private static Stream<Finding> finding(SnapshotNamespace namespace, Code code, String message, String advice) {
        return Stream.ofNullable(namespace.position())
                .map(position -> new Finding(code, position, "Namespace " + namespace.name() + ": " + message, advice));
    }

    private static Stream<Finding> mistakes(SnapshotNamespace namespace) {
        return NamespaceLabels.mistakes(namespace.labels()).stream()
                .flatMap(mistake ->
                        finding(namespace, Code.INVALID_NAMESPACE_LABEL, mistake.message(), mistake.advice()));
    }
}

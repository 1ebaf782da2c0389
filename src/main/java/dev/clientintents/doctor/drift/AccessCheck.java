package dev.clientintents.doctor.drift;

import dev.clientintents.doctor.Remark;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import dev.clientintents.doctor.Symptom;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotNamespace;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Severity;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.manifest.NamespaceLabels;
import dev.clientintents.model.Enforcement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether labels and policies are what follows from the declarations, by the operator's own code. */
public final class AccessCheck {

    private AccessCheck() {}

    /**
     * What is out of line, and what is not.
     *
     * @param snapshot what the cluster holds
     * @param outcome what the operator makes of it
     */
    public static List<Remark> remarks(Snapshot snapshot, Outcome outcome) {
        var remarks = new ArrayList<Remark>();
        snapshot.findings().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .map(AccessCheck::unreadable)
                .forEach(remarks::add);
        List<Ailment> policies = PolicyDrift.ailments(snapshot, outcome);
        List<Ailment> labels = LabelDrift.ailments(snapshot, outcome);
        remarks.addAll(policies);
        remarks.addAll(labels);
        if (policies.isEmpty()) {
            remarks.add(new Good(
                    "Policies are as declared: " + outcome.plannedPolicies().size()));
        }
        if (labels.isEmpty()) {
            long pods = snapshot.pods().stream()
                    .filter(pod -> pod.template() == null)
                    .count();
            remarks.add(new Good("Labels are as declared: pods " + pods + ", ClientIntents "
                    + snapshot.intents().size()));
        }
        remarks.addAll(shadow(snapshot, outcome.graph()));
        snapshot.namespaces().values().stream()
                .flatMap(AccessCheck::mislabelled)
                .forEach(remarks::add);
        return remarks;
    }

    private static Ailment unreadable(Finding finding) {
        return new Ailment(
                Symptom.UNREADABLE_OBJECT,
                finding.position().file(),
                finding.message(),
                "it is left out of what is compared; " + finding.advice());
    }

    private static Stream<Ailment> mislabelled(SnapshotNamespace namespace) {
        return NamespaceLabels.mistakes(namespace.labels()).stream()
                .map(mistake -> new Ailment(
                        Symptom.INVALID_NAMESPACE_LABEL,
                        "Namespace " + namespace.name(),
                        mistake.message(),
                        mistake.advice()));
    }

    private static List<Remark> shadow(Snapshot snapshot, IntentGraph graph) {
        List<String> namespaces = snapshot.namespaces().keySet().stream()
                .filter(name -> !graph.scope().excludes(name))
                .filter(name -> !graph.servers(name).isEmpty())
                .filter(name -> graph.enforcement(name) == Enforcement.SHADOW)
                .toList();
        return namespaces.isEmpty()
                ? List.of()
                : List.of(new Ailment(
                        Symptom.SHADOW,
                        "Namespace " + String.join(", ", namespaces),
                        "in shadow mode: servers there have no policy, and everybody reaches them",
                        "label it clientintents.dev/enforcement=active once what is reported is right"));
    }
}

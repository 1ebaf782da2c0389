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
import dev.clientintents.graph.Closure;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.Selection;
import dev.clientintents.manifest.NamespaceLabels;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.ServerId;
import dev.clientintents.rule.ServerRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks whether labels and policies are what follows from the declarations, by the operator's own code. */
public final class AccessCheck {

    private static final int SHOWN = 3;

    private AccessCheck() {}

    /**
     * Returns remarks on what differs from the declarations, and what does not.
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
        remarks.addAll(open(snapshot, outcome.graph()));
        remarks.addAll(withoutNameServers(outcome.graph()));
        remarks.addAll(selectedByLabels(snapshot, outcome.graph()));
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

    private static List<Remark> selectedByLabels(Snapshot snapshot, IntentGraph graph) {
        List<String> servers = snapshot.namespaces().keySet().stream()
                .flatMap(name -> graph.servers(name).stream())
                .filter(server -> !server.isService() && ServerRules.isClosed(graph, server))
                .flatMap(server -> reason(graph, server).stream().map(reason -> server + " (" + reason + ")"))
                .sorted()
                .toList();
        if (servers.isEmpty()) {
            return List.of();
        }
        String more = servers.size() > SHOWN ? " and " + (servers.size() - SHOWN) + " more" : "";
        return List.of(new Ailment(
                Symptom.CLOSED_ONCE_LABELLED,
                "Servers: " + servers.size(),
                "a new pod is closed only once it is labelled: "
                        + String.join(", ", servers.stream().limit(SHOWN).toList()) + more,
                "have the webhook label pods at their creation; where selectors overlap, tell the workloads apart by a"
                        + " label"));
    }

    private static Optional<String> reason(IntentGraph graph, ServerId server) {
        Selection selection = graph.selection(server);
        if (selection instanceof Selection.ByLabels labels) {
            return Optional.of(labels.reason());
        }
        return selection instanceof Selection.Undecided undecided && graph.selectsByLabels(server)
                ? Optional.of(undecided.reason())
                : Optional.empty();
    }

    private static List<Remark> shadow(Snapshot snapshot, IntentGraph graph) {
        List<String> namespaces = namespaces(snapshot, graph)
                .filter(name -> servers(graph, name, Closure.SHADOW).findAny().isPresent())
                .toList();
        return namespaces.isEmpty()
                ? List.of()
                : List.of(new Ailment(
                        Symptom.SHADOW,
                        "Namespace " + String.join(", ", namespaces),
                        "in shadow mode: nothing more is closed there, and everybody reaches servers without a policy",
                        "label it clientintents.dev/enforcement=local or active once what is reported is right"));
    }

    private static List<Remark> open(Snapshot snapshot, IntentGraph graph) {
        List<String> servers = namespaces(snapshot, graph)
                .flatMap(name -> servers(graph, name, Closure.OPEN))
                .filter(server -> graph.serverPodSummary(server).live() > 0)
                .map(ServerId::toString)
                .sorted()
                .toList();
        return servers.isEmpty()
                ? List.of()
                : List.of(new Ailment(
                        Symptom.OPEN_SERVERS,
                        "Server " + String.join(", ", servers),
                        "everybody reaches it: its namespace has not closed it",
                        "nothing to do, if its team wants that; else a ClientIntents of its namespace closes it, or the label"
                                + " clientintents.dev/enforcement=active there"));
    }

    /**
     * Returns a remark where ways out stay open for want of name servers. A policy that closes one shows that the operator
     * knows some that no object tells.
     */
    private static List<Remark> withoutNameServers(IntentGraph graph) {
        String problem = graph.nameServers().problem();
        List<String> clients = graph.clients().stream()
                .filter(graph::closesEgress)
                .map(ClientId::toString)
                .sorted()
                .toList();
        if (problem == null
                || clients.isEmpty()
                || graph.clients().stream().anyMatch(it -> graph.keptEgress(it).isPresent())) {
            return List.of();
        }
        String more = clients.size() > SHOWN ? " and " + (clients.size() - SHOWN) + " more" : "";
        return List.of(new Ailment(
                Symptom.NAME_SERVERS_UNKNOWN,
                "Clients: " + clients.size(),
                "their ways out are to be closed and stay open, unless the operator's own resolv.conf tells more: "
                        + String.join(", ", clients.stream().limit(SHOWN).toList()) + more,
                problem + " (operator.dns of the chart)"));
    }

    private static Stream<String> namespaces(Snapshot snapshot, IntentGraph graph) {
        return snapshot.namespaces().keySet().stream()
                .filter(name -> !graph.scope().excludes(name));
    }

    private static Stream<ServerId> servers(IntentGraph graph, String namespace, Closure closure) {
        return graph.servers(namespace).stream().filter(server -> graph.closure(server) == closure);
    }
}

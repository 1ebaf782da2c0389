package dev.clientintents.status;

import static dev.clientintents.status.ServerAssessment.finding;

import dev.clientintents.api.TargetState;
import dev.clientintents.api.TargetStatus;
import dev.clientintents.graph.Budgets;
import dev.clientintents.graph.Closure;
import dev.clientintents.graph.Excess;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.PodSummary;
import dev.clientintents.graph.Selection;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import dev.clientintents.status.ServerAssessment.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds what became of one target. Only the first obstacle is reported. */
final class TargetAssessment {

    private static final Set<String> WORKLOAD_LABELS = Set.of(Labels.WORKLOAD, Labels.WORKLOAD_KIND);

    private final IntentGraph graph;
    private final WriteStates writes;
    private final ServerAssessment servers;
    private final boolean wayOutClosed;

    /** @param wayOutClosed whether the client connects to what it declares, and to nothing else */
    TargetAssessment(IntentGraph graph, WriteStates writes, boolean wayOutClosed) {
        this.wayOutClosed = wayOutClosed;
        this.graph = graph;
        this.writes = writes;
        this.servers = new ServerAssessment(graph, writes);
    }

    TargetStatus assess(IntentsEntry entry, Intent intent) {
        ServerId server = intent.server();
        PodSummary pods = graph.serverPodSummary(server);
        Finding finding = find(entry, intent, pods);
        boolean hasPolicy = finding.state() != TargetState.ForeignPolicy && graph.isKept(server);
        return new TargetStatus(
                server.name(),
                server.namespace(),
                server.kind(),
                pods.live(),
                hasPolicy ? PolicyName.of(server) : null,
                finding.state(),
                finding.message());
    }

    private Finding find(IntentsEntry entry, Intent intent, PodSummary pods) {
        ServerId server = intent.server();
        return unreachable(server)
                .or(() -> unresolved(intent, pods))
                .or(() -> servers.withoutPods(server, pods))
                .or(() -> unenforced(entry, intent, pods))
                .orElseGet(() -> new Finding(TargetState.Enforced, reservation(server)));
    }

    /** Returns what does not hold of an enforced server: that its pods are closed before they start. */
    private @Nullable String reservation(ServerId server) {
        if (server.isService() || !graph.selectsByLabels(server)) {
            return null;
        }
        Selection selection = graph.selection(server);
        String reason = selection instanceof Selection.ByLabels labels
                ? labels.reason()
                : selection instanceof Selection.Undecided undecided
                        ? undecided.reason()
                        : "its policy is about to select by the workload's own selector";
        return "a new pod is closed only once it is labelled: " + reason;
    }

    /** Returns whether the operator would write a policy for the server at all. */
    static boolean isReachable(IntentGraph graph, ServerId server) {
        String namespace = server.namespace();
        return !graph.scope().excludes(namespace)
                && graph.namespace(namespace).filter(it -> !it.terminating()).isPresent();
    }

    private Optional<Finding> unreachable(ServerId server) {
        if (isReachable(graph, server)) {
            return Optional.empty();
        }
        String namespace = server.namespace();
        if (graph.scope().excludes(namespace)) {
            return wayOutClosed
                    ? finding(
                            TargetState.Open,
                            "everybody reaches it: the operator leaves namespace " + namespace
                                    + " alone; the client's way out leads there")
                    : finding(
                            TargetState.NamespaceExcluded,
                            "the operator leaves namespace " + namespace + " alone; its settings say so");
        }
        boolean terminating =
                graph.namespace(namespace).filter(NamespaceEntry::terminating).isPresent();
        return finding(
                TargetState.NamespaceNotFound,
                "namespace " + namespace + (terminating ? " is being deleted" : " does not exist"));
    }

    private Optional<Finding> unresolved(Intent intent, PodSummary pods) {
        ServerId server = intent.server();
        var name = new ObjectKey(server.namespace(), server.name());
        if (server.isService()
                && graph.service(name).filter(it -> it.selector().isEmpty()).isPresent()
                && !graph.addresses(name).isEmpty()) {
            return finding(
                    TargetState.Open,
                    "everybody reaches it: Service " + server.name() + " selects no pods that could be closed");
        }
        Optional<Finding> withoutSelector = servers.withoutSelector(server);
        if (withoutSelector.isPresent()) {
            return withoutSelector;
        }
        List<String> unknown = intent.grants().stream()
                .flatMap(grant -> Optional.ofNullable(grant.ports()).stream())
                .filter(wanted -> isUnknown(server, wanted, pods))
                .map(PortRange::toString)
                .toList();
        if (unknown.isEmpty()) {
            return Optional.empty();
        }
        String where = server.isService() ? "Service " + server.name() : "a container of " + server.name();
        return finding(
                TargetState.UnknownPort,
                "no port of " + where + " is " + String.join(", ", unknown) + "; the known ports are "
                        + knownPorts(server, pods));
    }

    private boolean isUnknown(ServerId server, PortRange wanted, PodSummary pods) {
        if (server.isService()) {
            return graph.service(new ObjectKey(server.namespace(), server.name()))
                    .filter(service -> service.targets(wanted).isEmpty())
                    .isPresent();
        }
        return wanted instanceof PortRange.Named named
                && pods.live() > 0
                && !pods.namedPorts().contains(named);
    }

    private String knownPorts(ServerId server, PodSummary pods) {
        String known = server.isService()
                ? graph.service(new ObjectKey(server.namespace(), server.name())).stream()
                        .flatMap(service -> service.ports().stream())
                        .map(port -> port.protocol() + " " + port.number()
                                + (port.name() == null ? "" : " (" + port.name() + ")"))
                        .collect(Collectors.joining(", "))
                : pods.namedPorts().stream()
                        .map(PortRange.Named::toString)
                        .sorted()
                        .collect(Collectors.joining(", "));
        return known.isEmpty() ? "none" : known;
    }

    private Optional<Finding> unenforced(IntentsEntry entry, Intent intent, PodSummary pods) {
        ServerId server = intent.server();
        Optional<Finding> notClosed = notClosed(server);
        if (notClosed.isPresent()) {
            return notClosed.map(finding -> graph.waiting(server, entry.key()).isEmpty()
                    ? finding
                    : new Finding(finding.state(), finding.message() + "; once it is closed, this waits for consent"));
        }
        Optional<Finding> waiting = notGranted(entry, intent);
        if (waiting.isPresent()) {
            return waiting;
        }
        Optional<Finding> excess = inExcess(entry.client(), intent);
        if (excess.isPresent()) {
            return excess;
        }
        return servers.thwarted(server)
                .or(() -> undoneLabels(entry, intent, pods))
                .or(() -> servers.unwritten(server))
                .or(() -> withoutKey(entry, intent))
                .or(() -> servers.unlabelled(server, pods));
    }

    private Optional<Finding> withoutKey(IntentsEntry entry, Intent intent) {
        if (!graph.clientPodsLackKeyOf(entry, List.of(intent))) {
            return Optional.empty();
        }
        List<PodEntry> without = graph.clientPods(entry).stream()
                .filter(pod -> lacksKeyOf(pod, List.of(intent)))
                .toList();
        return finding(
                TargetState.Pending, "pods of the client do not carry the access key yet: " + servers.waiting(without));
    }

    /** Finds pods of the client without the key, or of the server without its labels, to which these were written. */
    private Optional<Finding> undoneLabels(IntentsEntry entry, Intent intent, PodSummary pods) {
        var labels = new TreeSet<String>();
        var names = new ArrayList<String>();
        if (graph.clientPodsLackKeyOf(entry, List.of(intent))) {
            Set<String> keys =
                    intent.grants().stream().map(grant -> grant.key().label()).collect(Collectors.toSet());
            undoneLabels(graph.clientPods(entry), keys, labels, names);
        }
        if (ServerAssessment.lacksLabels(graph, intent.server(), pods)) {
            undoneLabels(graph.serverPods(intent.server()), WORKLOAD_LABELS, labels, names);
        }
        return labels.isEmpty()
                ? Optional.empty()
                : finding(
                        TargetState.Undone,
                        "a mutating webhook or policy in the cluster's admission changes label "
                                + String.join(", ", labels) + " of pods: " + PodNames.of(names)
                                + "; it will be tried again");
    }

    private void undoneLabels(Collection<PodEntry> pods, Set<String> of, Set<String> labels, List<String> names) {
        for (PodEntry pod : pods) {
            List<String> undone =
                    writes.undoneLabels(pod.key()).stream().filter(of::contains).toList();
            labels.addAll(undone);
            if (!undone.isEmpty()) {
                names.add(pod.key().name());
            }
        }
    }

    private Optional<Finding> notClosed(ServerId server) {
        if (graph.isPartlyClosed(server)) {
            return finding(TargetState.PartlyClosed, partlyClosedMessage(server));
        }
        String namespace = server.namespace();
        return switch (graph.closure(server)) {
            case CLOSED -> Optional.empty();
            case SHADOW ->
                finding(
                        TargetState.Shadow,
                        graph.enforcement(namespace) == Enforcement.SHADOW
                                ? "namespace " + namespace + " is in shadow mode: nothing is closed"
                                : "a ServerAccess has it in shadow mode: nothing is closed");
            case OPEN ->
                finding(
                        TargetState.Open,
                        graph.enforcement(namespace) == Enforcement.ACTIVE
                                ? "everybody reaches it, until a client that declares it has a live pod"
                                : "everybody reaches it; its namespace has not closed it (by a ClientIntents whose client"
                                        + " has a live pod, or the label " + Labels.ENFORCEMENT + ": "
                                        + Enforcement.ACTIVE + ")");
        };
    }

    private String partlyClosedMessage(ServerId server) {
        List<String> others = graph.serversSharingPods(server).stream()
                .filter(other -> !other.equals(server) && graph.closure(other) == Closure.CLOSED)
                .map(other -> (other.kind() == null ? "" : other.kind() + " ") + other.name())
                .toList();
        return "everybody reaches some of its pods, and others refuse this client, because they are closed as those of "
                + PodNames.of(others) + ": declare that, too";
    }

    /** Finds what the server's side does not consent to: for all workloads of the client, or for one that has pods. */
    private Optional<Finding> notGranted(IntentsEntry entry, Intent intent) {
        ServerId server = intent.server();
        List<Intent.Grant> waiting = graph.waiting(server, entry.key());
        List<String> ports = intent.grants().stream()
                .filter(waiting::contains)
                .map(grant ->
                        grant.ports() == null ? "all ports" : grant.ports().toString())
                .toList();
        if (!ports.isEmpty()) {
            return finding(TargetState.NotGranted, consentMessage(server, String.join(", ", ports)));
        }
        return graph.clientPods(entry).stream()
                .filter(PodEntry::isLive)
                .map(PodEntry::workload)
                .filter(workload ->
                        intent.grants().stream().anyMatch(grant -> !graph.counts(entry, workload, server, grant)))
                .map(workload -> new Finding(
                        TargetState.NotGranted,
                        consentMessage(server, "access of " + workload.kind() + " " + workload.name())))
                .findFirst();
    }

    private String consentMessage(ServerId server, String what) {
        String namespace = server.namespace();
        List<String> objects = graph.accessesOf(server).stream()
                .filter(access -> access.consumers() != null)
                .map(access -> access.key().name())
                .toList();
        return objects.isEmpty()
                ? "declarations of other namespaces count only where namespace " + namespace
                        + " consents to them by a ServerAccess, and it does not to " + what
                : "namespace " + namespace + " does not consent to " + what + ": the consumers of ServerAccess "
                        + PodNames.of(objects) + " do not name it";
    }

    private Optional<Finding> inExcess(ObjectKey client, Intent intent) {
        ServerId server = intent.server();
        String namespace = client.namespace();
        Budgets budgets = graph.scope().budgets();
        for (Intent.Grant grant : intent.grants()) {
            Optional<Excess> excess = graph.excess(server, client, grant.key());
            if (excess.isPresent()) {
                String what =
                        grant.ports() == null ? "all ports" : grant.ports().toString();
                return switch (excess.get()) {
                    case KEYS_OF_CLIENT ->
                        finding(
                                TargetState.TooManyKeys,
                                "client " + client.name() + " declares more than " + budgets.keysOfClient()
                                        + " servers and ports, and its pods carry no key for " + what
                                        + " of this one; declare ranges, or all ports");
                    case KEYS_OF_NAMESPACE ->
                        finding(
                                TargetState.TooManyKeys,
                                "namespace " + namespace + " declares more than " + budgets.keysOfNamespace()
                                        + " different ports of this server, and " + what
                                        + " is not admitted; declare ranges, or all ports");
                    case POLICY_BYTES ->
                        finding(
                                TargetState.PolicyTooLarge,
                                "the policy of this server has no room left, and " + what
                                        + " is not admitted from namespace " + namespace
                                        + "; let its clients declare the same ports, ranges, or all ports");
                };
            }
        }
        return Optional.empty();
    }

    private static boolean lacksKeyOf(PodEntry pod, List<Intent> intents) {
        if (!pod.isLive()) {
            return false;
        }
        for (Intent intent : intents) {
            for (Intent.Grant grant : intent.grants()) {
                if (!pod.carries(grant.key())) {
                    return true;
                }
            }
        }
        return false;
    }
}

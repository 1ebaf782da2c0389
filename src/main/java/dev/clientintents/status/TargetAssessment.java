package dev.clientintents.status;

import dev.clientintents.api.TargetState;
import dev.clientintents.api.TargetStatus;
import dev.clientintents.graph.Budgets;
import dev.clientintents.graph.Excess;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.PodSummary;
import dev.clientintents.graph.Selection;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds what became of one target. Only the first obstacle is reported. */
final class TargetAssessment {

    private record Finding(TargetState state, @Nullable String message) {}

    private static final Set<String> WORKLOAD_LABELS = Set.of(Labels.WORKLOAD, Labels.WORKLOAD_KIND);

    private final IntentGraph graph;
    private final WriteStates writes;

    TargetAssessment(IntentGraph graph, WriteStates writes) {
        this.graph = graph;
        this.writes = writes;
    }

    TargetStatus assess(IntentsEntry entry, Intent intent) {
        ServerId server = intent.server();
        PodSummary pods = graph.serverPodSummary(server);
        Finding finding = find(entry, intent, pods);
        boolean hasPolicy = finding.state != TargetState.ForeignPolicy && graph.isKept(server);
        return new TargetStatus(
                server.name(),
                server.namespace(),
                server.kind(),
                pods.live(),
                hasPolicy ? PolicyName.of(server) : null,
                finding.state,
                finding.message);
    }

    private Finding find(IntentsEntry entry, Intent intent, PodSummary pods) {
        ServerId server = intent.server();
        return unreachable(server)
                .or(() -> unresolved(intent, pods))
                .or(() -> withoutPods(server, pods))
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
            return finding(
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
        if (server.isService()) {
            Optional<ServiceEntry> service = graph.service(new ObjectKey(server.namespace(), server.name()));
            if (service.isEmpty()) {
                return finding(
                        TargetState.ServiceNotFound,
                        "no Service " + server.name() + " in namespace " + server.namespace());
            }
            if (service.get().selector().isEmpty()) {
                return finding(
                        TargetState.NoSelector,
                        "Service " + server.name() + " selects no pods; name the workload behind it instead");
            }
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

    private Optional<Finding> withoutPods(ServerId server, PodSummary pods) {
        if (pods.live() > 0) {
            return Optional.empty();
        }
        if (pods.onHostNetwork() > 0) {
            return finding(TargetState.HostNetwork, "its pods use the host network, where no NetworkPolicy holds");
        }
        Optional<OwnerReference> unreadable = server.isService()
                ? Optional.empty()
                : graph.unreadableOwner(new ObjectKey(server.namespace(), server.name()), server.kind());
        if (unreadable.isPresent()) {
            return finding(TargetState.NoPods, unreadableMessage(unreadable.get()));
        }
        String what = server.kind() == null ? "workload " : server.kind() + " ";
        return finding(
                TargetState.NoPods,
                "no pod of " + what + server.name() + " in namespace " + server.namespace()
                        + "; access is ready for when there is one");
    }

    static String unreadableMessage(OwnerReference owner) {
        return "pods state the owner " + owner.kind() + " " + owner.name() + " (" + owner.apiVersion()
                + "), which the operator may not read; allow it to get that kind";
    }

    private Optional<Finding> unenforced(IntentsEntry entry, Intent intent, PodSummary pods) {
        ServerId server = intent.server();
        Optional<Finding> notClosed = notClosed(server);
        if (notClosed.isPresent()) {
            return notClosed;
        }
        Optional<Finding> waiting = notGranted(entry, intent);
        if (waiting.isPresent()) {
            return waiting;
        }
        Optional<Finding> excess = inExcess(entry.client(), intent);
        if (excess.isPresent()) {
            return excess;
        }
        WriteState write = writes.of(server);
        if (write instanceof WriteState.Foreign) {
            return finding(
                    TargetState.ForeignPolicy,
                    "NetworkPolicy " + PolicyName.of(server) + " exists and is not labelled " + Labels.MANAGED_BY + "="
                            + Labels.MANAGER + "; rename or delete it");
        }
        if (write instanceof WriteState.Undone undone) {
            return finding(TargetState.Undone, undone.reason());
        }
        Optional<Finding> undone = undoneLabels(entry, intent, pods);
        if (undone.isPresent()) {
            return undone;
        }
        if (write instanceof WriteState.Pending pending) {
            return finding(TargetState.Pending, pending.reason());
        }
        if (graph.clientPodsLackKeyOf(entry, List.of(intent))) {
            List<PodEntry> without = graph.clientPods(entry).stream()
                    .filter(pod -> lacksKeyOf(pod, List.of(intent)))
                    .toList();
            return finding(
                    TargetState.Pending, "pods of the client do not carry the access key yet: " + waiting(without));
        }
        if (lacksLabels(graph, server, pods)) {
            List<PodEntry> without = graph.serverPods(server).stream()
                    .filter(pod -> pod.isLive() && !pod.carriesWorkload())
                    .toList();
            return finding(TargetState.Pending, "pods of the server are not labelled yet: " + waiting(without));
        }
        return Optional.empty();
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
        if (lacksLabels(graph, intent.server(), pods)) {
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
        String namespace = server.namespace();
        return switch (graph.closure(server)) {
            case CLOSED -> Optional.empty();
            case SHADOW ->
                finding(TargetState.Shadow, "namespace " + namespace + " is in shadow mode: nothing is closed");
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

    /** Returns the names of the pods, and since when the first of them has been waiting. */
    private String waiting(List<PodEntry> pods) {
        String names = PodNames.of(pods.stream().map(pod -> pod.key().name()).toList());
        return pods.stream()
                .flatMap(pod -> writes.labellingSince(pod.key()).stream())
                .min(Comparator.naturalOrder())
                .map(since -> names + "; since " + since)
                .orElse(names);
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

    /**
     * Returns whether a pod of the server does not carry the labels of its workload by which the policy selects it. The keys that the pod carries as a client do not matter here.
     */
    static boolean lacksLabels(IntentGraph graph, ServerId server, PodSummary pods) {
        return !server.isService() && pods.unlabelled() > 0 && graph.selectsByLabels(server);
    }

    private static Optional<Finding> finding(TargetState state, String message) {
        return Optional.of(new Finding(state, message));
    }
}

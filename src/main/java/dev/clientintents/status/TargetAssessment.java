package dev.clientintents.status;

import dev.clientintents.api.TargetState;
import dev.clientintents.api.TargetStatus;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds what became of one target. The first thing that stands in the way is the one that is told. */
final class TargetAssessment {

    private record Finding(TargetState state, @Nullable String message) {}

    private final IntentGraph graph;
    private final WriteStates writes;

    TargetAssessment(IntentGraph graph, WriteStates writes) {
        this.graph = graph;
        this.writes = writes;
    }

    TargetStatus assess(IntentsEntry entry, Intent intent) {
        ServerId server = intent.server();
        Collection<PodEntry> pods = graph.serverPods(server);
        Finding finding = find(entry, intent, pods);
        boolean hasPolicy = finding.state != TargetState.ForeignPolicy && graph.isKept(server);
        return new TargetStatus(
                server.name(),
                server.namespace(),
                server.kind(),
                live(pods),
                hasPolicy ? PolicyName.of(server) : null,
                finding.state,
                finding.message);
    }

    private Finding find(IntentsEntry entry, Intent intent, Collection<PodEntry> pods) {
        ServerId server = intent.server();
        return unreachable(server)
                .or(() -> unresolved(intent, pods))
                .or(() -> withoutPods(server, pods))
                .or(() -> unenforced(entry, intent))
                .orElse(new Finding(TargetState.Enforced, null));
    }

    /** Whether the operator would write a policy for the server at all. */
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

    private Optional<Finding> unresolved(Intent intent, Collection<PodEntry> pods) {
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

    private boolean isUnknown(ServerId server, PortRange wanted, Collection<PodEntry> pods) {
        if (server.isService()) {
            return graph.service(new ObjectKey(server.namespace(), server.name()))
                    .filter(service -> service.targets(wanted).isEmpty())
                    .isPresent();
        }
        return wanted instanceof PortRange.Named named
                && live(pods) > 0
                && pods.stream().noneMatch(pod -> pod.namedPorts().contains(named));
    }

    private String knownPorts(ServerId server, Collection<PodEntry> pods) {
        String known = server.isService()
                ? graph.service(new ObjectKey(server.namespace(), server.name())).stream()
                        .flatMap(service -> service.ports().stream())
                        .map(port -> port.protocol() + " " + port.number()
                                + (port.name() == null ? "" : " (" + port.name() + ")"))
                        .collect(Collectors.joining(", "))
                : pods.stream()
                        .flatMap(pod -> pod.namedPorts().stream())
                        .map(PortRange.Named::toString)
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", "));
        return known.isEmpty() ? "none" : known;
    }

    private Optional<Finding> withoutPods(ServerId server, Collection<PodEntry> pods) {
        if (live(pods) > 0) {
            return Optional.empty();
        }
        if (pods.stream().anyMatch(pod -> pod.state() == PodEntry.State.HOST_NETWORK)) {
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

    private Optional<Finding> unenforced(IntentsEntry entry, Intent intent) {
        ServerId server = intent.server();
        if (graph.enforcement(server.namespace()) == Enforcement.SHADOW) {
            return finding(
                    TargetState.Shadow, "namespace " + server.namespace() + " is in shadow mode: nothing is closed");
        }
        WriteState write = writes.of(server);
        if (write instanceof WriteState.Foreign) {
            return finding(
                    TargetState.ForeignPolicy,
                    "NetworkPolicy " + PolicyName.of(server) + " exists and is not labelled " + Labels.MANAGED_BY + "="
                            + Labels.MANAGER + "; rename or delete it");
        }
        if (write instanceof WriteState.Pending pending) {
            return finding(TargetState.Pending, pending.reason());
        }
        if (graph.hasClientPod(entry, pod -> lacksKeyOf(pod, List.of(intent)))) {
            return finding(TargetState.Pending, "pods of the client do not carry the access key yet");
        }
        if (lacksLabels(graph, server)) {
            return finding(TargetState.Pending, "pods of the server are not labelled yet");
        }
        return Optional.empty();
    }

    static boolean lacksKeyOf(PodEntry pod, List<Intent> intents) {
        if (!pod.isLive()) {
            return false;
        }
        for (Intent intent : intents) {
            for (Intent.Grant grant : intent.grants()) {
                if (!pod.labels().containsKey(grant.key().label())) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether a pod of the server does not carry the labels of its workload, without which the policy does not select it.
     * Its keys as a client are another matter.
     */
    static boolean lacksLabels(IntentGraph graph, ServerId server) {
        return !server.isService()
                && graph.hasServerPod(server, pod -> pod.isLive() && !PodLabels.carriesWorkload(pod));
    }

    private static int live(Collection<PodEntry> pods) {
        return (int) pods.stream().filter(PodEntry::isLive).count();
    }

    private static Optional<Finding> finding(TargetState state, String message) {
        return Optional.of(new Finding(state, message));
    }
}

package dev.clientintents.status;

import dev.clientintents.api.TargetState;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.PodSummary;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what stands in the way of a server, whoever its clients are. */
final class ServerAssessment {

    /**
     * An obstacle.
     *
     * @param message what is wrong and what to do
     */
    record Finding(TargetState state, @Nullable String message) {}

    private final IntentGraph graph;
    private final WriteStates writes;

    ServerAssessment(IntentGraph graph, WriteStates writes) {
        this.graph = graph;
        this.writes = writes;
    }

    /** Finds that a server is a Service that does not exist, or selects nothing. */
    Optional<Finding> withoutSelector(ServerId server) {
        if (!server.isService()) {
            return Optional.empty();
        }
        Optional<ServiceEntry> service = graph.service(new ObjectKey(server.namespace(), server.name()));
        if (service.isEmpty()) {
            return finding(
                    TargetState.ServiceNotFound, "no Service " + server.name() + " in namespace " + server.namespace());
        }
        return service.get().selector().isEmpty()
                ? finding(
                        TargetState.NoSelector,
                        "Service " + server.name() + " selects no pods; name the workload behind it instead")
                : Optional.empty();
    }

    /** Finds that a server has no live pod for which a policy would hold. */
    Optional<Finding> withoutPods(ServerId server, PodSummary pods) {
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

    /** Finds that the policy of a server is not in force for good: it is somebody else's, or is changed by somebody. */
    Optional<Finding> thwarted(ServerId server) {
        WriteState write = writes.of(server);
        if (write instanceof WriteState.Foreign) {
            return finding(
                    TargetState.ForeignPolicy,
                    "NetworkPolicy " + PolicyName.of(server) + " exists and is not labelled " + Labels.MANAGED_BY + "="
                            + Labels.MANAGER + "; rename or delete it");
        }
        return write instanceof WriteState.Undone undone
                ? finding(TargetState.Undone, undone.reason())
                : Optional.empty();
    }

    /** Finds that the policy of a server is still to be written. */
    Optional<Finding> unwritten(ServerId server) {
        return writes.of(server) instanceof WriteState.Pending pending
                ? finding(TargetState.Pending, pending.reason())
                : Optional.empty();
    }

    /** Finds that live pods of a server do not carry the labels by which its policy selects them. */
    Optional<Finding> unlabelled(ServerId server, PodSummary pods) {
        if (!lacksLabels(graph, server, pods)) {
            return Optional.empty();
        }
        List<PodEntry> without = graph.serverPods(server).stream()
                .filter(pod -> pod.isLive() && !pod.carriesWorkload())
                .toList();
        return finding(TargetState.Pending, "pods of the server are not labelled yet: " + waiting(without));
    }

    /**
     * Returns whether a pod of the server does not carry the labels of its workload by which the policy selects it. The
     * keys that the pod carries as a client do not matter here.
     */
    static boolean lacksLabels(IntentGraph graph, ServerId server, PodSummary pods) {
        return !server.isService() && pods.unlabelled() > 0 && graph.selectsByLabels(server);
    }

    /** Finds that pods of workloads that come in do not carry the labels by which the policy of a server names them. */
    Optional<Finding> unlabelledSources(ServerId server) {
        List<PodEntry> without = graph.unlabelledSources(server);
        return without.isEmpty()
                ? Optional.empty()
                : finding(
                        TargetState.Pending,
                        "pods of workloads that come in are not labelled yet: " + waiting(without));
    }

    /** Returns the names of the pods, and since when the first of them has been waiting. */
    String waiting(Collection<PodEntry> pods) {
        String names = PodNames.of(pods.stream().map(pod -> pod.key().name()).toList());
        return pods.stream()
                .flatMap(pod -> writes.labellingSince(pod.key()).stream())
                .min(Comparator.naturalOrder())
                .map(since -> names + "; since " + since)
                .orElse(names);
    }

    static Optional<Finding> finding(TargetState state, String message) {
        return Optional.of(new Finding(state, message));
    }
}

package dev.clientintents.learn.importing;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Labels;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.policy.Peer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the workloads that selectors mean, where these are whole workloads that intents can name. */
final class WorkloadSelection {

    private static final String NAME_OF_NAMESPACE = "kubernetes.io/metadata.name";
    private static final Comparator<WorkloadId> ORDER = Comparator.comparing(WorkloadId::toString);

    private final Snapshot snapshot;
    private final Scope scope;

    /** All pods and templates of each workload, by namespace. */
    private final Map<String, SortedMap<WorkloadId, List<SnapshotPod>>> workloads = new TreeMap<>();

    WorkloadSelection(Snapshot snapshot, Scope scope) {
        this.snapshot = snapshot;
        this.scope = scope;
        for (Collection<SnapshotPod> pods : List.of(snapshot.pods(), snapshot.templates())) {
            for (SnapshotPod pod : pods) {
                workloads
                        .computeIfAbsent(pod.workload().namespace(), it -> new TreeMap<>(ORDER))
                        .computeIfAbsent(pod.workload(), it -> new ArrayList<>())
                        .add(pod);
            }
        }
    }

    /**
     * The workloads that a selector means.
     *
     * @param workloads never empty
     * @param byName whether the selector reads as the name of the one workload; else others may come that it means, too
     */
    record Meant(List<WorkloadId> workloads, boolean byName) {

        Meant {
            workloads = List.copyOf(workloads);
        }
    }

    /**
     * Returns the workloads of a namespace whose pods a policy selects.
     *
     * @throws NotSayable where these are not workloads that intents can name
     */
    Meant selected(String namespace, Selector pods) throws NotSayable {
        if (pods.selectsEverything()) {
            throw new NotSayable("selects all pods of its namespace, also those that come");
        }
        List<WorkloadId> found = in(namespace, pods);
        return new Meant(found, found.size() == 1 && isName(pods));
    }

    /**
     * Returns the workloads that a peer means.
     *
     * @param own the namespace of the policy
     * @throws NotSayable where these are not workloads that intents can name
     */
    Meant meant(Peer.Pods peer, String own) throws NotSayable {
        if (peer.pods().selectsEverything()) {
            throw new NotSayable(
                    peer.anyPod()
                            ? "admits every pod of the cluster, also those that come"
                            : "admits all pods of a namespace, also those that come");
        }
        List<String> namespaces = namespaces(peer.namespaces(), own);
        if (namespaces.isEmpty()) {
            throw new NotSayable("admits pods of namespaces " + peer.namespaces() + ", of which none is in the input");
        }
        var all = new ArrayList<WorkloadId>();
        for (String namespace : namespaces) {
            requireSeen(namespace, peer.pods());
            all.addAll(matching(namespace, peer.pods(), "admits"));
        }
        if (all.isEmpty()) {
            throw new NotSayable("admits pods " + peer.pods() + ", of which none is in the input");
        }
        return new Meant(
                all,
                all.size() == 1
                        && isName(peer.pods())
                        && (peer.namespaces() == null || isNameOfNamespace(peer.namespaces())));
    }

    /**
     * Returns the workloads that wear a label by which they declare that they are clients; possibly none.
     *
     * @param own the namespace of the policy
     * @throws NotSayable where only some of the pods of one do, or intents cannot name it
     */
    List<WorkloadId> declaring(Peer.Pods peer, String own) throws NotSayable {
        var all = new ArrayList<WorkloadId>();
        for (String namespace : namespaces(peer.namespaces(), own)) {
            all.addAll(matching(namespace, peer.pods(), "admits"));
        }
        return all;
    }

    private List<WorkloadId> in(String namespace, Selector pods) throws NotSayable {
        requireSeen(namespace, pods);
        List<WorkloadId> found = matching(namespace, pods, "selects");
        if (found.isEmpty()) {
            throw new NotSayable("selects pods " + pods + ", of which none is in the input");
        }
        return found;
    }

    private void requireSeen(String namespace, Selector pods) throws NotSayable {
        if (snapshot.partlySeen().contains(namespace)) {
            throw new NotSayable(
                    "names pods of " + namespace + ", where something makes pods that are not in the input");
        }
        for (Requirement requirement : pods.requirements()) {
            if (requirement.key().startsWith(Labels.PREFIX)) {
                throw new NotSayable("selects by " + requirement.key() + ", which the operator sets");
            }
            if (requirement.operator() == Requirement.Operator.NOT_IN
                    || requirement.operator() == Requirement.Operator.DOES_NOT_EXIST) {
                throw new NotSayable("selects by what pods are not, " + requirement + ", so also what comes");
            }
        }
    }

    private List<WorkloadId> matching(String namespace, Selector pods, String verb) throws NotSayable {
        var found = new ArrayList<WorkloadId>();
        for (Map.Entry<WorkloadId, List<SnapshotPod>> workload :
                workloads.getOrDefault(namespace, new TreeMap<>(ORDER)).entrySet()) {
            long matched = workload.getValue().stream()
                    .filter(it -> pods.matches(it.labels()))
                    .count();
            if (matched > 0) {
                if (matched < workload.getValue().size()) {
                    throw new NotSayable(verb + " only some of the pods of " + workload.getKey());
                }
                if (workload.getValue().stream().anyMatch(SnapshotPod::hostNetwork)) {
                    throw new NotSayable(verb + " " + workload.getKey() + ", which is on the host network");
                }
                if (scope.excludes(namespace)) {
                    throw new NotSayable("names pods of " + namespace + ", which the operator leaves alone");
                }
                found.add(workload.getKey());
            }
        }
        return found;
    }

    private List<String> namespaces(@Nullable Selector selector, String own) {
        return selector == null
                ? List.of(own)
                : snapshot.namespaces().values().stream()
                        .filter(it -> selector.matches(it.labels()))
                        .map(it -> it.name())
                        .toList();
    }

    private static boolean isNameOfNamespace(Selector selector) {
        return selector.requirements().stream()
                .anyMatch(it ->
                        it.key().equals(NAME_OF_NAMESPACE) && it.onlyValue().isPresent());
    }

    /** Returns whether a selector asks for labels one by one, as that of one workload does. */
    private static boolean isName(Selector selector) {
        return selector.asLabels().isPresent();
    }
}

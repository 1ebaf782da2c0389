package dev.clientintents.learn.resolve;

import dev.clientintents.effective.PodTemplate;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.graph.WorkloadEntry;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.learn.observe.Party;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.observe.ObservedPod;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds workloads of the input by names: of pods, of what owns pods, and of what the names of pods begin with. */
final class Workloads {

    private static final String NO_SUCH_POD = "there is no such pod in the input, and ";

    /** An object that owns pods. */
    private record Owner(String kind, String name) {}

    private final Map<ObjectKey, SnapshotPod> pods = new HashMap<>();
    private final Map<ObjectKey, Set<WorkloadId>> bases = new HashMap<>();
    private final Map<String, Map<Owner, Set<WorkloadId>>> owners = new HashMap<>();
    private final Map<WorkloadId, Boolean> onHostNetwork = new HashMap<>();

    Workloads(Snapshot snapshot) {
        for (SnapshotPod template : snapshot.templates()) {
            PodTemplate made = template.template();
            if (made != null) {
                add(template.key().namespace(), made.kind(), made.owner().getName(), template.workload());
            }
        }
        for (SnapshotPod pod : snapshot.pods()) {
            onHostNetwork.merge(pod.workload(), pod.hostNetwork(), Boolean::logicalAnd);
            if (pod.template() == null) {
                addPod(pod);
            }
        }
        snapshot.workloads().stream().map(WorkloadEntry::id).forEach(it -> addIfAbsent(it, it.kind(), it.name()));
        snapshot.pods().stream().map(SnapshotPod::workload).forEach(it -> addIfAbsent(it, it.kind(), it.name()));
    }

    private void addPod(SnapshotPod pod) {
        pods.put(pod.key(), pod);
        OwnerReference controller = ObservedPod.controller(pod.pod().getMetadata());
        if (controller != null && !controller.kind().equals("Node")) {
            add(pod.key().namespace(), controller.kind(), controller.name(), pod.workload());
            String base = PodNames.base(
                    controller.kind(), controller.name(), pod.key().name());
            bases.computeIfAbsent(new ObjectKey(pod.key().namespace(), base), key -> new LinkedHashSet<>())
                    .add(pod.workload());
        }
    }

    private void add(String namespace, String kind, String name, WorkloadId workload) {
        owners.computeIfAbsent(namespace, key -> new LinkedHashMap<>())
                .computeIfAbsent(new Owner(kind, name), key -> new LinkedHashSet<>())
                .add(workload);
    }

    private void addIfAbsent(WorkloadId workload, String kind, String name) {
        if (!owners.getOrDefault(workload.namespace(), Map.of()).containsKey(new Owner(kind, name))) {
            add(workload.namespace(), kind, name, workload);
        }
    }

    /** Returns whose pod one of that name is. */
    Party pod(String namespace, String name) {
        SnapshotPod pod = pods.get(new ObjectKey(namespace, name));
        if (pod != null) {
            return party(pod);
        }
        return one(
                namespace + "/" + name,
                makers(namespace, name),
                NO_SUCH_POD + "no workload makes pods of that name",
                NO_SUCH_POD + "several workloads make pods of that name: ");
    }

    /** Returns whose pods have names that begin so, followed by what makes each different. */
    Party generated(String namespace, String base) {
        Set<WorkloadId> known = bases.getOrDefault(new ObjectKey(namespace, base), Set.of());
        Set<WorkloadId> made = known.isEmpty() ? makers(namespace, PodNames.example(base)) : known;
        if (made.isEmpty() && base.endsWith("-")) {
            made = ownedBy(namespace, "StatefulSet", base.substring(0, base.length() - 1));
        }
        return one(
                namespace + "/" + base + "*",
                made,
                "no workload of the input makes pods whose names begin so",
                "several workloads make pods whose names begin so: ");
    }

    /**
     * Returns whose pods an object owns.
     *
     * @param kind null where any kind will do
     */
    Party owned(String namespace, @Nullable String kind, String name) {
        Set<WorkloadId> found = kind == null ? named(namespace, name) : ownedBy(namespace, kind, name);
        if (found.isEmpty() && kind != null) {
            found = ownersOf(namespace, kind, name);
        }
        if (found.isEmpty() && pods.containsKey(new ObjectKey(namespace, name))) {
            return pod(namespace, name);
        }
        return one(
                namespace + "/" + (kind == null ? "" : kind + "/") + name,
                found,
                "there is no such workload in the input",
                kind == null
                        ? "several workloads of the input have that name: "
                        : "its pods belong to several workloads: ");
    }

    /** Returns the workload of a pod, or what is told of it where policies do not hold for it. */
    static Party party(SnapshotPod pod) {
        return pod.hostNetwork() ? onHostNetwork(pod.workload()) : new Party.OfWorkload(pod.workload());
    }

    /** Returns what stands for a workload whose pods use the network of their nodes, where no policy holds. */
    static Party onHostNetwork(WorkloadId workload) {
        return new Party.Outside("host network of " + workload, null, null);
    }

    private Party one(String name, Set<WorkloadId> found, String none, String several) {
        if (found.size() == 1) {
            WorkloadId workload = found.iterator().next();
            return Boolean.TRUE.equals(onHostNetwork.get(workload))
                    ? onHostNetwork(workload)
                    : new Party.OfWorkload(workload);
        }
        return new Party.Unknown(name, found.isEmpty() ? none : several + list(found));
    }

    /** Returns workloads for people, in the order of their names. */
    static String list(Collection<WorkloadId> workloads) {
        return workloads.stream().map(WorkloadId::toString).collect(Collectors.toCollection(TreeSet::new)).stream()
                .collect(Collectors.joining(", "));
    }

    private Set<WorkloadId> ownedBy(String namespace, String kind, String name) {
        return owners.getOrDefault(namespace, Map.of()).getOrDefault(new Owner(kind, name), Set.of());
    }

    private Set<WorkloadId> named(String namespace, String name) {
        var found = new LinkedHashSet<WorkloadId>();
        owners.getOrDefault(namespace, Map.of()).forEach((owner, workloads) -> {
            if (owner.name.equals(name)) {
                found.addAll(workloads);
            }
        });
        return found;
    }

    /** Returns the workloads that may own an object which is gone. */
    private Set<WorkloadId> ownersOf(String namespace, String kind, String name) {
        var found = new LinkedHashSet<WorkloadId>();
        tops(namespace).forEach((owner, workloads) -> {
            if (PodNames.owns(owner.kind, owner.name, kind, name)) {
                found.addAll(workloads);
            }
        });
        return found;
    }

    /** Returns the workloads that would make a pod of this name. */
    private Set<WorkloadId> makers(String namespace, String pod) {
        var found = new LinkedHashSet<WorkloadId>();
        tops(namespace).forEach((owner, workloads) -> {
            if (PodNames.makes(owner.kind, owner.name, pod)) {
                found.addAll(workloads);
            }
        });
        return found;
    }

    private Map<Owner, Set<WorkloadId>> tops(String namespace) {
        return owners.getOrDefault(namespace, Map.of());
    }

    /** Returns the pods of the input that are no templates. */
    List<SnapshotPod> pods() {
        return List.copyOf(pods.values());
    }
}

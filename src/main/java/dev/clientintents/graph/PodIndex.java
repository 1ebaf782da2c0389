package dev.clientintents.graph;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.model.ObjectKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Holds all pods, by namespace and by the name of their workload. */
final class PodIndex {

    private final Map<String, Map<ObjectKey, PodEntry>> ofNamespace = new HashMap<>();
    private final Map<ObjectKey, Map<ObjectKey, PodEntry>> ofWorkloadName = new HashMap<>();
    private final Map<ObjectKey, Map<String, PodTally>> talliesOfWorkloadName = new HashMap<>();
    private final Map<ObjectKey, Map<OwnerReference, Integer>> unreadableOwners = new HashMap<>();

    @Nullable
    PodEntry get(ObjectKey key) {
        return ofNamespace.getOrDefault(key.namespace(), Map.of()).get(key);
    }

    @Nullable
    PodEntry put(PodEntry pod) {
        PodEntry old = remove(pod.key());
        ofNamespace
                .computeIfAbsent(pod.key().namespace(), namespace -> new HashMap<>())
                .put(pod.key(), pod);
        ofWorkloadName
                .computeIfAbsent(workloadName(pod), workload -> new HashMap<>())
                .put(pod.key(), pod);
        talliesOfWorkloadName
                .computeIfAbsent(workloadName(pod), workload -> new HashMap<>(2))
                .computeIfAbsent(pod.workload().kind(), kind -> new PodTally())
                .add(pod);
        if (pod.unreadable() != null) {
            unreadableOwners
                    .computeIfAbsent(unreadableName(pod, pod.unreadable()), name -> new HashMap<>())
                    .merge(pod.unreadable(), 1, Integer::sum);
        }
        return old;
    }

    @Nullable
    PodEntry remove(ObjectKey key) {
        PodEntry old = removeFrom(ofNamespace, key.namespace(), key);
        if (old != null) {
            removeFrom(ofWorkloadName, workloadName(old), key);
            removeFromTally(old);
            if (old.unreadable() != null) {
                removeOwner(old, old.unreadable());
            }
        }
        return old;
    }

    Collection<PodEntry> ofNamespace(String namespace) {
        return ofNamespace.getOrDefault(namespace, Map.of()).values();
    }

    /**
     * Returns the pods of all workloads of the name, whatever their kinds; only those of that kind where {@code kind}
     * is not null.
     */
    List<PodEntry> ofWorkloads(ObjectKey namespaceAndName, @Nullable String kind) {
        return ofWorkloadName.getOrDefault(namespaceAndName, Map.of()).values().stream()
                .filter(pod -> kind == null || kind.equals(pod.workload().kind()))
                .toList();
    }

    /**
     * Returns whether a pod of such workloads passes the test. It makes no list of the pods, because it is called
     * often.
     */
    boolean hasOfWorkloads(ObjectKey namespaceAndName, @Nullable String kind, Predicate<PodEntry> test) {
        for (PodEntry pod :
                ofWorkloadName.getOrDefault(namespaceAndName, Map.of()).values()) {
            if ((kind == null || kind.equals(pod.workload().kind())) && test.test(pod)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the summary of the pods of such workloads that statuses use. */
    PodSummary summary(ObjectKey namespaceAndName, @Nullable String kind) {
        Map<String, PodTally> tallies = talliesOfWorkloadName.getOrDefault(namespaceAndName, Map.of());
        if (kind == null) {
            return PodTally.summary(tallies.values());
        }
        PodTally tally = tallies.get(kind);
        return tally == null ? PodSummary.NONE : tally.summary();
    }

    /** Returns whether a live pod of such workloads runs. */
    boolean runs(ObjectKey namespaceAndName, @Nullable String kind) {
        return talliesOfWorkloadName.getOrDefault(namespaceAndName, Map.of()).entrySet().stream()
                .anyMatch(tally -> (kind == null || kind.equals(tally.getKey()))
                        && tally.getValue().runs());
    }

    /** Returns whether a live pod of such workloads does not carry the label, which is a reserved one. */
    boolean lack(ObjectKey namespaceAndName, @Nullable String kind, String label) {
        for (Map.Entry<String, PodTally> tally :
                talliesOfWorkloadName.getOrDefault(namespaceAndName, Map.of()).entrySet()) {
            if ((kind == null || kind.equals(tally.getKey()))
                    && tally.getValue().lacks(label)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the owner of that name, and kind where it is not null, which pods state but which may not be read. */
    Optional<OwnerReference> unreadableOwner(ObjectKey namespaceAndName, @Nullable String kind) {
        return unreadableOwners.getOrDefault(namespaceAndName, Map.of()).keySet().stream()
                .filter(owner -> kind == null || kind.equals(owner.kind()))
                .min(Comparator.comparing(OwnerReference::kind).thenComparing(OwnerReference::apiVersion));
    }

    Stream<PodEntry> stream() {
        return ofNamespace.values().stream().flatMap(pods -> pods.values().stream());
    }

    int size() {
        return ofNamespace.values().stream().mapToInt(Map::size).sum();
    }

    private void removeFromTally(PodEntry old) {
        ObjectKey name = workloadName(old);
        Map<String, PodTally> tallies = talliesOfWorkloadName.getOrDefault(name, Map.of());
        PodTally tally = tallies.get(old.workload().kind());
        if (tally != null) {
            tally.remove(old);
            if (tally.isEmpty()) {
                tallies.remove(old.workload().kind());
            }
        }
        if (tallies.isEmpty()) {
            talliesOfWorkloadName.remove(name);
        }
    }

    private void removeOwner(PodEntry old, OwnerReference owner) {
        unreadableOwners.computeIfPresent(unreadableName(old, owner), (name, owners) -> {
            owners.computeIfPresent(owner, (same, pods) -> pods == 1 ? null : pods - 1);
            return owners.isEmpty() ? null : owners;
        });
    }

    private static ObjectKey workloadName(PodEntry pod) {
        return new ObjectKey(pod.workload().namespace(), pod.workload().name());
    }

    private static ObjectKey unreadableName(PodEntry pod, OwnerReference owner) {
        return new ObjectKey(pod.key().namespace(), owner.name());
    }

    private static <K> @Nullable PodEntry removeFrom(Map<K, Map<ObjectKey, PodEntry>> index, K group, ObjectKey key) {
        Map<ObjectKey, PodEntry> pods = index.get(group);
        if (pods == null) {
            return null;
        }
        PodEntry old = pods.remove(key);
        if (pods.isEmpty()) {
            index.remove(group);
        }
        return old;
    }
}

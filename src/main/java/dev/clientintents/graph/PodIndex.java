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

/** All pods, by namespace and by the name of their workload. */
final class PodIndex {

    private final Map<String, Map<ObjectKey, PodEntry>> ofNamespace = new HashMap<>();
    private final Map<ObjectKey, Map<ObjectKey, PodEntry>> ofWorkloadName = new HashMap<>();
    private final Map<ObjectKey, Map<ObjectKey, PodEntry>> ofUnreadableOwner = new HashMap<>();

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
        if (pod.unreadable() != null) {
            ofUnreadableOwner
                    .computeIfAbsent(unreadableName(pod, pod.unreadable()), owner -> new HashMap<>())
                    .put(pod.key(), pod);
        }
        return old;
    }

    @Nullable
    PodEntry remove(ObjectKey key) {
        PodEntry old = removeFrom(ofNamespace, key.namespace(), key);
        if (old != null) {
            removeFrom(ofWorkloadName, workloadName(old), key);
            if (old.unreadable() != null) {
                removeFrom(ofUnreadableOwner, unreadableName(old, old.unreadable()), key);
            }
        }
        return old;
    }

    Collection<PodEntry> ofNamespace(String namespace) {
        return ofNamespace.getOrDefault(namespace, Map.of()).values();
    }

    /** The pods of all workloads of the name, whatever their kinds; of one kind where {@code kind} is not null. */
    List<PodEntry> ofWorkloads(ObjectKey namespaceAndName, @Nullable String kind) {
        return ofWorkloadName.getOrDefault(namespaceAndName, Map.of()).values().stream()
                .filter(pod -> kind == null || kind.equals(pod.workload().kind()))
                .toList();
    }

    /** Whether a pod of such workloads passes the test; asked so often that it makes no list of them. */
    boolean hasOfWorkloads(ObjectKey namespaceAndName, @Nullable String kind, Predicate<PodEntry> test) {
        for (PodEntry pod :
                ofWorkloadName.getOrDefault(namespaceAndName, Map.of()).values()) {
            if ((kind == null || kind.equals(pod.workload().kind())) && test.test(pod)) {
                return true;
            }
        }
        return false;
    }

    /** The owner of that name, and kind where it is not null, which pods state but which may not be read. */
    Optional<OwnerReference> unreadableOwner(ObjectKey namespaceAndName, @Nullable String kind) {
        return ofUnreadableOwner.getOrDefault(namespaceAndName, Map.of()).values().stream()
                .flatMap(pod -> Optional.ofNullable(pod.unreadable()).stream())
                .filter(owner -> kind == null || kind.equals(owner.kind()))
                .min(Comparator.comparing(OwnerReference::kind).thenComparing(OwnerReference::apiVersion));
    }

    Stream<PodEntry> stream() {
        return ofNamespace.values().stream().flatMap(pods -> pods.values().stream());
    }

    int size() {
        return ofNamespace.values().stream().mapToInt(Map::size).sum();
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

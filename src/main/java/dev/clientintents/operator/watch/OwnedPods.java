package dev.clientintents.operator.watch;

import dev.clientintents.identity.Ancestry;
import dev.clientintents.identity.PodMetadata;
import dev.clientintents.model.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which owners count for each pod, and which pods wait for which owner. It is changed by one thread at a time, that
 * which changes the graph; who waits may be asked by any.
 */
final class OwnedPods {

    /**
     * A pod whose workload is known.
     *
     * @param uid of the pod
     * @param said what it says of itself
     * @param ancestry the owners that count
     */
    record Known(String uid, PodMetadata said, Ancestry ancestry) {}

    private final Map<String, Map<String, Known>> known = new HashMap<>();
    private final Map<String, Map<String, Pod>> unresolved = new ConcurrentHashMap<>();
    private final Map<ObjectKey, String> awaitedBy = new HashMap<>();
    private final Map<String, Set<ObjectKey>> waiting = new ConcurrentHashMap<>();

    @Nullable
    Known known(ObjectKey pod) {
        return known.getOrDefault(pod.namespace(), Map.of()).get(pod.name());
    }

    @Nullable
    Pod unresolved(ObjectKey pod) {
        return unresolved.getOrDefault(pod.namespace(), Map.of()).get(pod.name());
    }

    /** Notes which owners count, and for which owner the pod waits, if for any. */
    void know(ObjectKey pod, Known it, @Nullable String awaited) {
        remove(unresolved, pod);
        known.computeIfAbsent(pod.namespace(), first -> new HashMap<>()).put(pod.name(), it);
        await(pod, awaited);
    }

    /** Notes that nothing can be said of the pod before the owner is looked up. */
    void setAside(ObjectKey pod, Pod state, String awaited) {
        remove(known, pod);
        unresolved
                .computeIfAbsent(pod.namespace(), first -> new ConcurrentHashMap<>())
                .put(pod.name(), state);
        await(pod, awaited);
    }

    /** Forgets a pod that is gone. */
    void remove(ObjectKey pod) {
        remove(known, pod);
        remove(unresolved, pod);
        await(pod, null);
    }

    private static <V> void remove(Map<String, Map<String, V>> pods, ObjectKey pod) {
        pods.computeIfPresent(pod.namespace(), (namespace, names) -> {
            names.remove(pod.name());
            return names.isEmpty() ? null : names;
        });
    }

    private void await(ObjectKey pod, @Nullable String uid) {
        String before = uid == null ? awaitedBy.remove(pod) : awaitedBy.put(pod, uid);
        if (before != null && !before.equals(uid)) {
            waiting.computeIfPresent(before, (same, pods) -> {
                pods.remove(pod);
                return pods.isEmpty() ? null : pods;
            });
        }
        if (uid != null) {
            waiting.computeIfAbsent(uid, first -> ConcurrentHashMap.newKeySet()).add(pod);
        }
    }

    /** Returns the pods that the changes of owners may concern. */
    Set<ObjectKey> concernedBy(Collection<OwnerChange> changes) {
        var pods = new LinkedHashSet<ObjectKey>();
        for (OwnerChange change : changes) {
            if (change.kind() != OwnerChange.Kind.GONE) {
                pods.addAll(waiting.getOrDefault(change.uid(), Set.of()));
            }
            if (change.kind() == OwnerChange.Kind.MOVED) {
                known.getOrDefault(change.namespace(), Map.of()).forEach((name, pod) -> {
                    if (pod.ancestry().contains(change.uid())) {
                        pods.add(new ObjectKey(change.namespace(), name));
                    }
                });
            }
        }
        return pods;
    }

    /** Returns whether a pod waits for the owner. */
    boolean awaits(String uid) {
        return waiting.containsKey(uid);
    }

    /** Returns whether the workload of each pod of the namespace is known. */
    boolean isComplete(String namespace) {
        return !unresolved.containsKey(namespace);
    }

    /** Returns the pods of which nothing can be said yet. */
    Set<ObjectKey> unresolved() {
        return unresolved.entrySet().stream()
                .flatMap(pods ->
                        List.copyOf(pods.getValue().keySet()).stream().map(name -> new ObjectKey(pods.getKey(), name)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the number of pods and owners for which something is kept. */
    int size() {
        return known.values().stream().mapToInt(Map::size).sum()
                + awaitedBy.size()
                + waiting.size()
                + unresolved.size();
    }
}

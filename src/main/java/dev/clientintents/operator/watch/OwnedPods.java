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
import java.util.Objects;
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
    private final Map<String, Map<String, Known>> orphans = new HashMap<>();
    private final Runnable onOrphans;
    private final Map<ObjectKey, String> awaitedBy = new HashMap<>();
    private final Map<String, Set<ObjectKey>> waiting = new ConcurrentHashMap<>();

    /**
     * Knows no pod yet.
     *
     * @param onOrphans is called when a pod loses its owners, is adopted, or ends after that, and must not wait
     */
    OwnedPods(Runnable onOrphans) {
        this.onOrphans = onOrphans;
    }

    @Nullable
    Known known(ObjectKey pod) {
        return known.getOrDefault(pod.namespace(), Map.of()).get(pod.name());
    }

    @Nullable
    Pod unresolved(ObjectKey pod) {
        return unresolved.getOrDefault(pod.namespace(), Map.of()).get(pod.name());
    }

    /**
     * Notes which owners count, and for which owner the pod waits, if for any.
     *
     * @param orphan whether the pod runs, and has lost some of the owners that count
     */
    void know(ObjectKey pod, Known it, @Nullable String awaited, boolean orphan) {
        remove(unresolved, pod);
        noteOrphan(pod, orphan ? it : null);
        known.computeIfAbsent(pod.namespace(), first -> new HashMap<>()).put(pod.name(), it);
        await(pod, awaited);
    }

    /** Notes that nothing can be said of the pod before the owner is looked up. */
    void setAside(ObjectKey pod, Pod state, String awaited) {
        remove(known, pod);
        noteOrphan(pod, null);
        unresolved
                .computeIfAbsent(pod.namespace(), first -> new ConcurrentHashMap<>())
                .put(pod.name(), state);
        await(pod, awaited);
    }

    /** Forgets a pod that is gone. */
    void remove(ObjectKey pod) {
        remove(known, pod);
        remove(unresolved, pod);
        noteOrphan(pod, null);
        await(pod, null);
    }

    private void noteOrphan(ObjectKey pod, @Nullable Known now) {
        Known before = orphans.getOrDefault(pod.namespace(), Map.of()).get(pod.name());
        if (now == null) {
            remove(orphans, pod);
        } else {
            orphans.computeIfAbsent(pod.namespace(), first -> new HashMap<>()).put(pod.name(), now);
        }
        if (!Objects.equals(recorded(before), recorded(now))) {
            onOrphans.run();
        }
    }

    /** Returns what matters of an orphan: its UID and owners. */
    private static List<Object> recorded(@Nullable Known orphan) {
        return orphan == null
                ? List.of()
                : List.of(orphan.uid(), orphan.ancestry().owners());
    }

    /** Returns whether the pod runs, and has lost some of the owners that count. */
    boolean isOrphan(ObjectKey pod) {
        return orphans.getOrDefault(pod.namespace(), Map.of()).containsKey(pod.name());
    }

    /** Returns the owners that count for running pods that have lost them. */
    Orphans orphans() {
        var namespaces = new HashMap<String, Map<String, Ancestry>>();
        orphans.forEach((namespace, pods) -> {
            var ofNamespace = new HashMap<String, Ancestry>();
            pods.values().forEach(pod -> ofNamespace.put(pod.uid(), pod.ancestry()));
            namespaces.put(namespace, ofNamespace);
        });
        return new Orphans(namespaces);
    }

    /** Returns the pods whose workload is known. */
    List<ObjectKey> known() {
        return known.entrySet().stream()
                .flatMap(pods -> pods.getValue().keySet().stream().map(name -> new ObjectKey(pods.getKey(), name)))
                .toList();
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
                + orphans.size()
                + awaitedBy.size()
                + waiting.size()
                + unresolved.size();
    }
}

package dev.clientintents.graph;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import dev.clientintents.model.WorkloadId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Holds the selectors of workloads, and of each the pods for which a policy cannot use it: those of others that it
 * matches, and those of its own that it does not. The change of a pod examines only selectors that ask for one of its
 * labels, and the change of a selector examines the pods of its namespace.
 */
final class SelectorConflicts {

    /** A label by which a selector is found; without a key where it asks for none by its value. */
    private record Probe(String namespace, String key, String value) {}

    private static final class Tracked {

        private final WorkloadId workload;
        private final Selector selector;
        private final List<Probe> probes;
        private final SortedMap<String, Integer> others = new TreeMap<>();
        private final Map<String, SortedSet<String>> strays = new HashMap<>();

        private Tracked(WorkloadId workload, Selector selector, List<Probe> probes) {
            this.workload = workload;
            this.selector = selector;
            this.probes = probes;
        }

        private boolean matches(PodEntry pod) {
            return selector.matches(pod.labels());
        }

        private void add(PodEntry pod) {
            if (isStray(pod)) {
                strays.computeIfAbsent(pod.workload().kind(), kind -> new TreeSet<>())
                        .add(pod.key().name());
            } else if (isOther(pod)) {
                others.merge(owner(pod), 1, Integer::sum);
            }
        }

        private void remove(PodEntry pod) {
            if (isStray(pod)) {
                strays.computeIfPresent(pod.workload().kind(), (kind, names) -> {
                    names.remove(pod.key().name());
                    return names.isEmpty() ? null : names;
                });
            } else if (isOther(pod)) {
                others.computeIfPresent(owner(pod), (owner, pods) -> pods == 1 ? null : pods - 1);
            }
        }

        /** Returns whether the pod has the workload's name, and runs, but is not selected. */
        private boolean isStray(PodEntry pod) {
            return (pod.state() == PodEntry.State.LIVE || pod.state() == PodEntry.State.TERMINATING)
                    && pod.workload().namespace().equals(workload.namespace())
                    && pod.workload().name().equals(workload.name())
                    && !matches(pod);
        }

        /** Returns whether the pod is selected, but another workload's, or out of the reach of policies. */
        private boolean isOther(PodEntry pod) {
            return pod.state() != PodEntry.State.FINISHED
                    && (pod.state() == PodEntry.State.HOST_NETWORK
                            || !(pod.workload().equals(workload) || isBare(pod)))
                    && matches(pod);
        }

        private static boolean isBare(PodEntry pod) {
            return pod.workload().kind().equals("Pod") && pod.unreadable() == null;
        }

        private static String owner(PodEntry pod) {
            if (pod.state() == PodEntry.State.HOST_NETWORK) {
                return "pods on the host network";
            }
            OwnerReference unreadable = pod.unreadable();
            return unreadable == null
                    ? "pods of " + pod.workload().kind() + " " + pod.workload().name()
                    : "pods of " + unreadable.kind() + " " + unreadable.name();
        }

        private Optional<String> conflict(@Nullable String kind) {
            if (!others.isEmpty()) {
                return Optional.of("its selector also matches " + others.firstKey());
            }
            return strays.entrySet().stream()
                    .filter(it -> kind == null || kind.equals(it.getKey()))
                    .map(it -> it.getValue().first())
                    .min(Comparator.naturalOrder())
                    .map(pod -> "its selector does not match its pod " + pod);
        }
    }

    private final Map<WorkloadId, Tracked> tracked = new HashMap<>();
    private final Map<ObjectKey, Set<Tracked>> byName = new HashMap<>();
    private final Map<Probe, Set<Tracked>> byProbe = new HashMap<>();

    /** Holds the selector of a workload from now on. */
    void put(WorkloadId workload, Selector selector, Collection<PodEntry> podsOfNamespace) {
        Tracked old = tracked.get(workload);
        if (old != null && old.selector.equals(selector)) {
            return;
        }
        forget(workload);
        var now = new Tracked(workload, selector, probes(workload.namespace(), selector));
        podsOfNamespace.forEach(now::add);
        tracked.put(workload, now);
        byName.computeIfAbsent(name(workload), name -> new LinkedHashSet<>(2)).add(now);
        now.probes.forEach(probe ->
                byProbe.computeIfAbsent(probe, first -> new LinkedHashSet<>(2)).add(now));
    }

    void forget(WorkloadId workload) {
        Tracked old = tracked.remove(workload);
        if (old != null) {
            remove(byName, name(workload), old);
            old.probes.forEach(probe -> remove(byProbe, probe, old));
        }
    }

    private static <K> void remove(Map<K, Set<Tracked>> index, K key, Tracked old) {
        index.computeIfPresent(key, (same, all) -> {
            all.remove(old);
            return all.isEmpty() ? null : all;
        });
    }

    void add(PodEntry pod) {
        examined(pod).forEach(it -> it.add(pod));
    }

    void remove(PodEntry pod) {
        examined(pod).forEach(it -> it.remove(pod));
    }

    /** Returns why a policy cannot use the selector for pods of a kind, or of any; empty where it can. */
    Optional<String> conflict(WorkloadId workload, @Nullable String kind) {
        Tracked it = tracked.get(workload);
        return it == null ? Optional.empty() : it.conflict(kind);
    }

    /** Returns the names of the workloads whose selectors match the pod. */
    List<ObjectKey> matching(PodEntry pod) {
        return examined(pod).stream()
                .filter(it -> it.matches(pod))
                .map(it -> name(it.workload))
                .distinct()
                .toList();
    }

    /** Returns how many selectors are examined for the pod. */
    int examinedFor(PodEntry pod) {
        return examined(pod).size();
    }

    /** Returns the number of selectors that are held. */
    int size() {
        return tracked.size();
    }

    private Set<Tracked> examined(PodEntry pod) {
        if (tracked.isEmpty()) {
            return Set.of();
        }
        String namespace = pod.key().namespace();
        var found = new LinkedHashSet<Tracked>(byProbe.getOrDefault(new Probe(namespace, "", ""), Set.of()));
        pod.labels()
                .forEach(
                        (key, value) -> found.addAll(byProbe.getOrDefault(new Probe(namespace, key, value), Set.of())));
        found.addAll(byName.getOrDefault(name(pod.workload()), Set.of()));
        return found;
    }

    /**
     * Returns the labels of which a pod must have one to be selected: those of the requirement that the fewest other
     * selectors are found by, since many have in common what says to which application they belong.
     */
    private List<Probe> probes(String namespace, Selector selector) {
        return selector.requirements().stream()
                .filter(it -> it.operator() == Requirement.Operator.IN)
                .map(it -> probes(namespace, it))
                .min(Comparator.comparingInt(this::crowd))
                .orElse(List.of(new Probe(namespace, "", "")));
    }

    private static List<Probe> probes(String namespace, Requirement requirement) {
        var probes = new ArrayList<Probe>();
        requirement.values().forEach(value -> probes.add(new Probe(namespace, requirement.key(), value)));
        return probes;
    }

    private int crowd(List<Probe> probes) {
        return probes.stream()
                .mapToInt(probe -> byProbe.getOrDefault(probe, Set.of()).size())
                .sum();
    }

    private static ObjectKey name(WorkloadId workload) {
        return new ObjectKey(workload.namespace(), workload.name());
    }
}

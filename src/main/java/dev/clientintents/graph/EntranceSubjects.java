package dev.clientintents.graph;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import dev.clientintents.model.WorkloadId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds the pods to which objects lead traffic, and whose they are. The change of a pod examines only subjects that ask
 * for one of its labels.
 */
final class EntranceSubjects {

    /** A label by which a subject is found; without a key where it asks for none by its value. */
    private record Probe(String namespace, String key, String value) {}

    private static final class Led {

        private final EntranceSubject subject;
        private final Map<WorkloadId, Integer> pods = new HashMap<>();
        private List<EntranceEntry> entries = List.of();

        private Led(EntranceSubject subject) {
            this.subject = subject;
        }

        private boolean contains(PodEntry pod) {
            return subject instanceof EntranceSubject.Selected selected
                    && pod.state() != PodEntry.State.FINISHED
                    && selected.pods().matches(pod.labels());
        }
    }

    private final Map<EntranceSubject, Led> all = new HashMap<>();
    private final Map<Probe, Set<Led>> byProbe = new HashMap<>();
    private final Map<ObjectKey, Set<Led>> byWorkload = new HashMap<>();

    /**
     * Replaces what leads to a subject; nothing forgets it.
     *
     * @return what led there before
     */
    List<EntranceEntry> put(
            EntranceSubject subject, List<EntranceEntry> entries, Collection<PodEntry> podsOfNamespace) {
        Led led = all.get(subject);
        List<EntranceEntry> before = led == null ? List.of() : led.entries;
        if (entries.isEmpty()) {
            if (led != null) {
                forget(led);
            }
            return before;
        }
        if (led == null) {
            led = new Led(subject);
            hold(led, podsOfNamespace);
        }
        led.entries = List.copyOf(entries);
        return before;
    }

    private void hold(Led led, Collection<PodEntry> podsOfNamespace) {
        all.put(led.subject, led);
        if (led.subject instanceof EntranceSubject.Owned owned) {
            led.pods.put(owned.workload(), 1);
            add(byWorkload, name(owned.workload()), led);
            return;
        }
        for (Probe probe : probes((EntranceSubject.Selected) led.subject)) {
            add(byProbe, probe, led);
        }
        podsOfNamespace.stream().filter(led::contains).forEach(pod -> count(led, pod.workload(), 1));
    }

    private void forget(Led led) {
        all.remove(led.subject);
        led.pods.keySet().forEach(workload -> remove(byWorkload, name(workload), led));
        if (led.subject instanceof EntranceSubject.Selected selected) {
            probes(selected).forEach(probe -> remove(byProbe, probe, led));
        }
    }

    /** Returns the labels of which a pod must have one to be selected, by the first requirement that names any. */
    private static List<Probe> probes(EntranceSubject.Selected subject) {
        return subject.pods().requirements().stream()
                .filter(it -> it.operator() == Requirement.Operator.IN)
                .findFirst()
                .map(it -> it.values().stream()
                        .map(value -> new Probe(subject.namespace(), it.key(), value))
                        .toList())
                .orElse(List.of(new Probe(subject.namespace(), "", "")));
    }

    private static <K> void add(Map<K, Set<Led>> index, K key, Led led) {
        index.computeIfAbsent(key, first -> new LinkedHashSet<>(2)).add(led);
    }

    private static <K> void remove(Map<K, Set<Led>> index, K key, Led led) {
        index.computeIfPresent(key, (same, members) -> {
            members.remove(led);
            return members.isEmpty() ? null : members;
        });
    }

    /** Counts a pod, and returns whether something leads to its workload that did not before. */
    boolean add(PodEntry pod) {
        return count(pod, 1);
    }

    /** Discounts a pod, and returns whether something does not lead to its workload any more. */
    boolean remove(PodEntry pod) {
        return count(pod, -1);
    }

    private boolean count(PodEntry pod, int by) {
        if (byProbe.isEmpty()) {
            return false;
        }
        boolean changed = false;
        for (Led led : asking(pod.key().namespace(), pod.labels())) {
            if (led.contains(pod)) {
                changed |= count(led, pod.workload(), by);
            }
        }
        return changed;
    }

    private boolean count(Led led, WorkloadId workload, int by) {
        boolean was = led.pods.containsKey(workload);
        led.pods.merge(workload, by, (before, more) -> before + more == 0 ? null : before + more);
        boolean is = led.pods.containsKey(workload);
        if (is && !was) {
            add(byWorkload, name(workload), led);
        } else if (was && !is && led.pods.keySet().stream().noneMatch(it -> name(it).equals(name(workload)))) {
            remove(byWorkload, name(workload), led);
        }
        return is != was;
    }

    private Set<Led> asking(String namespace, Map<String, String> labels) {
        var found = new LinkedHashSet<Led>(byProbe.getOrDefault(new Probe(namespace, "", ""), Set.of()));
        labels.forEach((key, value) -> found.addAll(byProbe.getOrDefault(new Probe(namespace, key, value), Set.of())));
        return found;
    }

    /** Returns the workloads whose pods are of a subject that is held. */
    Set<WorkloadId> workloads(EntranceSubject subject) {
        Led led = all.get(subject);
        return led == null ? Set.of() : led.pods.keySet();
    }

    /** Returns the workloads of a namespace to which something leads. */
    Set<WorkloadId> workloadsOf(String namespace) {
        return byWorkload.keySet().stream()
                .filter(name -> name.namespace().equals(namespace))
                .flatMap(name -> workloadsOf(name).stream())
                .collect(Collectors.toSet());
    }

    /** Returns the workloads of a name to which something leads. */
    Set<WorkloadId> workloadsOf(ObjectKey name) {
        return byWorkload.getOrDefault(name, Set.of()).stream()
                .flatMap(led -> led.pods.keySet().stream())
                .filter(workload -> name(workload).equals(name))
                .collect(Collectors.toSet());
    }

    /** Returns what leads to pods of the workloads of a name. */
    List<EntranceEntry> of(ObjectKey name, @Nullable String kind) {
        return entries(
                byWorkload.getOrDefault(name, Set.of()),
                led -> led.pods.keySet().stream()
                        .anyMatch(it -> name(it).equals(name) && (kind == null || kind.equals(it.kind()))));
    }

    /**
     * Returns what leads to whatever carries labels, also where no pod does yet.
     *
     * @param selector of the pods that are meant; nothing where it asks for more than labels
     */
    List<EntranceEntry> of(String namespace, Selector selector) {
        Map<String, String> labels = selector.asLabels().orElse(Map.of());
        return labels.isEmpty()
                ? List.of()
                : entries(
                        asking(namespace, labels),
                        led -> led.subject instanceof EntranceSubject.Selected selected
                                && selected.pods().asLabels().isPresent()
                                && selected.pods().matches(labels));
    }

    private static List<EntranceEntry> entries(Collection<Led> some, Predicate<Led> test) {
        var entries = new ArrayList<EntranceEntry>();
        some.stream().filter(test).forEach(led -> entries.addAll(led.entries));
        return entries;
    }

    /** Returns the number of subjects and of the names to which they lead. */
    int size() {
        return all.size() + byWorkload.size();
    }

    private static ObjectKey name(WorkloadId workload) {
        return new ObjectKey(workload.namespace(), workload.name());
    }
}

package dev.clientintents.check;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.finding.Spelling;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names that the input holds in each namespace, so that a finding about a name can say which name may be meant. */
final class KnownWorkloads {

    private static final int NAMED = 8;

    private final SortedMap<String, SortedMap<String, SortedSet<String>>> kindsByNamespaceAndName = new TreeMap<>();
    private final Set<ObjectKey> services = new HashSet<>();
    private final Set<String> populated = new HashSet<>();

    private KnownWorkloads() {}

    static KnownWorkloads of(Snapshot snapshot) {
        var known = new KnownWorkloads();
        snapshot.pods().forEach(pod -> known.add(pod.workload()));
        snapshot.services().forEach(it -> {
            var metadata = it.object().getMetadata();
            known.services.add(new ObjectKey(metadata.getNamespace(), metadata.getName()));
            known.populated.add(metadata.getNamespace());
        });
        return known;
    }

    private void add(WorkloadId workload) {
        populated.add(workload.namespace());
        kindsByNamespaceAndName
                .computeIfAbsent(workload.namespace(), namespace -> new TreeMap<>())
                .computeIfAbsent(workload.name(), name -> new TreeSet<>())
                .add(workload.kind());
    }

    /**
     * Returns whether the input holds workloads or Services of the namespace, so that what it lacks there is missing.
     */
    boolean hasNamespace(String namespace) {
        return populated.contains(namespace);
    }

    /** Returns advice on what to write instead of a workload that is not there. */
    String advice(String namespace, @Nullable String kind, String name) {
        Set<String> kinds = names(namespace).getOrDefault(name, new TreeSet<>());
        if (kind != null && !kinds.isEmpty()) {
            return "the kind there is " + String.join(" or ", kinds) + ": write that, or leave kind out";
        }
        if (services.contains(new ObjectKey(namespace, name))) {
            return "there is a Service of that name: write kind: Service";
        }
        List<String> elsewhere = kindsByNamespaceAndName.entrySet().stream()
                .filter(entry -> entry.getValue().containsKey(name))
                .map(entry -> entry.getKey())
                .toList();
        if (!elsewhere.isEmpty()) {
            return "there is one in namespace " + String.join(" and ", elsewhere);
        }
        return Spelling.similar(names(namespace).keySet(), name)
                .map(similar -> "did you mean " + similar + "?")
                .orElseGet(
                        () -> "the workloads there are " + list(names(namespace).keySet()));
    }

    /** Returns advice on what to write instead of a Service that is not there. */
    String serviceAdvice(String namespace, String name) {
        if (names(namespace).containsKey(name)) {
            return "there is a workload of that name: leave kind out";
        }
        Set<String> there = services.stream()
                .filter(key -> key.namespace().equals(namespace))
                .map(ObjectKey::name)
                .collect(Collectors.toCollection(TreeSet::new));
        return Spelling.similar(there, name)
                .map(similar -> "did you mean " + similar + "?")
                .orElseGet(() -> "the Services there are " + list(there));
    }

    private SortedMap<String, SortedSet<String>> names(String namespace) {
        return kindsByNamespaceAndName.getOrDefault(namespace, new TreeMap<>());
    }

    private static String list(Collection<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String few = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? few + " and " + (names.size() - NAMED) + " more" : few;
    }
}

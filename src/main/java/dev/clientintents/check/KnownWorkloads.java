package dev.clientintents.check;

import dev.clientintents.manifest.Snapshot;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the input has by namespace, so that a finding about a name can say which name may be meant. */
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

    /** Whether the input holds workloads or Services of the namespace, so that what it lacks there is missing. */
    boolean hasNamespace(String namespace) {
        return populated.contains(namespace);
    }

    /** What to write instead of a workload that is not there. */
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
        return similar(names(namespace).keySet(), name)
                .map(similar -> "did you mean " + similar + "?")
                .orElseGet(
                        () -> "the workloads there are " + list(names(namespace).keySet()));
    }

    /** What to write instead of a Service that is not there. */
    String serviceAdvice(String namespace, String name) {
        if (names(namespace).containsKey(name)) {
            return "there is a workload of that name: leave kind out";
        }
        Set<String> there = services.stream()
                .filter(key -> key.namespace().equals(namespace))
                .map(ObjectKey::name)
                .collect(Collectors.toCollection(TreeSet::new));
        return similar(there, name)
                .map(similar -> "did you mean " + similar + "?")
                .orElseGet(() -> "the Services there are " + list(there));
    }

    private SortedMap<String, SortedSet<String>> names(String namespace) {
        return kindsByNamespaceAndName.getOrDefault(namespace, new TreeMap<>());
    }

    private static Optional<String> similar(Collection<String> names, String name) {
        return names.stream()
                .filter(other -> isPartOf(other, name) || isPartOf(name, other) || distance(other, name) <= 2)
                .findFirst();
    }

    private static boolean isPartOf(String part, String whole) {
        return part.length() >= 4 && whole.startsWith(part);
    }

    private static String list(Collection<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String few = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? few + " and " + (names.size() - NAMED) + " more" : few;
    }

    /** How many letters have to be changed, added or taken away to get from one name to the other. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}

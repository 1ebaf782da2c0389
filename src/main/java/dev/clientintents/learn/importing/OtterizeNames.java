package dev.clientintents.learn.importing;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.model.ForeignAnnotations;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the workloads that Otterize means by a name. It knows a pod by the annotation {@code
 * intents.otterize.com/workload-name} (earlier {@code service-name}), else by the object that owns it, where a dot of the
 * name is written as {@code _}.
 *
 * @see <a href="https://github.com/otterize/intents-operator">Otterize's operator</a>
 */
final class OtterizeNames {

    private static final List<String> OVERRIDES =
            List.of(ForeignAnnotations.OTTERIZE_NAME, ForeignAnnotations.OTTERIZE_EARLIER_NAME);
    private static final Comparator<WorkloadId> ORDER = Comparator.comparing(WorkloadId::toString);

    /** By the names that Otterize has for them. */
    private final Map<ObjectKey, Set<WorkloadId>> known = new HashMap<>();

    /** By the names that their objects have. */
    private final Map<ObjectKey, Set<WorkloadId>> literal = new HashMap<>();

    OtterizeNames(Snapshot snapshot) {
        for (SnapshotPod pod : snapshot.pods()) {
            WorkloadId id = pod.workload();
            add(known, new ObjectKey(id.namespace(), name(pod)), id);
            add(literal, new ObjectKey(id.namespace(), id.name()), id);
        }
    }

    private static void add(Map<ObjectKey, Set<WorkloadId>> index, ObjectKey key, WorkloadId id) {
        index.computeIfAbsent(key, it -> new TreeSet<>(ORDER)).add(id);
    }

    private static String name(SnapshotPod pod) {
        return override(pod).orElse(pod.workload().name().replace('.', '_'));
    }

    /** Returns the name that a pod's annotation gives its workload. */
    static Optional<String> override(SnapshotPod pod) {
        Map<String, String> annotations =
                Optional.ofNullable(pod.pod().getMetadata().getAnnotations()).orElse(Map.of());
        return OVERRIDES.stream()
                .map(annotations::get)
                .filter(it -> it != null && !it.isEmpty())
                .findFirst();
    }

    /**
     * Returns the workloads that a name means.
     *
     * @param kind null for any
     */
    Set<WorkloadId> workloads(String namespace, String name, @Nullable String kind) {
        return ofKind(known.getOrDefault(new ObjectKey(namespace, name), Set.of()), kind);
    }

    /**
     * Returns how intents name these workloads: by the same name, where that means no other ones, and else each by its
     * own. Where the name means none, but intents by that name would mean some, there is nobody.
     */
    List<Party> parties(String namespace, String name, @Nullable String kind) {
        Set<WorkloadId> meant = workloads(namespace, name, kind);
        String plain = name.replace('_', '.');
        return meant.equals(ofKind(literal.getOrDefault(new ObjectKey(namespace, plain), Set.of()), kind))
                ? List.of(new Party(namespace, kind, plain))
                : meant.stream().map(Party::of).toList();
    }

    private static Set<WorkloadId> ofKind(Set<WorkloadId> workloads, @Nullable String kind) {
        var found = new LinkedHashSet<WorkloadId>();
        workloads.stream().filter(it -> kind == null || it.kind().equals(kind)).forEach(found::add);
        return found;
    }
}

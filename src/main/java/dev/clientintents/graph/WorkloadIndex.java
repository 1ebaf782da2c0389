package dev.clientintents.graph;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds the workload objects, by their names, and decides by what the policies of servers select their pods. */
final class WorkloadIndex {

    private final Map<ObjectKey, List<WorkloadEntry>> told = new HashMap<>();
    private final SelectorConflicts conflicts = new SelectorConflicts();

    /** Holds these objects of a name in place of those before. */
    void put(ObjectKey name, List<WorkloadEntry> entries, Collection<PodEntry> podsOfNamespace) {
        List<WorkloadEntry> before = told.put(name, entries);
        if (before != null) {
            before.stream()
                    .filter(old -> entries.stream().noneMatch(it -> isTracked(it, old.id())))
                    .forEach(old -> conflicts.forget(old.id()));
        }
        for (WorkloadEntry entry : entries) {
            if (entry.selector() instanceof OwnSelector.Known known) {
                conflicts.put(entry.id(), known.selector(), podsOfNamespace);
            }
        }
    }

    private static boolean isTracked(WorkloadEntry entry, WorkloadId id) {
        return entry.id().equals(id) && entry.selector() instanceof OwnSelector.Known;
    }

    void forget(ObjectKey name) {
        List<WorkloadEntry> before = told.remove(name);
        if (before != null) {
            before.forEach(it -> conflicts.forget(it.id()));
        }
    }

    void add(PodEntry pod) {
        conflicts.add(pod);
    }

    void remove(PodEntry pod) {
        conflicts.remove(pod);
    }

    /** Returns the names of the workloads whose selectors match the pod. */
    List<ObjectKey> matching(PodEntry pod) {
        return conflicts.matching(pod);
    }

    /** Returns the objects of a name; null where nothing was told of it. */
    @Nullable
    List<WorkloadEntry> of(ObjectKey name) {
        return told.get(name);
    }

    /** Returns the number of names and selectors that are held. */
    int size() {
        return told.size() + conflicts.size();
    }

    /**
     * Returns by what the policy of a workload selects.
     *
     * @param kept the policy that there is; null where there is none
     * @param awaits whether of a name of which nothing was told something will be
     */
    Selection selection(ServerId server, @Nullable KeptPolicy kept, boolean awaits) {
        if (awaits && !told.containsKey(name(server))) {
            return new Selection.Undecided("it is not known yet what workload " + server.name() + " is");
        }
        List<WorkloadEntry> entries = entries(server);
        if (entries.isEmpty()) {
            return new Selection.ByLabels("no workload object of that name with a selector is known");
        }
        if (entries.size() > 1) {
            return new Selection.ByLabels("several workloads have that name: " + kinds(entries));
        }
        WorkloadEntry entry = entries.get(0);
        if (entry.selector() instanceof OwnSelector.Known known) {
            return conflicts
                    .conflict(entry.id(), server.kind())
                    .<Selection>map(Selection.ByLabels::new)
                    .orElseGet(() -> new Selection.ByWorkload(known.selector()));
        }
        if (entry.selector() instanceof OwnSelector.Unread unread) {
            return unread.expected() || kept != null
                    ? new Selection.Undecided(unread.reason())
                    : new Selection.ByLabels(unread.reason());
        }
        return new Selection.ByLabels(((OwnSelector.Unusable) entry.selector()).reason());
    }

    /** Returns whether there is a workload object that the server may be. */
    boolean has(ServerId server) {
        return !entries(server).isEmpty();
    }

    private List<WorkloadEntry> entries(ServerId server) {
        return told.getOrDefault(name(server), List.of()).stream()
                .filter(it ->
                        server.kind() == null || server.kind().equals(it.id().kind()))
                .toList();
    }

    private static ObjectKey name(ServerId server) {
        return new ObjectKey(server.namespace(), server.name());
    }

    private static String kinds(List<WorkloadEntry> entries) {
        return String.join(
                ", ",
                entries.stream()
                        .map(it -> it.id().kind())
                        .sorted(Comparator.naturalOrder())
                        .toList());
    }
}

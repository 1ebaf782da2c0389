package dev.clientintents.operator.watch;

import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.Change;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.watch.DeclarationFeed.Refusal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts into the graph the oldest ServerAccess objects of each namespace, up to its budget, and refuses the others until
 * there is room. A change costs the same however many objects there are.
 */
final class OldestAccesses {

    private static final Comparator<AccessEntry> BY_AGE = Comparator.comparing(
                    AccessEntry::created, Comparator.nullsLast(Comparator.<String>naturalOrder()))
            .thenComparing(entry -> entry.key().name());

    private final int budget;
    private final Map<ObjectKey, Refusal> refusals;
    private final Map<ObjectKey, AccessEntry> entries = new HashMap<>();
    private final Map<String, OfNamespace> namespaces = new HashMap<>();
    private final Set<ObjectKey> affected = new LinkedHashSet<>();

    /** The objects of a namespace; those that count are older than all others. */
    private static final class OfNamespace {

        private final NavigableSet<AccessEntry> counted = new TreeSet<>(BY_AGE);
        private final NavigableSet<AccessEntry> surplus = new TreeSet<>(BY_AGE);
    }

    /**
     * Knows no object yet.
     *
     * @param budget how many of a namespace count
     * @param refusals takes those that do not
     */
    OldestAccesses(int budget, Map<ObjectKey, Refusal> refusals) {
        this.budget = budget;
        this.refusals = refusals;
    }

    /** Adds or replaces an object. To be called by one thread at a time, as {@link #remove}. */
    Change put(IntentGraph graph, AccessEntry entry) {
        Change change = forget(graph, entry.key());
        entries.put(entry.key(), entry);
        OfNamespace objects = namespaces.computeIfAbsent(entry.key().namespace(), first -> new OfNamespace());
        objects.counted.add(entry);
        if (objects.counted.size() <= budget) {
            return change.and(graph.put(entry));
        }
        AccessEntry youngest = objects.counted.pollLast();
        objects.surplus.add(youngest);
        refusals.put(youngest.key(), refusal(youngest.key().namespace()));
        affect(youngest.key());
        change = change.and(graph.removeAccess(youngest.key()));
        return youngest.equals(entry) ? change : change.and(graph.put(entry));
    }

    /** Removes an object, if it is there; the oldest of those that did not count takes its place. */
    Change remove(IntentGraph graph, ObjectKey key) {
        return forget(graph, key).and(graph.removeAccess(key));
    }

    private Change forget(IntentGraph graph, ObjectKey key) {
        AccessEntry old = entries.remove(key);
        OfNamespace objects = namespaces.get(key.namespace());
        if (old == null || objects == null) {
            return Change.none();
        }
        Change change = Change.none();
        if (!objects.surplus.remove(old) && objects.counted.remove(old) && !objects.surplus.isEmpty()) {
            AccessEntry oldest = objects.surplus.pollFirst();
            objects.counted.add(oldest);
            refusals.remove(oldest.key());
            affect(oldest.key());
            change = graph.put(oldest);
        }
        if (objects.counted.isEmpty() && objects.surplus.isEmpty()) {
            namespaces.remove(key.namespace());
        }
        return change;
    }

    private void affect(ObjectKey key) {
        synchronized (affected) {
            affected.add(key);
        }
    }

    /** Returns the objects that were refused, or are not any more, since this was asked last. */
    List<ObjectKey> affected() {
        synchronized (affected) {
            List<ObjectKey> keys = List.copyOf(affected);
            affected.clear();
            return keys;
        }
    }

    private Refusal refusal(String namespace) {
        return new Refusal(
                "TooManyObjects",
                "namespace " + namespace + " has more than " + budget
                        + " ServerAccess objects, of which the oldest count and this one does not; say what holds for one"
                        + " server, or for all of them, in one object");
    }
}

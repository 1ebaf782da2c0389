package dev.clientintents.graph;

import dev.clientintents.model.ObjectKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All objects of one of the operator's kinds, and which of them are too many for their namespace: the oldest count, whenever they became known,
 * so that all replicas and the command line agree, and nobody loses anything to a later one. A change costs the same
 * however many objects there are.
 *
 * @param <E> an object of the kind
 */
final class DeclaredObjects<E extends DeclaredObject> {

    private final int budget;
    private final Map<ObjectKey, E> entries = new HashMap<>();
    private final Map<String, OfNamespace> namespaces = new HashMap<>();

    DeclaredObjects(int budget) {
        this.budget = budget;
    }

    /** The objects of a namespace; those that count are older than all others. */
    private final class OfNamespace {

        private final NavigableSet<E> counted = new TreeSet<>(DeclaredObject.BY_AGE);
        private final NavigableSet<E> surplus = new TreeSet<>(DeclaredObject.BY_AGE);

        private Optional<ObjectKey> add(E entry) {
            counted.add(entry);
            if (counted.size() <= budget) {
                return Optional.empty();
            }
            E youngest = counted.pollLast();
            surplus.add(youngest);
            return Optional.of(youngest.key());
        }

        private Optional<ObjectKey> remove(E entry) {
            if (surplus.remove(entry) || !counted.remove(entry) || surplus.isEmpty()) {
                return Optional.empty();
            }
            E oldest = surplus.pollFirst();
            counted.add(oldest);
            return Optional.of(oldest.key());
        }

        private boolean isEmpty() {
            return counted.isEmpty() && surplus.isEmpty();
        }
    }

    /**
     * Adds or replaces an object.
     *
     * @return the objects of which something else may count than before: it, and those whose places it took or left
     */
    Set<ObjectKey> put(E entry) {
        Set<ObjectKey> affected = remove(entry.key());
        entries.put(entry.key(), entry);
        namespaces
                .computeIfAbsent(entry.key().namespace(), first -> new OfNamespace())
                .add(entry)
                .ifPresent(affected::add);
        return affected;
    }

    /**
     * Removes an object, if it is there.
     *
     * @return as of {@link #put}
     */
    Set<ObjectKey> remove(ObjectKey key) {
        var affected = new LinkedHashSet<ObjectKey>();
        affected.add(key);
        E old = entries.remove(key);
        OfNamespace objects = namespaces.get(key.namespace());
        if (old != null && objects != null) {
            objects.remove(old).ifPresent(affected::add);
            if (objects.isEmpty()) {
                namespaces.remove(key.namespace());
            }
        }
        return affected;
    }

    /** Returns an object, if it is there and counts. */
    Optional<E> counted(ObjectKey key) {
        E entry = entries.get(key);
        OfNamespace objects = namespaces.get(key.namespace());
        return entry == null || objects == null || objects.surplus.contains(entry)
                ? Optional.empty()
                : Optional.of(entry);
    }

    /** Returns whether an object is there and does not count. */
    boolean isSurplus(ObjectKey key) {
        return entries.containsKey(key) && counted(key).isEmpty();
    }

    /** Returns all objects that do not count. */
    List<ObjectKey> surplus() {
        return namespaces.values().stream()
                .map(objects -> objects.surplus)
                .flatMap(Collection::stream)
                .map(DeclaredObject::key)
                .toList();
    }
}

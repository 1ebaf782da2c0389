package dev.clientintents.operator.watch;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.Owners.Lookup;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.observe.ObservedPod;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The owners that the watches of their kinds have told of, by kind, namespace and name. */
final class OwnerStore {

    /** Twice the ReplicaSets of 20,000 Deployments. What does not fit is looked up one by one. */
    private static final int CAPACITY = 500_000;

    /** A kind, whatever its version. */
    record Kind(String group, String name) {

        static Kind of(OwnerReference reference) {
            return new Kind(reference.group(), reference.kind());
        }
    }

    private final int capacity;
    private final AtomicInteger size = new AtomicInteger();
    private final Map<Kind, Map<String, Map<String, TrimmedOwner>>> kinds = new ConcurrentHashMap<>();
    private final Interner<OwnerReference> controllers = new Interner<>(16_384);
    private final Interner<String> words = new Interner<>(1024);

    OwnerStore() {
        this(CAPACITY);
    }

    OwnerStore(int capacity) {
        this.capacity = capacity;
    }

    /** Returns the object that the reference names, if it is known under that name with that UID. */
    Optional<Lookup> find(String namespace, OwnerReference reference) {
        Map<String, Map<String, TrimmedOwner>> namespaces = kinds.get(Kind.of(reference));
        if (namespaces == null) {
            return Optional.empty();
        }
        TrimmedOwner owner;
        synchronized (namespaces) {
            owner = namespaces.getOrDefault(namespace, Map.of()).get(reference.name());
        }
        return owner != null && owner.hasUid(reference.uid())
                ? Optional.of(new Lookup.Found(reference.uid(), owner.controller()))
                : Optional.empty();
    }

    /** Takes a state of an owner. */
    Optional<OwnerChange> put(Kind kind, ObjectMeta metadata) {
        TrimmedOwner owner = trimmed(metadata);
        Map<String, Map<String, TrimmedOwner>> namespaces = namespaces(kind);
        synchronized (namespaces) {
            Map<String, TrimmedOwner> names = namespaces.get(metadata.getNamespace());
            TrimmedOwner old = names == null ? null : names.get(metadata.getName());
            if (old == null && size.get() >= capacity) {
                return Optional.empty();
            }
            if (names == null) {
                names = namespaces.computeIfAbsent(metadata.getNamespace(), first -> new HashMap<>());
            }
            names.put(metadata.getName(), owner);
            if (old == null) {
                size.incrementAndGet();
            }
            return change(metadata, old, owner);
        }
    }

    /** Takes the end of an owner, unless another of its name has come since. */
    Optional<OwnerChange> remove(Kind kind, ObjectMeta metadata) {
        Map<String, Map<String, TrimmedOwner>> namespaces = namespaces(kind);
        synchronized (namespaces) {
            Map<String, TrimmedOwner> names = namespaces.getOrDefault(metadata.getNamespace(), Map.of());
            TrimmedOwner owner = names.get(metadata.getName());
            if (owner != null && owner.hasUid(metadata.getUid())) {
                names.remove(metadata.getName());
                size.decrementAndGet();
                if (names.isEmpty()) {
                    namespaces.remove(metadata.getNamespace());
                }
                return Optional.of(change(metadata, OwnerChange.Kind.GONE));
            }
            return Optional.empty();
        }
    }

    /** Returns the objects of a name that nothing controls, by their kinds. */
    Map<Kind, String> uncontrolled(ObjectKey name) {
        var found = new HashMap<Kind, String>();
        kinds.forEach((kind, namespaces) -> {
            synchronized (namespaces) {
                TrimmedOwner owner =
                        namespaces.getOrDefault(name.namespace(), Map.of()).get(name.name());
                if (owner != null && owner.controller() == null) {
                    found.put(kind, owner.uid());
                }
            }
        });
        return found;
    }

    /**
     * Starts to take a list, which counts when it is complete.
     *
     * @param namespace of which it is the list; null where it is of all
     */
    Listing list(Kind kind, @Nullable String namespace) {
        return new Listing(kind, namespace);
    }

    /** Returns the number of owners that are known. */
    int size() {
        return size.get();
    }

    /** A list that is being read. */
    final class Listing {

        private final Kind kind;
        private final @Nullable String namespace;
        private final Map<String, Map<String, TrimmedOwner>> listed = new HashMap<>();
        private final List<OwnerChange> changes = new ArrayList<>();
        private int count;

        private Listing(Kind kind, @Nullable String namespace) {
            this.kind = kind;
            this.namespace = namespace;
        }

        void add(ObjectMeta metadata) {
            if (count >= capacity) {
                return;
            }
            count++;
            TrimmedOwner owner = trimmed(metadata);
            TrimmedOwner old = current(metadata);
            if (old != null && old.isSame(owner) && Objects.equals(old.controller(), owner.controller())) {
                owner = old;
            } else {
                change(metadata, old, owner).ifPresent(changes::add);
            }
            listed.computeIfAbsent(metadata.getNamespace(), first -> new HashMap<>())
                    .put(metadata.getName(), owner);
        }

        private @Nullable TrimmedOwner current(ObjectMeta metadata) {
            Map<String, Map<String, TrimmedOwner>> namespaces = namespaces(kind);
            synchronized (namespaces) {
                return namespaces
                        .getOrDefault(metadata.getNamespace(), Map.of())
                        .get(metadata.getName());
            }
        }

        /** Finishes the list, which counts from now on: an owner that is not in it is gone. */
        List<OwnerChange> finish() {
            Map<String, Map<String, TrimmedOwner>> namespaces = namespaces(kind);
            synchronized (namespaces) {
                int before = count(namespaces);
                (namespace == null ? Set.copyOf(namespaces.keySet()) : Set.of(namespace))
                        .forEach(it -> noteGone(it, namespaces.getOrDefault(it, Map.of())));
                if (namespace == null) {
                    namespaces.clear();
                } else {
                    namespaces.remove(namespace);
                }
                namespaces.putAll(listed);
                size.addAndGet(count(namespaces) - before);
            }
            return changes;
        }

        private void noteGone(String where, Map<String, TrimmedOwner> before) {
            Map<String, TrimmedOwner> now = listed.getOrDefault(where, Map.of());
            before.forEach((name, owner) -> {
                if (!now.containsKey(name)) {
                    changes.add(new OwnerChange(where, name, owner.uid(), OwnerChange.Kind.GONE));
                }
            });
        }
    }

    private static int count(Map<String, Map<String, TrimmedOwner>> namespaces) {
        return namespaces.values().stream().mapToInt(Map::size).sum();
    }

    private static Optional<OwnerChange> change(ObjectMeta metadata, @Nullable TrimmedOwner old, TrimmedOwner now) {
        if (old == null || !old.isSame(now)) {
            return Optional.of(change(metadata, OwnerChange.Kind.APPEARED));
        }
        return Objects.equals(old.controller(), now.controller())
                ? Optional.empty()
                : Optional.of(change(metadata, OwnerChange.Kind.MOVED));
    }

    private static OwnerChange change(ObjectMeta metadata, OwnerChange.Kind kind) {
        return new OwnerChange(metadata.getNamespace(), metadata.getName(), metadata.getUid(), kind);
    }

    private Map<String, Map<String, TrimmedOwner>> namespaces(Kind kind) {
        return kinds.computeIfAbsent(kind, first -> new HashMap<>());
    }

    private TrimmedOwner trimmed(ObjectMeta metadata) {
        OwnerReference controller = ObservedPod.controller(metadata);
        return new TrimmedOwner(
                metadata.getUid(),
                controller == null
                        ? null
                        : controllers.one(new OwnerReference(
                                words.one(controller.apiVersion()),
                                words.one(controller.kind()),
                                controller.name(),
                                controller.uid())));
    }
}

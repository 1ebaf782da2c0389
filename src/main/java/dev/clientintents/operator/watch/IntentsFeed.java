package dev.clientintents.operator.watch;

import static java.util.Objects.requireNonNull;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.graph.Change;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.observe.ObservedIntents;
import dev.clientintents.operator.work.ReconcileQueue;
import dev.clientintents.operator.work.SharedGraph;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Brings ClientIntents into the graph, and keeps apart those that cannot be taken. */
public final class IntentsFeed {

    /**
     * The reason why an object is not in the graph.
     *
     * @param reason in one word
     * @param message for the person who wrote it
     */
    public record Refusal(String reason, String message) {}

    private final SharedGraph graph;
    private final Scope scope;
    private final ReconcileQueue queue;
    private final ResourceVersions versions = new ResourceVersions();
    private final Map<ObjectKey, Refusal> refusals = new ConcurrentHashMap<>();

    public IntentsFeed(SharedGraph graph, Scope scope, ReconcileQueue queue) {
        this.graph = graph;
        this.scope = scope;
        this.queue = queue;
    }

    public void observed(ClientIntents object) {
        ObjectKey key = key(object);
        Reading reading = read(object);
        graph.change(current -> {
            if (!versions.advance(object.getMetadata())) {
                return Change.none();
            }
            if (reading.entry == null) {
                refusals.put(key, requireNonNull(reading.refusal));
                return current.removeIntents(key);
            }
            refusals.remove(key);
            return current.put(reading.entry);
        });
        if (reading.entry == null) {
            queue.request(key);
        }
    }

    public void deleted(ClientIntents object) {
        ObjectKey key = key(object);
        graph.change(current -> {
            if (!versions.knows(object.getMetadata())) {
                return Change.none();
            }
            versions.forget(object.getMetadata());
            refusals.remove(key);
            return current.removeIntents(key);
        });
    }

    /** Returns the reason why an object is not in the graph; empty where it is. */
    public Optional<Refusal> refusal(ObjectKey key) {
        return Optional.ofNullable(refusals.get(key));
    }

    /** Returns the objects that are not in the graph because they were refused. */
    public Set<ObjectKey> refused() {
        return Set.copyOf(refusals.keySet());
    }

    /** The result of reading an object: one of the two is null. */
    private record Reading(
            @Nullable IntentsEntry entry, @Nullable Refusal refusal) {}

    private Reading read(ClientIntents object) {
        String namespace = object.getMetadata().getNamespace();
        if (scope.excludes(namespace)) {
            return new Reading(
                    null,
                    new Refusal(
                            "NamespaceExcluded",
                            "the operator leaves namespace " + namespace + " alone; its settings say so"));
        }
        try {
            return new Reading(ObservedIntents.entry(object), null);
        } catch (IllegalArgumentException e) {
            return new Reading(null, new Refusal("Invalid", String.valueOf(e.getMessage())));
        }
    }

    private static ObjectKey key(ClientIntents object) {
        return new ObjectKey(
                object.getMetadata().getNamespace(), object.getMetadata().getName());
    }
}

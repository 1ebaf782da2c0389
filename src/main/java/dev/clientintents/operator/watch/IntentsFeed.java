package dev.clientintents.operator.watch;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.graph.Change;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.observe.ObservedIntents;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.Triggers;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Brings ClientIntents into the graph, and keeps apart those that cannot be taken. */
public final class IntentsFeed {

    /**
     * Why an object is not taken.
     *
     * @param reason in one word
     * @param message for the person who wrote it
     */
    public record Refusal(String reason, String message) {}

    private final SharedGraph graph;
    private final Scope scope;
    private final Triggers triggers;
    private final ResourceVersions versions = new ResourceVersions();
    private final Map<ObjectKey, Refusal> refusals = new ConcurrentHashMap<>();

    public IntentsFeed(SharedGraph graph, Scope scope, Triggers triggers) {
        this.graph = graph;
        this.scope = scope;
        this.triggers = triggers;
    }

    public void observed(ClientIntents object) {
        Optional<IntentsEntry> entry = read(object);
        graph.change(current -> {
            if (!versions.advance(object.getMetadata())) {
                return Change.none();
            }
            return entry.map(current::put).orElseGet(() -> current.removeIntents(key(object)));
        });
        if (entry.isEmpty()) {
            triggers.intents(key(object));
        }
    }

    public void deleted(ClientIntents object) {
        refusals.remove(key(object));
        graph.change(current -> {
            versions.forget(object.getMetadata());
            return current.removeIntents(key(object));
        });
    }

    /** Why an object is not in the graph; empty where it is. */
    public Optional<Refusal> refusal(ObjectKey key) {
        return Optional.ofNullable(refusals.get(key));
    }

    /** The objects that are not taken. */
    public Set<ObjectKey> refused() {
        return Set.copyOf(refusals.keySet());
    }

    private Optional<IntentsEntry> read(ClientIntents object) {
        String namespace = object.getMetadata().getNamespace();
        if (scope.excludes(namespace)) {
            return refuse(
                    object,
                    "NamespaceExcluded",
                    "the operator leaves namespace " + namespace + " alone; its settings say so");
        }
        try {
            IntentsEntry entry = ObservedIntents.entry(object);
            refusals.remove(key(object));
            return Optional.of(entry);
        } catch (IllegalArgumentException e) {
            return refuse(object, "Invalid", String.valueOf(e.getMessage()));
        }
    }

    private Optional<IntentsEntry> refuse(ClientIntents object, String reason, String message) {
        refusals.put(key(object), new Refusal(reason, message));
        return Optional.empty();
    }

    private static ObjectKey key(ClientIntents object) {
        return new ObjectKey(
                object.getMetadata().getNamespace(), object.getMetadata().getName());
    }
}

package dev.clientintents.operator.watch;

import static java.util.Objects.requireNonNull;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.ServerAccess;
import dev.clientintents.graph.Change;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.observe.ObservedAccess;
import dev.clientintents.observe.ObservedIntents;
import dev.clientintents.operator.work.ReconcileQueue;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Brings what people declare, objects of one kind, into the graph, and keeps apart those that cannot be taken. */
public final class DeclarationFeed<R extends HasMetadata> {

    /**
     * The reason why an object is not in the graph.
     *
     * @param reason in one word
     * @param message for the person who wrote it
     */
    public record Refusal(String reason, String message) {}

    /** Reads an object, and puts it into a graph. */
    interface Entry {

        Change putInto(IntentGraph graph);
    }

    /** Takes an object out of a graph. */
    interface Removal {

        Change removeFrom(IntentGraph graph, ObjectKey key);
    }

    private final SharedGraph graph;
    private final Scope scope;
    private final ReconcileQueue<R> queue;
    private final Function<R, Entry> reader;
    private final Removal removal;
    private final ResourceVersions versions = new ResourceVersions();
    private final Map<ObjectKey, Refusal> refusals = new ConcurrentHashMap<>();

    /** @param reader throws an {@link IllegalArgumentException} where an object is not valid */
    private DeclarationFeed(
            SharedGraph graph, Scope scope, ReconcileQueue<R> queue, Function<R, Entry> reader, Removal removal) {
        this.graph = graph;
        this.scope = scope;
        this.queue = queue;
        this.reader = reader;
        this.removal = removal;
    }

    /** Returns the feed of ClientIntents. */
    public static DeclarationFeed<ClientIntents> ofIntents(
            SharedGraph graph, Scope scope, ReconcileQueue<ClientIntents> queue) {
        return new DeclarationFeed<>(
                graph,
                scope,
                queue,
                object -> {
                    var entry = ObservedIntents.entry(object);
                    return current -> current.put(entry);
                },
                IntentGraph::removeIntents);
    }

    /** Returns the feed of ServerAccess objects. */
    public static DeclarationFeed<ServerAccess> ofAccesses(
            SharedGraph graph, Scope scope, ReconcileQueue<ServerAccess> queue) {
        return new DeclarationFeed<>(
                graph,
                scope,
                queue,
                object -> {
                    var entry = ObservedAccess.entry(object);
                    return current -> current.put(entry);
                },
                IntentGraph::removeAccess);
    }

    public void observed(R object) {
        ObjectKey key = key(object);
        Reading reading = read(object);
        graph.change(current -> {
            if (!versions.advance(object.getMetadata())) {
                return Change.none();
            }
            if (reading.entry == null) {
                refusals.put(key, requireNonNull(reading.refusal));
                return removal.removeFrom(current, key);
            }
            refusals.remove(key);
            return reading.entry.putInto(current);
        });
        if (reading.entry == null) {
            queue.request(key);
        }
    }

    public void deleted(R object) {
        ObjectKey key = key(object);
        graph.change(current -> {
            if (!versions.knows(object.getMetadata())) {
                return Change.none();
            }
            versions.forget(object.getMetadata());
            refusals.remove(key);
            return removal.removeFrom(current, key);
        });
    }

    /** Returns the reason why an object is not in the graph; empty where it is. */
    public Optional<Refusal> refusal(ObjectKey key) {
        return Optional.ofNullable(refusals.get(key));
    }

    /** Returns the UID of an object, whether it is in the graph or not; empty where it is not there. */
    public Optional<String> uid(ObjectKey key) {
        return graph.read(current -> versions.uid(key));
    }

    /** Returns the objects that are not in the graph because they were refused. */
    public Set<ObjectKey> refused() {
        return Set.copyOf(refusals.keySet());
    }

    /** The result of reading an object: one of the two is null. */
    private record Reading(@Nullable Entry entry, @Nullable Refusal refusal) {}

    private Reading read(R object) {
        String namespace = object.getMetadata().getNamespace();
        if (scope.excludes(namespace)) {
            return new Reading(
                    null,
                    new Refusal(
                            "NamespaceExcluded",
                            "the operator leaves namespace " + namespace + " alone; its settings say so"));
        }
        try {
            return new Reading(reader.apply(object), null);
        } catch (IllegalArgumentException e) {
            return new Reading(null, new Refusal("Invalid", String.valueOf(e.getMessage())));
        }
    }

    private static ObjectKey key(HasMetadata object) {
        return new ObjectKey(
                object.getMetadata().getNamespace(), object.getMetadata().getName());
    }
}

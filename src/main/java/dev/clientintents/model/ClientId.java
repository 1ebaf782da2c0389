package dev.clientintents.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The identity of what declares: a workload as ClientIntents name it.
 *
 * @param namespace the namespace in which it runs
 * @param kind the kind of the workload; null means any workload of that name
 * @param name the name of the workload
 */
public record ClientId(String namespace, @Nullable String kind, String name) {

    /** Returns the namespace and name. */
    public ObjectKey key() {
        return new ObjectKey(namespace, name);
    }

    /** Returns the same workload as what policies select, or admit to. */
    public ServerId asWorkload() {
        return new ServerId(namespace, kind, name);
    }

    /** Reads what {@link #toString} wrote; empty where the text is not a client id. */
    public static Optional<ClientId> parse(String text) {
        return ServerId.parse(text)
                .filter(it -> !it.isService())
                .map(it -> new ClientId(it.namespace(), it.kind(), it.name()));
    }

    /** Returns {@code namespace/name} or {@code namespace/Kind/name}, which is injective. */
    @Override
    public String toString() {
        return asWorkload().toString();
    }
}

package dev.clientintents.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The identity of what is consumed.
 *
 * @param namespace the namespace in which it runs
 * @param kind {@value #SERVICE}, or the kind of the workload; null means any workload of that name
 * @param name the name of the workload or Service
 */
public record ServerId(String namespace, @Nullable String kind, String name) {

    /** The kind by which a target names a Service instead of a workload. */
    public static final String SERVICE = "Service";

    /** Returns a server that is any workload of the name. */
    public static ServerId anyKind(String namespace, String name) {
        return new ServerId(namespace, null, name);
    }

    /** Returns a server that is a Service. */
    public static ServerId service(String namespace, String name) {
        return new ServerId(namespace, SERVICE, name);
    }

    public boolean isService() {
        return SERVICE.equals(kind);
    }

    /** Reads what {@link #toString} wrote; empty where the text is not a server id. */
    public static Optional<ServerId> parse(String text) {
        String[] parts = text.split("/", -1);
        for (String part : parts) {
            if (part.isEmpty()) {
                return Optional.empty();
            }
        }
        return switch (parts.length) {
            case 2 -> Optional.of(anyKind(parts[0], parts[1]));
            case 3 -> Optional.of(new ServerId(parts[0], parts[1], parts[2]));
            default -> Optional.empty();
        };
    }

    /**
     * Returns {@code namespace/name} or {@code namespace/Kind/name}; no part can contain a slash, so it is injective.
     */
    @Override
    public String toString() {
        return kind == null ? namespace + "/" + name : namespace + "/" + kind + "/" + name;
    }
}

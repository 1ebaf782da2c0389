package dev.clientintents.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Names one object of a kind that the context tells. Keys are sorted by namespace, then by name.
 *
 * @param namespace its namespace; empty for an object that is in none
 * @param name its name
 */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {

    @Override
    public int compareTo(ObjectKey other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    // written out: see "Quick starts" in architecture.md
    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof ObjectKey other
                && Objects.equals(name, other.name)
                && Objects.equals(namespace, other.namespace);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hashCode(namespace) + Objects.hashCode(name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}

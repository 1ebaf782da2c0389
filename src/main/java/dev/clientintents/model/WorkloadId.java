package dev.clientintents.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The identity of what owns pods.
 *
 * @param namespace the namespace of its pods
 * @param kind the kind at the top of the pods' owner chain, {@code Pod} for a pod without an owner
 * @param name the name of that object, or the override that the pod carries
 */
public record WorkloadId(String namespace, String kind, String name) {

    // written out: see "Quick starts" in architecture.md
    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof WorkloadId other
                && Objects.equals(name, other.name)
                && Objects.equals(namespace, other.namespace)
                && Objects.equals(kind, other.kind);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Objects.hashCode(namespace) + Objects.hashCode(kind)) + Objects.hashCode(name);
    }

    @Override
    public String toString() {
        return namespace + "/" + kind + "/" + name;
    }
}

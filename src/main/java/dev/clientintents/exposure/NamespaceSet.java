package dev.clientintents.exposure;

import java.util.Set;

/**
 * Some namespaces.
 *
 * @param any whether all are meant
 * @param names those that are meant; empty where all are
 */
public record NamespaceSet(boolean any, Set<String> names) {

    static final NamespaceSet ANY = new NamespaceSet(true, Set.of());

    public NamespaceSet {
        names = Set.copyOf(names);
    }

    static NamespaceSet of(String name) {
        return new NamespaceSet(false, Set.of(name));
    }

    public boolean contains(String namespace) {
        return any || names.contains(namespace);
    }
}

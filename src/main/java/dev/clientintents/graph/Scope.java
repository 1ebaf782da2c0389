package dev.clientintents.graph;

import dev.clientintents.model.Enforcement;
import java.util.Set;

/**
 * How far the operator reaches.
 *
 * @param enforcement the mode of namespaces whose labels name none
 * @param excluded the namespaces that are left alone
 * @param watched the namespaces that are looked at, besides which all are left alone; empty where all are looked at
 */
public record Scope(Enforcement enforcement, Set<String> excluded, Set<String> watched) {

    public Scope {
        excluded = Set.copyOf(excluded);
        watched = Set.copyOf(watched);
    }

    /** All namespaces but some. */
    public Scope(Enforcement enforcement, Set<String> excluded) {
        this(enforcement, excluded, Set.of());
    }

    public boolean excludes(String namespace) {
        return excluded.contains(namespace) || (!watched.isEmpty() && !watched.contains(namespace));
    }
}

package dev.clientintents.graph;

import dev.clientintents.model.Enforcement;
import java.util.Set;

/**
 * How far the operator reaches.
 *
 * @param enforcement the mode of namespaces whose labels name none
 * @param excluded the namespaces that are left alone
 */
public record Scope(Enforcement enforcement, Set<String> excluded) {

    public Scope {
        excluded = Set.copyOf(excluded);
    }

    public boolean excludes(String namespace) {
        return excluded.contains(namespace);
    }
}

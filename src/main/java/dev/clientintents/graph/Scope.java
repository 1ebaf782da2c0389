package dev.clientintents.graph;

import dev.clientintents.model.Enforcement;
import java.util.Set;

/**
 * The namespaces in which the operator acts, the level that holds there by default, and the budgets.
 *
 * @param enforcement the level of namespaces whose labels name none
 * @param excluded the namespaces that are left alone
 * @param watched the namespaces that are looked at, besides which all are left alone; empty where all are looked at
 * @param budgets how much a namespace may ask of others
 */
public record Scope(Enforcement enforcement, Set<String> excluded, Set<String> watched, Budgets budgets) {

    public Scope {
        excluded = Set.copyOf(excluded);
        watched = Set.copyOf(watched);
    }

    /** Creates a scope of all namespaces but some, with the budgets that hold by default. */
    public Scope(Enforcement enforcement, Set<String> excluded) {
        this(enforcement, excluded, Set.of(), Budgets.DEFAULT);
    }

    public boolean excludes(String namespace) {
        return excluded.contains(namespace) || (!watched.isEmpty() && !watched.contains(namespace));
    }
}

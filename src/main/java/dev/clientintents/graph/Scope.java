package dev.clientintents.graph;

import dev.clientintents.model.Enforcement;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.VirtualClusters;
import java.util.Set;

/**
 * The namespaces in which the operator acts, the level that holds there by default, and the budgets.
 *
 * @param enforcement the level of namespaces whose labels name none
 * @param excluded the namespaces that are left alone
 * @param watched the namespaces that are looked at, besides which all are left alone; empty where all are looked at
 * @param budgets how much a namespace may ask of others
 * @param consentRequired whether declarations of other namespaces count only where a ServerAccess consents to them
 * @param onlyDeclared the kinds of entrances that are admitted only where a ServerAccess asks for them
 * @param closesEgress whether the way out of clients is closed in namespaces whose labels say nothing of it
 * @param virtualClusters where the syncer of a virtual cluster tells to what pods belong
 */
public record Scope(
        Enforcement enforcement,
        Set<String> excluded,
        Set<String> watched,
        Budgets budgets,
        boolean consentRequired,
        Set<EntranceKind> onlyDeclared,
        boolean closesEgress,
        VirtualClusters virtualClusters) {

    public Scope {
        excluded = Set.copyOf(excluded);
        watched = Set.copyOf(watched);
        onlyDeclared = Set.copyOf(onlyDeclared);
    }

    /** Creates a scope that requires no consent, admits every kind of entrance, and leaves ways out open. */
    public Scope(Enforcement enforcement, Set<String> excluded, Set<String> watched, Budgets budgets) {
        this(enforcement, excluded, watched, budgets, false, Set.of(), false, VirtualClusters.NONE);
    }

    /** Creates a scope of all namespaces but some, with the budgets that hold by default. */
    public Scope(Enforcement enforcement, Set<String> excluded) {
        this(enforcement, excluded, Set.of(), Budgets.DEFAULT);
    }

    /** Returns the same scope with another word about consent and entrances. */
    public Scope with(boolean requiresConsent, Set<EntranceKind> declared) {
        return new Scope(
                enforcement, excluded, watched, budgets, requiresConsent, declared, closesEgress, virtualClusters);
    }

    /** Returns the same scope with other virtual clusters. */
    public Scope with(VirtualClusters clusters) {
        return new Scope(
                enforcement, excluded, watched, budgets, consentRequired, onlyDeclared, closesEgress, clusters);
    }

    /** Returns the same scope with another default for the way out of clients. */
    public Scope closingEgress(boolean closes) {
        return new Scope(
                enforcement, excluded, watched, budgets, consentRequired, onlyDeclared, closes, virtualClusters);
    }

    public boolean excludes(String namespace) {
        return excluded.contains(namespace) || (!watched.isEmpty() && !watched.contains(namespace));
    }
}

package dev.clientintents.transition;

import dev.clientintents.model.AccessKey;
import dev.clientintents.rule.Peer;
import dev.clientintents.rule.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The content of a server's policy as it stands. */
public final class Written {

    private final List<Rule> rules;
    private final boolean altered;
    private final Map<AccessKey, Set<String>> admitted = new HashMap<>();

    /**
     * Creates the content of a policy.
     *
     * @param rules those of the form in which the operator writes them
     * @param altered whether it says anything else, so that it admits what no plan does
     */
    public Written(List<Rule> rules, boolean altered) {
        this.rules = List.copyOf(rules);
        this.altered = altered;
        for (Rule rule : rules) {
            for (Peer peer : rule.peers()) {
                if (peer instanceof Peer.Keyed keyed) {
                    admitted.computeIfAbsent(keyed.key(), key -> new HashSet<>())
                            .addAll(keyed.namespaces());
                }
            }
        }
    }

    /**
     * Returns this content as far as it is certain while it is not known whether the policy has become the other: what
     * both admit is admitted.
     */
    public Written unless(Written other) {
        var both = new Written(rules, altered);
        both.admitted.forEach((key, namespaces) -> namespaces.removeIf(it -> !other.admits(key, it)));
        return both;
    }

    /** Returns what two policies that select the same pods admit together. */
    public Written and(Written other) {
        var rulesOfBoth = new ArrayList<>(rules);
        rulesOfBoth.addAll(other.rules);
        var both = new Written(rulesOfBoth, altered || other.altered);
        both.admitted.forEach(
                (key, namespaces) -> namespaces.removeIf(it -> !admits(key, it) && !other.admits(key, it)));
        return both;
    }

    /** Returns the rules of the form in which the operator writes them. */
    public List<Rule> rules() {
        return rules;
    }

    /** Returns whether the policy says anything else. */
    public boolean altered() {
        return altered;
    }

    /** Returns whether pods of a namespace that carry the key are admitted, on whichever ports. */
    public boolean admits(AccessKey key, String namespace) {
        return admitted.getOrDefault(key, Set.of()).contains(namespace);
    }

    /** Returns whether pods of any namespace that carry the key are admitted, on whichever ports. */
    public boolean admits(AccessKey key) {
        return !admitted.getOrDefault(key, Set.of()).isEmpty();
    }
}

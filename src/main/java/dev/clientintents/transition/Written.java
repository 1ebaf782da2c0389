package dev.clientintents.transition;

import dev.clientintents.model.AccessKey;
import dev.clientintents.rule.Peer;
import dev.clientintents.rule.Rule;
import java.util.List;

/**
 * What the policy of a server says as it stands.
 *
 * @param rules those of the form in which the operator writes them
 * @param altered whether it says anything else, so that it admits what no plan does
 */
public record Written(List<Rule> rules, boolean altered) {

    public Written {
        rules = List.copyOf(rules);
    }

    /** Whether pods of a namespace that carry the key are admitted, on whichever ports. */
    public boolean admits(AccessKey key, String namespace) {
        return rules.stream()
                .flatMap(rule -> rule.peers().stream())
                .anyMatch(peer -> peer instanceof Peer.Keyed keyed
                        && keyed.key().equals(key)
                        && keyed.namespaces().contains(namespace));
    }
}

package dev.clientintents.backend.hostname;

import dev.clientintents.graph.NameServers;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Selector;
import java.util.List;

/**
 * What one client reaches by name.
 *
 * @param policy the client's namespace, and the name that the policy shall have; at most 63 characters, and not the name
 *     of a NetworkPolicy there, with which AWS would mix it up
 * @param clients what the labels of the client's pods meet
 * @param rules the hosts; never empty
 * @param nameServers where the pods have names resolved
 */
public record HostAccess(ObjectKey policy, Selector clients, List<HostRule> rules, NameServers nameServers) {

    /** @throws IllegalArgumentException where there are no rules, which some policies take for "nothing is allowed" */
    public HostAccess {
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("a policy without hosts is not valid for " + policy + "; write none");
        }
        rules = HostRule.merged(rules);
    }
}

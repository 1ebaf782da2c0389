package dev.clientintents.learn.importing;

import dev.clientintents.finding.Position;
import dev.clientintents.reach.policy.Policy;
import java.util.List;

/**
 * A policy that may be said in intents.
 *
 * @param name what findings call it, for example {@code NetworkPolicy shop/web}
 * @param rules the places of its rules for ingress, in their order; possibly fewer, where they are not known
 */
record SourcePolicy(String name, Policy policy, Position position, List<Position> rules) {

    SourcePolicy {
        rules = List.copyOf(rules);
    }

    /** Returns the place of a rule for ingress; that of the policy where it is not known. */
    Position rule(int index) {
        return index < rules.size() ? rules.get(index) : position;
    }
}

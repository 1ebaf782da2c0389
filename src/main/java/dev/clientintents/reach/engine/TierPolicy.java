package dev.clientintents.reach.engine;

import dev.clientintents.reach.Direction;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import java.util.ArrayList;
import java.util.List;

/** An admin policy in one direction, with the classes that it applies to. */
public final class TierPolicy {

    private final AdminPolicy policy;
    private final List<TierRule> rules;
    private final ClassSet subjects;

    TierPolicy(AdminPolicy policy, Direction direction, ClassSelection selection) {
        this.policy = policy;
        subjects = selection.peers(policy.subject(), "");
        var resolved = new ArrayList<TierRule>();
        for (AdminPolicy.Rule rule : policy.rules(direction)) {
            resolved.add(new TierRule(rule, resolved.size(), selection));
        }
        rules = List.copyOf(resolved);
    }

    public AdminPolicy policy() {
        return policy;
    }

    public List<TierRule> rules() {
        return rules;
    }

    ClassSet subjects() {
        return subjects;
    }
}

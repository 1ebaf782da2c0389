package dev.clientintents.reach.engine;

import dev.clientintents.reach.Direction;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** An admin policy in one direction, with the classes that it applies to. */
public final class TierPolicy {

    private final AdminPolicy policy;
    private final List<TierRule> rules;
    private final ClassSet subjects;
    private final BitSet meant = new BitSet();
    private Match unselected = Match.NO;

    TierPolicy(AdminPolicy policy, Direction direction, ClassSelection selection, KnownAddresses known) {
        this.policy = policy;
        subjects = selection.peers(policy.subject(), "");
        var resolved = new ArrayList<TierRule>();
        for (AdminPolicy.Rule rule : policy.rules(direction)) {
            var next = new TierRule(rule, resolved.size(), selection, known);
            next.sets().forEach(set -> Arrays.stream(set.members()).forEach(meant::set));
            unselected = unselected.or(next.unselected(false)).or(next.unselected(true));
            resolved.add(next);
        }
        rules = List.copyOf(resolved);
    }

    public AdminPolicy policy() {
        return policy;
    }

    public List<TierRule> rules() {
        return rules;
    }

    /** Returns whether any rule may mean pods of a class. */
    boolean mayMean(int podClass) {
        return unselected != Match.NO || meant.get(podClass);
    }

    ClassSet subjects() {
        return subjects;
    }
}

package dev.clientintents.reach.engine;

import dev.clientintents.reach.policy.admin.AdminPeer;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import java.util.HashMap;
import java.util.Map;

/** A rule of an admin policy, with the classes that its peers select. */
public final class TierRule {

    private final AdminPolicy.Rule rule;
    private final int number;
    private final Map<AdminPeer, ClassSet> sets = new HashMap<>();

    TierRule(AdminPolicy.Rule rule, int number, ClassSelection selection) {
        this.rule = rule;
        this.number = number;
        for (AdminPeer peer : rule.peers()) {
            if (peer instanceof AdminPeer.Pods pods) {
                sets.put(peer, selection.peers(pods.selectors(), ""));
            }
        }
    }

    public AdminPolicy.Rule rule() {
        return rule;
    }

    /** Returns which of its policy's rules for the direction it is, counted from 0. */
    public int number() {
        return number;
    }

    Iterable<ClassSet> sets() {
        return sets.values();
    }

    boolean selects(int podClass) {
        for (ClassSet set : sets.values()) {
            if (set.contains(podClass)) {
                return true;
            }
        }
        return false;
    }
}

package dev.clientintents.reach.engine;

import dev.clientintents.reach.policy.admin.AdminPeer;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** A rule of an admin policy, with the classes that its peers select. */
public final class TierRule {

    private final AdminPolicy.Rule rule;
    private final int number;
    private final List<ClassSet> sets = new ArrayList<>();
    private final BitSet meant = new BitSet();
    private Match unselectedPod = Match.NO;
    private Match unselectedNode = Match.NO;

    TierRule(AdminPolicy.Rule rule, int number, ClassSelection selection, KnownAddresses known) {
        this.rule = rule;
        this.number = number;
        for (AdminPeer peer : rule.peers()) {
            if (peer instanceof AdminPeer.Pods pods) {
                ClassSet set = selection.peers(pods.selectors(), "");
                sets.add(set);
                Arrays.stream(set.members()).forEach(meant::set);
            } else if (peer instanceof AdminPeer.Networks networks) {
                Match match = known.holdsPod(networks.addresses());
                unselectedPod = unselectedPod.or(match);
                unselectedNode = unselectedNode.or(match);
            } else if (peer instanceof AdminPeer.Nodes nodes) {
                unselectedNode = unselectedNode.or(known.isNode(nodes.labels()));
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

    /** Returns the classes that its peers select, peer by peer. */
    List<ClassSet> sets() {
        return sets;
    }

    /** Returns whether it means pods of a class. */
    Match match(int podClass, boolean hostNetwork) {
        return meant.get(podClass) ? Match.YES : unselected(hostNetwork);
    }

    /** Returns whether it means pods that none of its selectors selects, by their addresses. */
    Match unselected(boolean hostNetwork) {
        return hostNetwork ? unselectedNode : unselectedPod;
    }
}

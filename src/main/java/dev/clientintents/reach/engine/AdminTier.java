package dev.clientintents.reach.engine;

import dev.clientintents.model.PortRange;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.policy.admin.AdminPeer;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The admin policies of one tier in one direction. Classes to which the same policies apply, and classes that the same
 * rules mean, are judged once for all of them.
 */
final class AdminTier {

    private static final int MOST_KEPT = 4_000_000;

    private final Direction direction;
    private final List<PodClass> classes;
    private final List<TierPolicy> policies = new ArrayList<>();
    private final List<List<List<TierPolicy>>> groupsOf = new ArrayList<>();
    private final int[] subjectProfile;
    private final boolean hasNames;
    private int @Nullable [] peerProfile;
    private int peerProfiles;
    private Ruling @Nullable [] @Nullable [] rulings;

    private record SubjectProfile(List<Integer> policies, Map<PortRange.Named, PortSet> names) {}

    private record PeerProfile(BitSet sets, boolean hostNetwork, Map<PortRange.Named, PortSet> names) {}

    AdminTier(
            AdminPolicy.Tier tier,
            Direction direction,
            List<PodClass> classes,
            List<AdminPolicy> all,
            ClassSelection selection,
            KnownAddresses known) {
        this.direction = direction;
        this.classes = classes;
        all.stream()
                .filter(it -> it.tier() == tier && !it.rules(direction).isEmpty())
                .sorted(Comparator.comparing(AdminPolicy::toString))
                .forEach(it -> policies.add(new TierPolicy(it, direction, selection, known)));
        hasNames = policies.stream()
                .flatMap(it -> it.rules().stream())
                .anyMatch(it -> !it.rule().ports().names().isEmpty());
        subjectProfile = new int[classes.size()];
        if (!policies.isEmpty()) {
            findSubjects();
        }
    }

    private void findSubjects() {
        var applied = new ArrayList<List<Integer>>();
        classes.forEach(it -> applied.add(new ArrayList<>(2)));
        for (int i = 0; i < policies.size(); i++) {
            for (int subject : policies.get(i).subjects().members()) {
                applied.get(subject).add(i);
            }
        }
        var profiles = new HashMap<SubjectProfile, Integer>();
        for (int i = 0; i < classes.size(); i++) {
            boolean named = hasNames
                    && direction == Direction.INGRESS
                    && !applied.get(i).isEmpty();
            var profile =
                    new SubjectProfile(applied.get(i), named ? classes.get(i).ports() : Map.of());
            subjectProfile[i] = profiles.computeIfAbsent(profile, it -> {
                groupsOf.add(groups(it.policies.stream().map(policies::get).toList()));
                return groupsOf.size() - 1;
            });
        }
    }

    /**
     * Divides policies into groups of one priority. A policy that has none comes first or last or between: nobody says.
     */
    private static List<List<TierPolicy>> groups(List<TierPolicy> policies) {
        boolean ordered = policies.stream().allMatch(it -> it.policy().priority() != null);
        var groups = new TreeMap<Integer, List<TierPolicy>>();
        for (TierPolicy policy : policies) {
            int priority = ordered ? Objects.requireNonNullElse(policy.policy().priority(), 0) : 0;
            groups.computeIfAbsent(priority, it -> new ArrayList<>()).add(policy);
        }
        return List.copyOf(groups.values());
    }

    boolean isEmpty() {
        return policies.isEmpty();
    }

    /** Returns the policies that apply to a class, by priority; those of one group may come in any order. */
    List<List<TierPolicy>> appliedTo(int subject) {
        return policies.isEmpty() ? List.of() : groupsOf.get(subjectProfile[subject]);
    }

    /** Returns a number that classes have in common to which the same policies apply. */
    int profile(int subject) {
        return subjectProfile[subject];
    }

    /** Returns whether policies may disagree, or mean addresses that are not known. */
    boolean mayBeUncertainOfAddresses(int subject) {
        return mayBeUncertain(
                subject, rule -> rule.rule().peers().stream().anyMatch(it -> !(it instanceof AdminPeer.Pods)));
    }

    /** Returns whether policies may disagree, or mean pods whose addresses are not known. */
    boolean mayBeUncertainOfPods(int subject) {
        return mayBeUncertain(
                subject, rule -> rule.unselected(false) == Match.MAYBE || rule.unselected(true) == Match.MAYBE);
    }

    private boolean mayBeUncertain(int subject, Predicate<TierRule> unknown) {
        return appliedTo(subject).stream()
                .anyMatch(group ->
                        group.size() > 1 || group.get(0).rules().stream().anyMatch(unknown));
    }

    /** Returns what is decided of a subject and a peer. */
    Ruling ruling(int subject, int peer, TierMatch match) {
        List<List<TierPolicy>> groups = appliedTo(subject);
        if (groups.isEmpty()) {
            return Ruling.NONE;
        }
        Ruling[][] kept = kept();
        int row = subjectProfile[subject];
        int column = peerProfiles()[peer];
        if (kept == null) {
            return match.ruling(groups, subject, peer);
        }
        Ruling[] ofSubject = kept[row];
        if (ofSubject == null) {
            ofSubject = new Ruling[peerProfiles];
            kept[row] = ofSubject;
        }
        Ruling ruling = ofSubject[column];
        if (ruling == null) {
            ruling = match.ruling(groups, subject, peer);
            ofSubject[column] = ruling;
        }
        return ruling;
    }

    private Ruling @Nullable [] @Nullable [] kept() {
        if (rulings == null && (long) groupsOf.size() * peerProfiles().length <= MOST_KEPT) {
            rulings = new Ruling[groupsOf.size()][];
        }
        return rulings;
    }

    private int[] peerProfiles() {
        if (peerProfile == null) {
            peerProfile = findPeers();
        }
        return peerProfile;
    }

    private int[] findPeers() {
        var sets = new ArrayList<BitSet>();
        classes.forEach(it -> sets.add(new BitSet()));
        for (TierPolicy policy : policies) {
            for (TierRule rule : policy.rules()) {
                for (ClassSet set : rule.sets()) {
                    for (int member : set.members()) {
                        sets.get(member).set(set.number());
                    }
                }
            }
        }
        var profiles = new HashMap<PeerProfile, Integer>();
        var found = new int[classes.size()];
        for (int i = 0; i < found.length; i++) {
            PodClass podClass = classes.get(i);
            boolean named = hasNames && direction == Direction.EGRESS;
            found[i] = profiles.computeIfAbsent(
                    new PeerProfile(sets.get(i), podClass.hostNetwork(), named ? podClass.ports() : Map.of()),
                    it -> peerProfiles++);
        }
        return found;
    }
}

package dev.clientintents.reach.engine;

import dev.clientintents.model.PortRange;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.engine.Decision.Matcher;
import dev.clientintents.reach.engine.Decision.RuleMatch;
import dev.clientintents.reach.engine.Decision.Trace;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.admin.AdminPeer;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Says how the rules of admin policies match a connection between a subject and whatever is on its other side. */
final class TierMatch {

    private final Direction direction;
    private final List<PodClass> classes;
    private final KnownAddresses known;

    TierMatch(Direction direction, List<PodClass> classes, KnownAddresses known) {
        this.direction = direction;
        this.classes = classes;
        this.known = known;
    }

    KnownAddresses known() {
        return known;
    }

    /** Returns what policies decide of a subject and a peer. */
    Ruling ruling(List<List<TierPolicy>> groups, int subject, int peer) {
        return ruling(groups, pod(subject, peer));
    }

    static Ruling ruling(List<List<TierPolicy>> groups, Matcher matcher) {
        var watched = new WatchedMatcher(matcher);
        Decision taken = Decision.of(groups, watched, false, Trace.NONE);
        Ruling ruling =
                watched.sawMaybe ? new Ruling(taken, Decision.of(groups, matcher, true, Trace.NONE)) : Ruling.of(taken);
        return ruling.saysNothing() ? Ruling.NONE : ruling;
    }

    /** Notes whether any rule only may match. */
    private static final class WatchedMatcher implements Matcher {

        private final Matcher matcher;
        private boolean sawMaybe;

        WatchedMatcher(Matcher matcher) {
            this.matcher = matcher;
        }

        @Override
        public RuleMatch match(TierRule rule) {
            RuleMatch match = matcher.match(rule);
            sawMaybe |= !match.maybe().isEmpty();
            return match;
        }

        @Override
        public boolean mayMatch(TierPolicy policy) {
            return matcher.mayMatch(policy);
        }
    }

    /** Returns how rules match a pod of a class. */
    Matcher pod(int subject, int peer) {
        boolean hostNetwork = classes.get(peer).hostNetwork();
        int destination = direction == Direction.INGRESS ? subject : peer;
        Map<PortRange.Named, PortSet> names = classes.get(destination).hostNetwork()
                ? Map.of()
                : classes.get(destination).ports();
        return new Matcher() {
            @Override
            public RuleMatch match(TierRule rule) {
                Match match = rule.match(peer, hostNetwork);
                return match == Match.NO
                        ? RuleMatch.NONE
                        : RuleMatch.of(match, rule.rule().ports().at(names));
            }

            @Override
            public boolean mayMatch(TierPolicy policy) {
                return policy.mayMean(peer);
            }
        };
    }

    /** Returns how rules match addresses outside of the cluster; a rule that means a part of them may match. */
    Matcher addresses(int subject, IpRange addresses) {
        return rule -> {
            Match match = Match.NO;
            for (AdminPeer entry : rule.rule().peers()) {
                match = match.or(matchAddresses(entry, addresses));
            }
            Map<PortRange.Named, PortSet> names =
                    direction == Direction.INGRESS ? classes.get(subject).ports() : Map.of();
            return RuleMatch.of(match, rule.rule().ports().at(names));
        };
    }

    private Match matchAddresses(AdminPeer peer, IpRange addresses) {
        if (peer instanceof AdminPeer.Networks networks) {
            return KnownAddresses.has(networks.addresses().ranges(), addresses);
        }
        if (peer instanceof AdminPeer.Nodes nodes) {
            return known.areOfNode(nodes.labels(), addresses);
        }
        return peer instanceof AdminPeer.DomainNames ? Match.MAYBE : Match.NO;
    }

    /**
     * Returns how rules match pods that could come, on the pod network.
     *
     * @param meant the selectors that mean these pods, whichever of them comes
     * @param others the answer for other selectors
     */
    Matcher pods(int subject, Predicate<Peer.Pods> meant, Match others) {
        return rule -> {
            Match match = rule.unselected(false);
            for (AdminPeer entry : rule.rule().peers()) {
                if (entry instanceof AdminPeer.Pods pods) {
                    match = match.or(pods.selectors().anyPod() || meant.test(pods.selectors()) ? Match.YES : others);
                }
            }
            return ofUnknownPod(rule, match, subject);
        };
    }

    /** Returns the ports of a rule; in egress nobody knows what numbers a pod that could come gives to its names. */
    private RuleMatch ofUnknownPod(TierRule rule, Match match, int subject) {
        if (direction == Direction.INGRESS) {
            return RuleMatch.of(
                    match, rule.rule().ports().at(classes.get(subject).ports()));
        }
        RuleMatch numbers = RuleMatch.of(match, rule.rule().ports().numbers());
        return match == Match.NO || rule.rule().ports().names().isEmpty()
                ? numbers
                : new RuleMatch(numbers.sure(), PortSet.ALL.minus(numbers.sure()));
    }
}

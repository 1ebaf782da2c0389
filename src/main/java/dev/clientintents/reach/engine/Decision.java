package dev.clientintents.reach.engine;

import dev.clientintents.reach.PortSet;
import java.util.List;

/**
 * What becomes of a connection, port by port. A port is in several of the sets where each of them is possible: where
 * policies of one priority disagree, or it is not known whether a rule means the other endpoint.
 *
 * @param accepted ports on which it may be let through
 * @param denied ports on which it may be refused
 * @param passed ports of which others may have to decide
 */
public record Decision(PortSet accepted, PortSet denied, PortSet passed) {

    /** The decision of policies that say nothing. */
    static final Decision NONE = new Decision(PortSet.NONE, PortSet.NONE, PortSet.ALL);

    /** The decision where nobody decides: Kubernetes lets everything through. */
    static final Decision DEFAULT = new Decision(PortSet.ALL, PortSet.NONE, PortSet.NONE);

    /** The ports on which a rule matches, and those on which it may. They have none in common. */
    record RuleMatch(PortSet sure, PortSet maybe) {

        static final RuleMatch NONE = new RuleMatch(PortSet.NONE, PortSet.NONE);

        static RuleMatch of(Match match, PortSet ports) {
            return switch (match) {
                case YES -> new RuleMatch(ports, PortSet.NONE);
                case MAYBE -> new RuleMatch(PortSet.NONE, ports);
                case NO -> NONE;
            };
        }
    }

    /** Says how rules match a connection. */
    @FunctionalInterface
    interface Matcher {

        RuleMatch match(TierRule rule);

        /** Returns whether any rule of a policy may match. */
        default boolean mayMatch(TierPolicy policy) {
            return true;
        }
    }

    /** Is told which rules have a say. */
    @FunctionalInterface
    interface Trace {

        /** A trace that keeps nothing. */
        Trace NONE = (policy, rule, ports) -> {};

        /** Is told of the ports of which a rule of a policy decides, or may decide. */
        void hit(TierPolicy policy, TierRule rule, PortSet ports);
    }

    /** Returns the decision of NetworkPolicies that select the pods: it is final. */
    static Decision ofPolicies(PortSet admitted) {
        return new Decision(admitted, PortSet.ALL.minus(admitted), PortSet.NONE);
    }

    /**
     * Returns the decision of policies.
     *
     * @param groups by priority; any policy of a group may come first
     * @param withMaybe whether a rule counts that only may match
     */
    static Decision of(List<List<TierPolicy>> groups, Matcher matcher, boolean withMaybe, Trace trace) {
        PortSet accepted = PortSet.NONE;
        PortSet denied = PortSet.NONE;
        PortSet passed = PortSet.NONE;
        PortSet left = PortSet.ALL;
        for (List<TierPolicy> group : groups) {
            PortSet decided = PortSet.NONE;
            for (TierPolicy policy : group) {
                if (!matcher.mayMatch(policy)) {
                    continue;
                }
                PortSet open = left;
                for (TierRule rule : policy.rules()) {
                    RuleMatch match = matcher.match(rule);
                    PortSet sure = open.intersect(match.sure());
                    PortSet hit = withMaybe ? sure.union(open.intersect(match.maybe())) : sure;
                    if (!hit.isEmpty()) {
                        trace.hit(policy, rule, hit);
                        switch (rule.rule().action()) {
                            case ACCEPT -> accepted = accepted.union(hit);
                            case DENY -> denied = denied.union(hit);
                            case PASS -> passed = passed.union(hit);
                        }
                        decided = decided.union(sure);
                        open = open.minus(sure);
                        if (open.isEmpty()) {
                            break;
                        }
                    }
                }
            }
            left = left.minus(decided);
            if (left.isEmpty()) {
                break;
            }
        }
        return new Decision(accepted, denied, passed.union(left));
    }

    /** Returns this decision, with that of others for what it passes. */
    Decision then(Decision next) {
        return new Decision(
                accepted.union(passed.intersect(next.accepted)),
                denied.union(passed.intersect(next.denied)),
                passed.intersect(next.passed));
    }

    /** Returns whether every port has one fate. */
    boolean isCertain() {
        return accepted.intersect(denied).isEmpty()
                && accepted.intersect(passed).isEmpty()
                && denied.intersect(passed).isEmpty();
    }

    boolean isNone() {
        return passed.isAll() && accepted.isEmpty() && denied.isEmpty();
    }

    /** Returns the ports on which the connection is let through whatever is possible. */
    public PortSet open() {
        return accepted.minus(denied);
    }

    /** Returns the ports on which it may be let through or refused. */
    public PortSet undecided() {
        return accepted.intersect(denied);
    }
}

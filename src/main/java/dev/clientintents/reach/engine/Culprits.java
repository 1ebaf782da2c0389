package dev.clientintents.reach.engine;

import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.engine.Decision.Matcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds out why a decision is not known. */
final class Culprits {

    private final Matcher matcher;
    private final Map<Culprit, PortSet> found = new LinkedHashMap<>();

    private record Hit(TierPolicy policy, TierRule rule, PortSet ports) {}

    private Culprits(Matcher matcher) {
        this.matcher = matcher;
    }

    /** Returns the culprits among policies that are asked one after the other, and the ports that each leaves open. */
    static Map<Culprit, PortSet> of(List<List<TierPolicy>> groups, Matcher matcher, PortSet undecided) {
        var culprits = new Culprits(matcher);
        var hits = new ArrayList<Hit>();
        Decision.of(
                groups,
                matcher,
                true,
                (policy, rule, ports) -> hits.add(new Hit(policy, rule, ports.intersect(undecided))));
        hits.removeIf(hit -> hit.ports.isEmpty());
        hits.forEach(culprits::unknown);
        groups.forEach(group -> culprits.ties(
                hits.stream().filter(hit -> group.contains(hit.policy)).toList()));
        return culprits.found;
    }

    private void unknown(Hit hit) {
        PortSet ports = matcher.match(hit.rule).maybe().intersect(hit.ports);
        if (!ports.isEmpty()) {
            found.put(new Culprit.Rule(hit.policy.policy(), hit.rule), ports);
        }
    }

    private void ties(List<Hit> hits) {
        for (int i = 0; i < hits.size(); i++) {
            for (Hit other : hits.subList(i + 1, hits.size())) {
                Hit one = hits.get(i);
                boolean disagree = one.policy != other.policy
                        && one.rule.rule().action() != other.rule.rule().action();
                PortSet both = one.ports.intersect(other.ports);
                if (disagree && !both.isEmpty()) {
                    found.merge(
                            new Culprit.Tie(List.of(one.policy.policy(), other.policy.policy())), both, PortSet::union);
                }
            }
        }
    }
}

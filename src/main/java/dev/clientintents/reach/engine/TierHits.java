package dev.clientintents.reach.engine;

import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.engine.Decision.Matcher;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of a tier that have a say about a connection.
 *
 * @param hits in the order in which they are asked
 * @param passed the ports that may be left to others
 */
public record TierHits(List<Hit> hits, PortSet passed) {

    public TierHits {
        hits = List.copyOf(hits);
    }

    /**
     * A rule that has a say.
     *
     * @param ports the ports of which it decides, or may decide
     * @param sure whether it is known to match
     */
    public record Hit(TierRule rule, PortSet ports, boolean sure) {}

    static TierHits of(List<List<TierPolicy>> groups, Matcher matcher) {
        var hits = new ArrayList<Hit>();
        Decision decision = Decision.of(
                groups,
                matcher,
                true,
                (policy, rule, ports) -> hits.add(
                        new Hit(rule, ports, !matcher.match(rule).sure().isEmpty())));
        return new TierHits(hits, decision.passed());
    }
}

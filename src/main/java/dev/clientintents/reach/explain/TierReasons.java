package dev.clientintents.reach.explain;

import dev.clientintents.model.PortRange;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.engine.Population;
import dev.clientintents.reach.engine.TierHits;
import dev.clientintents.reach.engine.TierPolicy;
import dev.clientintents.reach.engine.TierRule;
import dev.clientintents.reach.engine.Tiers;
import dev.clientintents.reach.explain.Explanation.AdminReason;
import dev.clientintents.reach.explain.Explanation.AdminRuleReason;
import dev.clientintents.reach.explain.Explanation.PeerReason;
import dev.clientintents.reach.explain.Explanation.TierReason;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Explains for one side of a connection what the rules of a tier make of it. */
final class TierReasons {

    private final Direction direction;
    private final Tiers tiers;
    private final Population population;
    private final PeerMatch match;

    TierReasons(Direction direction, Tiers tiers, Population population, PeerMatch match) {
        this.direction = direction;
        this.tiers = tiers;
        this.population = population;
        this.match = match;
    }

    /** Returns the reasons of a tier; empty where no policy of it applies to the subject. */
    Optional<TierReason> of(
            AdminPolicy.Tier tier, int podClass, Endpoint.Workload subject, Endpoint peer, PortSet asked) {
        List<TierPolicy> policies =
                tiers.appliedTo(tier, podClass).stream().flatMap(List::stream).toList();
        if (policies.isEmpty()) {
            return Optional.empty();
        }
        TierHits hits = hits(tier, podClass, peer);
        Map<PortRange.Named, PortSet> names =
                Explainer.names(population, direction == Direction.INGRESS ? subject : peer);
        return Optional.of(new TierReason(
                tier,
                hits.passed().intersect(asked),
                policies.stream()
                        .map(policy -> new AdminReason(
                                policy.policy(),
                                policy.rules().stream()
                                        .map(rule -> rule(rule, hits, peer, asked, names))
                                        .toList()))
                        .toList()));
    }

    private TierHits hits(AdminPolicy.Tier tier, int podClass, Endpoint peer) {
        if (peer instanceof Endpoint.Workload workload) {
            return tiers.hits(tier, podClass, population.member(workload).podClass());
        }
        return peer instanceof Endpoint.External external
                ? tiers.hits(tier, podClass, external.addresses())
                : tiers.hits(tier, podClass);
    }

    private AdminRuleReason rule(
            TierRule rule, TierHits hits, Endpoint peer, PortSet asked, Map<PortRange.Named, PortSet> names) {
        Optional<TierHits.Hit> hit =
                hits.hits().stream().filter(it -> it.rule() == rule).findFirst();
        var peers = new ArrayList<PeerReason>();
        for (int i = 0; i < rule.rule().peers().size(); i++) {
            peers.add(match.reason(
                    (direction == Direction.INGRESS ? "from[" : "to[") + i + "]",
                    rule.rule().peers().get(i),
                    peer));
        }
        return new AdminRuleReason(
                direction.name().toLowerCase(Locale.ROOT) + "[" + rule.number() + "]",
                rule.rule(),
                hit.map(it -> it.ports().intersect(asked)).orElse(PortSet.NONE),
                hit.map(TierHits.Hit::sure).orElse(true),
                !rule.rule().ports().at(names).intersect(asked).isEmpty(),
                peers);
    }
}

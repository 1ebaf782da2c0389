package dev.clientintents.reach.explain;

import dev.clientintents.model.PortRange;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.engine.PodClass;
import dev.clientintents.reach.engine.Population;
import dev.clientintents.reach.engine.Population.Member;
import dev.clientintents.reach.engine.Side;
import dev.clientintents.reach.engine.Side.Applied;
import dev.clientintents.reach.explain.Explanation.Open;
import dev.clientintents.reach.explain.Explanation.Part;
import dev.clientintents.reach.explain.Explanation.PeerReason;
import dev.clientintents.reach.explain.Explanation.PolicyReason;
import dev.clientintents.reach.explain.Explanation.RuleReason;
import dev.clientintents.reach.explain.Explanation.TierReason;
import dev.clientintents.reach.policy.Peer;
import dev.clientintents.reach.policy.Policy;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Explains for one side of a connection which rules leave it open, and what keeps the others from doing so. */
public final class Explainer {

    private final Direction direction;
    private final Side side;
    private final Population population;
    private final PeerMatch match;

    public Explainer(Direction direction, Side side, Population population, PeerMatch match) {
        this.direction = direction;
        this.side = side;
        this.population = population;
        this.match = match;
    }

    /** Returns the policies of the subject, and how they apply to the peer. */
    public Part explain(Endpoint subject, Endpoint peer, PortSet asked) {
        if (!(subject instanceof Endpoint.Workload workload)) {
            return new Part(direction, subject, Open.NOT_A_POD, asked, List.of(), List.of());
        }
        Member member = population.member(workload);
        if (side.tiers().applyTo(member.podClass())) {
            return throughTiers(workload, member.podClass(), peer, asked);
        }
        if (!side.isolates(member.podClass())) {
            Open open = member.sample().hostNetwork() ? Open.HOST_NETWORK : Open.NOT_SELECTED;
            return new Part(direction, subject, open, asked, List.of(), List.of());
        }
        List<PolicyReason> policies = policies(workload, member.podClass(), peer, asked);
        PortSet allowed = allowed(member.podClass(), peer).intersect(asked);
        return new Part(direction, subject, Open.ISOLATED, allowed, policies, List.of());
    }

    private List<PolicyReason> policies(Endpoint.Workload subject, int podClass, Endpoint peer, PortSet asked) {
        Map<PortRange.Named, PortSet> names = names(direction == Direction.INGRESS ? subject : peer);
        return side.appliedTo(podClass).stream()
                .map(applied -> policy(applied, peer, asked, names))
                .toList();
    }

    private Part throughTiers(Endpoint.Workload subject, int podClass, Endpoint peer, PortSet asked) {
        var reasons = new TierReasons(direction, side.tiers(), population, match);
        var tiers = new ArrayList<TierReason>();
        reasons.of(AdminPolicy.Tier.ADMIN, podClass, subject, peer, asked).ifPresent(tiers::add);
        PortSet left = tiers.isEmpty() ? asked : tiers.get(0).left();
        if (!side.isolates(podClass) && !left.isEmpty()) {
            reasons.of(AdminPolicy.Tier.BASELINE, podClass, subject, peer, left).ifPresent(tiers::add);
        }
        return new Part(
                direction,
                subject,
                Open.TIERS,
                allowed(podClass, peer).intersect(asked),
                left.isEmpty() ? List.of() : policies(subject, podClass, peer, left),
                tiers);
    }

    private Map<PortRange.Named, PortSet> names(Endpoint destination) {
        return names(population, destination);
    }

    /** Returns the numbers that the names of ports mean at the destination. */
    static Map<PortRange.Named, PortSet> names(Population population, Endpoint destination) {
        if (destination instanceof Endpoint.Workload workload) {
            PodClass podClass =
                    population.classes().get(population.member(workload).podClass());
            return podClass.hostNetwork() ? Map.of() : podClass.ports();
        }
        return Map.of();
    }

    private PortSet allowed(int subject, Endpoint peer) {
        if (peer instanceof Endpoint.Workload workload) {
            return side.between(subject, population.member(workload).podClass());
        }
        if (peer instanceof Endpoint.External external) {
            return side.outside(subject).common(external.addresses());
        }
        if (peer instanceof Endpoint.ExternalTraffic) {
            return side.outside(subject).any(IpRange.IPV4);
        }
        return side.anyPod(subject).at(population.classes().get(subject).ports());
    }

    private PolicyReason policy(Applied applied, Endpoint peer, PortSet asked, Map<PortRange.Named, PortSet> names) {
        var rules = new ArrayList<RuleReason>();
        PortSet allowed = PortSet.NONE;
        for (int i = 0; i < applied.rules().size(); i++) {
            String field = direction.name().toLowerCase(Locale.ROOT) + "[" + i + "]";
            RuleReason rule =
                    rule(field, applied.rules().get(i), applied.policy().key().namespace(), peer, asked, names);
            rules.add(rule);
            allowed = allowed.union(rule.allowed());
        }
        return new PolicyReason(applied.policy().key(), allowed, rules);
    }

    private RuleReason rule(
            String field,
            Policy.Rule rule,
            String policyNamespace,
            Endpoint peer,
            PortSet asked,
            Map<PortRange.Named, PortSet> names) {
        var peers = new ArrayList<PeerReason>();
        for (int i = 0; i < rule.peers().size(); i++) {
            Peer entry = rule.peers().get(i);
            peers.add(new PeerReason(
                    (direction == Direction.INGRESS ? "from[" : "to[") + i + "]",
                    PeerMatch.text(entry, policyNamespace),
                    match.misses(entry, policyNamespace, peer),
                    match.partly(entry, peer)));
        }
        PortSet ports = rule.ports().at(names).intersect(asked);
        boolean matches = peers.isEmpty() || peers.stream().anyMatch(PeerReason::matches);
        return new RuleReason(
                field, matches ? ports : PortSet.NONE, rule.ports().toString(), !ports.isEmpty(), peers);
    }
}

package dev.clientintents.reach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.model.Protocol;
import dev.clientintents.reach.LiteralAdminRules.Fate;
import dev.clientintents.reach.LiteralAdminRules.Written;
import dev.clientintents.reach.LiteralRules.Party;
import dev.clientintents.reach.explain.Explanation;
import dev.clientintents.reach.explain.Explanation.AdminRuleReason;
import dev.clientintents.reach.explain.Explanation.TierReason;
import dev.clientintents.reach.explain.ExplanationText;
import dev.clientintents.reach.policy.admin.AdminPolicy;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Thousands of random worlds with admin policies, in which every probe is also judged by the literal rules. */
class LiteralAdminRulesTest {

    private static final int WORLDS = Integer.getInteger("reach.worlds", 2000);
    private static final long SEED = Long.getLong("reach.seed", 20_261_127L);

    private int certain;
    private int undecided;

    @Test
    void everyProbeIsJudgedAsTheDocumentationSays() {
        for (int i = 0; i < WORLDS; i++) {
            judge(SEED + i);
        }
        // both kinds of answers are really tried
        assertThat(certain).isGreaterThan(undecided);
        assertThat(undecided).isGreaterThan(WORLDS);
    }

    private void judge(long seed) {
        List<Written> written = RandomAdminPolicies.of(seed);
        World world = RandomAdminPolicies.world(seed, written);
        var literal = new LiteralAdminRules(world, written);
        Reachability reachability = Reachability.of(world);
        for (World.Pod source : pods(world)) {
            for (World.Pod destination : pods(world)) {
                compare(literal, reachability, party(source), party(destination), seed);
            }
            for (String address : addresses()) {
                compare(literal, reachability, party(source), new Party(null, address), seed);
                compare(literal, reachability, new Party(null, address), party(source), seed);
            }
        }
    }

    private void compare(LiteralAdminRules literal, Reachability reachability, Party from, Party to, long seed) {
        PortSet ports = reachability.ports(endpoint(from), endpoint(to));
        PortSet open = reachability.undecided(endpoint(from), endpoint(to));
        for (Protocol protocol : Protocol.values()) {
            for (int port : RandomWorld.PORTS) {
                Set<Fate> fates = literal.fates(from, to, protocol, port);
                boolean listed;
                if (fates.size() == 1) {
                    certain++;
                    listed = fates.contains(Fate.ALLOWED);
                } else {
                    undecided++;
                    listed = literal.isListed(from, to, protocol, port);
                }
                if (ports.contains(protocol, port) != listed || open.contains(protocol, port) != fates.size() > 1) {
                    throw new AssertionError("%s => %s on %s %s: %s listed, %s undecided, but %s and %s; again with %s"
                            .formatted(
                                    from,
                                    to,
                                    protocol,
                                    port,
                                    ports,
                                    open,
                                    fates,
                                    listed,
                                    "-Dreach.worlds=1 -Dreach.seed=" + seed));
                }
            }
        }
    }

    @Test
    void everyQuestionHasTheAnswerOfTheWholeList() {
        for (int i = 0; i < Math.max(1, WORLDS / 10); i++) {
            long seed = SEED + i;
            Reachability reachability = Reachability.of(RandomAdminPolicies.world(seed, RandomAdminPolicies.of(seed)));
            LiteralRulesTest.assertAgreement(reachability, seed);
        }
    }

    @Test
    void whateverIsNotDecidedHasAWarningAndNothingElseHas() {
        for (int i = 0; i < WORLDS; i++) {
            long seed = SEED + i;
            World world = RandomAdminPolicies.world(seed, RandomAdminPolicies.of(seed));
            Reachability reachability = Reachability.of(world);
            boolean warned = reachability.warnings().stream()
                    .anyMatch(
                            it -> it.code() == Warning.Code.UNDECIDED || it.code() == Warning.Code.BLOCK_MAY_HOLD_PODS);
            boolean any = reachability.workloads().stream()
                    .anyMatch(source -> Stream.concat(
                                    reachability.workloads().stream(),
                                    Stream.of(IpRange.IPV4, IpRange.IPV6).map(Endpoint.External::new))
                            .anyMatch(to -> !reachability.undecided(source, to).isEmpty()));
            assertThat(warned).as("seed %s", seed).isEqualTo(any);
        }
    }

    @Test
    void everyExplanationComesToTheSameVerdict() {
        for (int i = 0; i < Math.max(1, WORLDS / 20); i++) {
            long seed = SEED + i;
            World world = RandomAdminPolicies.world(seed, RandomAdminPolicies.of(seed));
            Reachability reachability = Reachability.of(world);
            for (World.Pod one : pods(world)) {
                for (World.Pod other : pods(world)) {
                    explain(reachability, endpoint(party(one)), endpoint(party(other)), seed);
                }
                for (String address : addresses()) {
                    explain(reachability, endpoint(party(one)), endpoint(new Party(null, address)), seed);
                    explain(reachability, endpoint(new Party(null, address)), endpoint(party(one)), seed);
                }
            }
        }
    }

    private static void explain(Reachability reachability, Endpoint source, Endpoint destination, long seed) {
        Explanation explanation = reachability.explain(source, destination, PortSet.ALL);
        assertThat(explanation.allowed()).isEqualTo(reachability.ports(source, destination));
        if (explanation.undecided().isEmpty()) {
            assertThat(open(explanation.egress()).intersect(open(explanation.ingress())))
                    .as("what the rules make of it, %s => %s, seed %s", source, destination, seed)
                    .isEqualTo(explanation.allowed());
        }
        assertThat(ExplanationText.of(explanation)).hasSizeGreaterThan(2);
    }

    /** What the reasons say is open, tier by tier. */
    private static PortSet open(Explanation.Part part) {
        return switch (part.open()) {
            case NOT_SELECTED, HOST_NETWORK, NOT_A_POD -> PortSet.ALL;
            case ISOLATED -> admitted(part);
            case TIERS -> {
                PortSet open = PortSet.NONE;
                PortSet left = PortSet.ALL;
                for (TierReason tier : part.tiers()) {
                    open = open.union(accepted(tier));
                    left = tier.left();
                }
                boolean isBaselineLast = part.tiers().stream().anyMatch(it -> it.tier() == AdminPolicy.Tier.BASELINE);
                yield open.union(part.policies().isEmpty() || isBaselineLast ? left : left.intersect(admitted(part)));
            }
        };
    }

    private static PortSet accepted(TierReason tier) {
        PortSet accepted = PortSet.NONE;
        for (var policy : tier.policies()) {
            for (AdminRuleReason rule : policy.rules()) {
                if (rule.rule().action() == AdminPolicy.Action.ACCEPT) {
                    accepted = accepted.union(rule.decided());
                }
            }
        }
        return accepted;
    }

    private static PortSet admitted(Explanation.Part part) {
        PortSet admitted = PortSet.NONE;
        for (Explanation.PolicyReason policy : part.policies()) {
            admitted = admitted.union(policy.allowed());
        }
        return admitted;
    }

    private static List<World.Pod> pods(World world) {
        return world.pods().stream().filter(it -> !it.hostNetwork()).toList();
    }

    private static List<String> addresses() {
        return Stream.concat(RandomWorld.ADDRESSES.stream(), Stream.of("::", "fd00::", "fe00::"))
                .toList();
    }

    private static Party party(World.Pod pod) {
        return new Party(pod, null);
    }

    private static Endpoint endpoint(Party party) {
        return party.pod() == null
                ? new Endpoint.External(
                        IpRange.parse(String.valueOf(party.address())).orElseThrow())
                : new Endpoint.Workload(party.pod().workload(), "");
    }
}

package dev.clientintents.reach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.model.Protocol;
import dev.clientintents.reach.LiteralRules.Party;
import dev.clientintents.reach.explain.Explanation;
import dev.clientintents.reach.explain.ExplanationText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Thousands of random worlds, in which every probe is also judged by the literal rules. */
class LiteralRulesTest {

    private static final int WORLDS = Integer.getInteger("reach.worlds", 2000);
    private static final long SEED = Long.getLong("reach.seed", 20_261_121L);

    @Test
    void everyProbeIsJudgedAsTheDocumentationSays() {
        for (int i = 0; i < WORLDS; i++) {
            long seed = SEED + i;
            World world = RandomWorld.of(seed);
            new Comparison(world, "-Dreach.worlds=1 -Dreach.seed=" + seed).run();
        }
    }

    @Test
    void everyQuestionHasTheAnswerOfTheWholeList() {
        for (int i = 0; i < Math.max(1, WORLDS / 10); i++) {
            long seed = SEED + i;
            Reachability reachability = Reachability.of(RandomWorld.of(seed));
            assertAgreement(reachability, seed);
        }
    }

    /** Every question has the answer that the whole list has. */
    static void assertAgreement(Reachability reachability, long seed) {
        List<Connection> all = reachability.connections().toList();
        assertThat(all)
                .as("sorted, seed %s", seed)
                .isSortedAccordingTo((one, other) -> one.toString().compareTo(other.toString()));
        for (Endpoint.Workload workload : reachability.workloads()) {
            assertThat(reachability.from(workload))
                    .as("from %s, seed %s", workload, seed)
                    .isEqualTo(all.stream()
                            .filter(it -> it.source().equals(workload))
                            .toList());
            assertThat(reachability.to(workload))
                    .as("to %s, seed %s", workload, seed)
                    .isEqualTo(all.stream()
                            .filter(it -> it.destination().equals(workload))
                            .toList());
        }
        for (Connection connection : all) {
            assertThat(reachability.ports(connection.source(), connection.destination()))
                    .as("%s, seed %s", connection, seed)
                    .isEqualTo(connection.ports());
        }
    }

    @Test
    void everyExplanationComesToTheSameVerdict() {
        for (int i = 0; i < Math.max(1, WORLDS / 20); i++) {
            long seed = SEED + i;
            World world = RandomWorld.of(seed);
            Reachability reachability = Reachability.of(world);
            for (World.Pod pod : world.pods()) {
                var one = new Endpoint.Workload(pod.workload(), "");
                for (World.Pod peer : world.pods()) {
                    if (!pod.hostNetwork() && !peer.hostNetwork()) {
                        explain(reachability, one, new Endpoint.Workload(peer.workload(), ""), seed);
                    }
                }
                for (String address : addresses()) {
                    var outside = new Endpoint.External(IpRange.parse(address).orElseThrow());
                    explain(reachability, one, outside, seed);
                    explain(reachability, outside, one, seed);
                }
            }
        }
    }

    private static List<String> addresses() {
        return Stream.concat(RandomWorld.ADDRESSES.stream(), RandomWorld.IPV6_ADDRESSES.stream())
                .toList();
    }

    private static void explain(Reachability reachability, Endpoint source, Endpoint destination, long seed) {
        Explanation explanation = reachability.explain(source, destination, PortSet.ALL);
        assertThat(rules(explanation.egress()).intersect(rules(explanation.ingress())))
                .as("what the rules admit, %s => %s, seed %s", source, destination, seed)
                .isEqualTo(reachability.ports(source, destination))
                .isEqualTo(explanation.allowed());
        assertThat(ExplanationText.of(explanation)).hasSizeGreaterThan(2);
    }

    private static PortSet rules(Explanation.Part part) {
        if (part.open() != Explanation.Open.ISOLATED) {
            return PortSet.ALL;
        }
        PortSet admitted = PortSet.NONE;
        for (Explanation.PolicyReason policy : part.policies()) {
            for (Explanation.RuleReason rule : policy.rules()) {
                admitted = admitted.union(rule.allowed());
            }
        }
        return admitted;
    }

    /** One world by both. */
    private static final class Comparison {

        private final World world;
        private final String how;
        private final LiteralRules literal;
        private final Reachability reachability;
        private final Map<String, PortSet> pods = new HashMap<>();
        private final Map<String, List<Connection>> outside;

        Comparison(World world, String how) {
            this.world = world;
            this.how = how;
            literal = new LiteralRules(world);
            reachability = Reachability.of(world);
            List<Connection> all = reachability.connections().toList();
            all.forEach(it -> pods.put(it.source() + " " + it.destination(), it.ports()));
            outside = all.stream()
                    .filter(it ->
                            it.source() instanceof Endpoint.External || it.destination() instanceof Endpoint.External)
                    .collect(Collectors.groupingBy(it -> it.source() instanceof Endpoint.External
                            ? "to " + it.destination()
                            : "from " + it.source()));
        }

        void run() {
            for (World.Pod source : world.pods()) {
                for (World.Pod destination : world.pods()) {
                    if (!source.equals(destination) && !source.hostNetwork() && !destination.hostNetwork()) {
                        compare(
                                new Party(source, null),
                                new Party(destination, null),
                                pods.getOrDefault(text(source) + " " + text(destination), PortSet.NONE));
                    }
                }
                for (String address : RandomWorld.ADDRESSES) {
                    compare(new Party(source, null), new Party(null, address), at("from " + text(source), address));
                    compare(new Party(null, address), new Party(source, null), at("to " + text(source), address));
                }
                for (String address : RandomWorld.IPV6_ADDRESSES) {
                    ipv6(source, address);
                }
            }
        }

        /** IPv6 addresses are listed where a policy names some, and always answered. */
        private void ipv6(World.Pod pod, String address) {
            var outside = new Endpoint.External(IpRange.parse(address).orElseThrow());
            PortSet from = reachability.ports(text(pod), outside);
            PortSet to = reachability.ports(outside, text(pod));
            compare(new Party(pod, null), new Party(null, address), from);
            compare(new Party(null, address), new Party(pod, null), to);
            boolean listed = reachability.families().contains(IpRange.IPV6);
            assertThat(at("from " + text(pod), address)).isEqualTo(listed ? from : PortSet.NONE);
            assertThat(at("to " + text(pod), address)).isEqualTo(listed ? to : PortSet.NONE);
        }

        private static Endpoint text(World.Pod pod) {
            return new Endpoint.Workload(pod.workload(), "");
        }

        private PortSet at(String key, String address) {
            IpRange wanted = IpRange.parse(address).orElseThrow();
            PortSet ports = PortSet.NONE;
            for (Connection connection : outside.getOrDefault(key, List.of())) {
                Endpoint other = connection.source() instanceof Endpoint.External
                        ? connection.source()
                        : connection.destination();
                if (((Endpoint.External) other).addresses().contains(wanted)) {
                    assertThat(ports.isEmpty()).as("ranges overlap, %s", how).isTrue();
                    ports = connection.ports();
                }
            }
            return ports;
        }

        private void compare(Party source, Party destination, PortSet ports) {
            for (Protocol protocol : Protocol.values()) {
                for (int port : RandomWorld.PORTS) {
                    if (ports.contains(protocol, port) != literal.allows(source, destination, protocol, port)) {
                        throw new AssertionError("%s => %s on %s %s: %s in %s; again with %s"
                                .formatted(source, destination, protocol, port, ports, world.policies(), how));
                    }
                }
            }
        }
    }
}

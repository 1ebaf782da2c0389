package dev.clientintents.reach;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.cluster.ContinuousIntegration;
import dev.clientintents.cluster.Cyclonus;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.WorkloadId;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlockBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyListBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random worlds, in which probes are also judged by cyclonus, an implementation by others. Where it differs from the
 * Kubernetes documentation, the documentation holds, and the worlds are such that the difference does not show:
 *
 * <ul>
 *   <li>{@code NotIn} does not match an absent label there, see
 *       {@link #notInDoesNotMatchAnAbsentLabelThereAndDoesHere};
 *   <li>it does not default {@code policyTypes}: they are filled in as the API server does;
 *   <li>a block of addresses matches a pod that has such an address: pods get addresses that no block names;
 *   <li>it knows no host network: probes of such pods are left out.
 * </ul>
 *
 * <p>Many worlds share a process: each has namespaces of its own, whose labels are those of the world all the same.
 */
class CyclonusIT {

    private static final String PODS = "2001:db8::/32";
    private static final int WORLDS = Integer.getInteger("reach.worlds", 2000);
    private static final int WORLDS_A_PROCESS = 50;
    private static final int PROBES_A_WORLD = 40;
    private static final long SEED = Long.getLong("reach.seed", 20_261_121L);

    private static @Nullable Cyclonus cyclonus;

    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    Path folder = Path.of("");

    /** A question to both. */
    private record Probe(Map<String, Object> traffic, boolean ours, String text) {}

    @BeforeAll
    @SuppressWarnings("SystemOut")
    static void find() throws InterruptedException {
        try {
            cyclonus = Cyclonus.find(System.err::println);
        } catch (IOException e) {
            throw ContinuousIntegration.cannotRun("against cyclonus", e);
        }
    }

    @Test
    void agreesOnWorldsWithoutNotIn() throws Exception {
        compare(WORLDS / 2, RandomWorld::withoutNotIn);
    }

    @Test
    void agreesOnWorldsWithoutAbsentLabels() throws Exception {
        compare(WORLDS / 2, RandomWorld::withEveryLabel);
    }

    @Test
    void notInDoesNotMatchAnAbsentLabelThereAndDoesHere() throws Exception {
        NetworkPolicy policy = new NetworkPolicyBuilder()
                .withNewMetadata()
                .withNamespace("x")
                .withName("p")
                .endMetadata()
                .withNewSpec()
                .withNewPodSelector()
                .withMatchExpressions(new LabelSelectorRequirement("app", "NotIn", List.of("a")))
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .endSpec()
                .build();
        var world = new World(List.of(), List.of(pod("p0"), pod("p1")), List.of(policy), List.of());
        var probe = new Probes(world, "w", SEED)
                .probe(world.pods().get(0), world.pods().get(1), Protocol.TCP, 80);

        assertThat(probe.ours()).as("selected, so closed").isFalse();
        assertThat(judge(List.of(renamed(policy, "w")), List.of(probe))).containsExactly(true);
    }

    private static World.Pod pod(String name) {
        return new World.Pod(new WorkloadId("x", "Pod", name), name, Map.of(), List.of(), false);
    }

    private void compare(int worlds, LongFunction<World> random) throws Exception {
        for (int start = 0; start < worlds; start += WORLDS_A_PROCESS) {
            var policies = new ArrayList<NetworkPolicy>();
            var probes = new ArrayList<Probe>();
            for (int i = start; i < Math.min(worlds, start + WORLDS_A_PROCESS); i++) {
                World world = random.apply(SEED + i);
                String prefix = "w" + i + "-";
                world.policies().forEach(policy -> policies.add(renamed(policy, prefix)));
                var ask = new Probes(world, prefix, SEED + i);
                for (int j = 0; j < PROBES_A_WORLD; j++) {
                    Probe probe = ask.random();
                    if (probe != null) {
                        probes.add(probe);
                    }
                }
            }
            List<Boolean> theirs = judge(policies, probes);
            assertThat(theirs).hasSameSizeAs(probes);
            for (int i = 0; i < probes.size(); i++) {
                assertThat(theirs.get(i))
                        .as(probes.get(i).text())
                        .isEqualTo(probes.get(i).ours());
            }
        }
    }

    private List<Boolean> judge(List<NetworkPolicy> policies, List<Probe> probes) throws Exception {
        Path ofPolicies = Files.createTempDirectory(folder, "policies");
        Path traffic = folder.resolve("traffic.json");
        json.writeValue(
                ofPolicies.resolve("policies.json").toFile(),
                new NetworkPolicyListBuilder().withItems(policies).build());
        json.writeValue(traffic.toFile(), probes.stream().map(Probe::traffic).toList());
        return requireNonNull(cyclonus).judge(ofPolicies, traffic);
    }

    /**
     * Returns the policy as cyclonus is to read it. To it a pod has an address, which here is one of a range that no
     * block holds, so that blocks hold no pods there either.
     */
    private static NetworkPolicy renamed(NetworkPolicy policy, String prefix) {
        boolean egress = !policy.getSpec().getEgress().isEmpty();
        List<String> types = policy.getSpec().getPolicyTypes();
        return new NetworkPolicyBuilder(policy)
                .editMetadata()
                .withNamespace(prefix + policy.getMetadata().getNamespace())
                .endMetadata()
                .editSpec()
                .withPolicyTypes(types.isEmpty() ? egress ? List.of("Ingress", "Egress") : List.of("Ingress") : types)
                .endSpec()
                .accept(IPBlockBuilder.class, block -> {
                    if (block.getCidr().equals("::/0")) {
                        block.addToExcept(PODS);
                    }
                })
                .build();
    }

    /** Questions about one world. */
    private static final class Probes {

        private static final List<Protocol> PROTOCOLS = List.of(Protocol.values());

        private final World world;
        private final String prefix;
        private final long seed;
        private final SplittableRandom random;
        private final Reachability reachability;
        private final Map<String, Map<String, String>> namespaces;
        private final List<World.Pod> pods;

        Probes(World world, String prefix, long seed) {
            this.world = world;
            this.prefix = prefix;
            this.seed = seed;
            random = new SplittableRandom(seed);
            reachability = Reachability.of(world);
            namespaces = Namespaces.labels(world);
            pods = world.pods().stream().filter(it -> !it.hostNetwork()).toList();
        }

        /** Null where the world has nobody for the question. */
        @Nullable
        Probe random() {
            Object source = party();
            Object destination = party();
            boolean askable =
                    !source.equals(destination) && (source instanceof World.Pod || destination instanceof World.Pod);
            Protocol protocol = PROTOCOLS.get(random.nextInt(PROTOCOLS.size()));
            int port = RandomWorld.PORTS.get(random.nextInt(RandomWorld.PORTS.size()));
            return askable
                            && (!(destination instanceof World.Pod pod)
                                    || names(pod, protocol, port).size() < 2)
                    ? probe(source, destination, protocol, port)
                    : null;
        }

        private Object party() {
            int at = random.nextInt(pods.size() + 2);
            return at < pods.size()
                    ? pods.get(at)
                    : RandomWorld.ADDRESSES.get(random.nextInt(RandomWorld.ADDRESSES.size()));
        }

        Probe probe(Object source, Object destination, Protocol protocol, int port) {
            var traffic = new LinkedHashMap<String, Object>();
            traffic.put("Source", party(source, 1));
            traffic.put("Destination", party(destination, 2));
            traffic.put("Protocol", protocol.name());
            traffic.put("ResolvedPort", port);
            traffic.put(
                    "ResolvedPortName",
                    destination instanceof World.Pod pod ? String.join("", names(pod, protocol, port)) : "");
            boolean ours =
                    reachability.ports(endpoint(source), endpoint(destination)).contains(protocol, port);
            return new Probe(
                    traffic,
                    ours,
                    "%s => %s on %s %s, seed %s, policies %s"
                            .formatted(source, destination, protocol, port, seed, world.policies()));
        }

        private Map<String, Object> party(Object party, int number) {
            if (party instanceof World.Pod pod) {
                String namespace = pod.workload().namespace();
                return Map.of(
                        "IP",
                        PODS.replace("/32", Integer.toString(number)),
                        "Internal",
                        Map.of(
                                "PodLabels",
                                pod.labels(),
                                "NamespaceLabels",
                                namespaces.getOrDefault(namespace, Map.of()),
                                "Namespace",
                                prefix + namespace));
            }
            return Map.of("IP", party);
        }

        private static Endpoint endpoint(Object party) {
            return party instanceof World.Pod pod
                    ? new Endpoint.Workload(pod.workload(), "")
                    : new Endpoint.External(IpRange.parse((String) party).orElseThrow());
        }

        private static List<String> names(World.Pod pod, Protocol protocol, int number) {
            return pod.ports().stream()
                    .filter(it -> it.protocol() == protocol && it.number() == number && it.name() != null)
                    .map(it -> String.valueOf(it.name()))
                    .distinct()
                    .toList();
        }
    }
}

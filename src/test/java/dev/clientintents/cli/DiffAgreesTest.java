package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.query.Changes;
import dev.clientintents.reach.Connection;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.RandomWorld;
import dev.clientintents.reach.Reachability;
import dev.clientintents.reach.World;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code diff} says opens and closes is what {@code reach} lists after and not before, and the other way round.
 */
class DiffAgreesTest {

    private static final long SEED = Long.getLong("diff.seed", 20261121L);
    private static final int WORLDS = Integer.getInteger("diff.worlds", 80);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EXTERNAL = "[External]";

    private static final Pattern ROW =
            Pattern.compile("\\| \\*\\*(\\w+)\\*\\*[^|]* \\| `([^`]+)` \\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\|");

    @TempDir
    private Path folder;

    /** One port, or ports that are alike everywhere, at one address or one workload. */
    private record Fact(String source, String destination, String protocol, long port) {}

    @Test
    void whatOpensAndClosesIsTheDifferenceOfWhatReachListsPortByPort() throws IOException {
        int changed = 0;
        for (int i = 0; i < WORLDS; i++) {
            long seed = SEED + i;
            World before = RandomWorld.of(seed);
            Path was = write("before.yaml", before);
            Path is = write("after.yaml", changed(before, RandomWorld.of(-seed), new SplittableRandom(seed)));

            JsonNode diff = json("diff", was.toString(), is.toString());
            JsonNode reachedBefore = json("reach", was.toString()).path("connections");
            JsonNode reachedAfter = json("reach", is.toString()).path("connections");

            var atoms = new Atoms();
            reachedBefore.forEach(it -> atoms.cut(it, "ranges"));
            reachedAfter.forEach(it -> atoms.cut(it, "ranges"));
            diff.path("changes").forEach(it -> atoms.cut(it, "opened"));
            diff.path("changes").forEach(it -> atoms.cut(it, "closed"));
            Set<Fact> open = atoms.facts(reachedBefore, "ranges");
            Set<Fact> opened = atoms.facts(reachedAfter, "ranges");
            Set<Fact> closed = new HashSet<>(open);
            closed.removeAll(opened);
            opened.removeAll(open);
            assertThat(atoms.facts(diff.path("changes"), "opened"))
                    .as("opened, seed %d", seed)
                    .isEqualTo(opened);
            assertThat(atoms.facts(diff.path("changes"), "closed"))
                    .as("closed, seed %d", seed)
                    .isEqualTo(closed);
            changed += diff.path("changes").isEmpty() ? 0 : 1;
        }
        assertThat(changed).as("worlds that differ").isGreaterThan(WORLDS / 2);
    }

    @Test
    void whatIsTheSameOpensAndClosesNothing() throws IOException {
        for (int i = 0; i < Math.max(1, WORLDS / 4); i++) {
            World world = RandomWorld.of(SEED + i);
            Path was = write("before.yaml", world);
            var reversed = new ArrayList<>(world.policies());
            Collections.reverse(reversed);
            Path is = write("after.yaml", new World(world.namespaces(), world.pods(), reversed, List.of()));

            assertThat(Run.of("diff", "--fail-on", "any", was.toString(), is.toString()))
                    .as("seed %d", SEED + i)
                    .satisfies(run -> assertThat(run.exitCode()).isZero())
                    .satisfies(run -> assertThat(run.out()).isEqualTo("No connection is opened or closed.\n"));
        }
    }

    @Test
    void whatStaysIsOpenOnTheSamePortsBeforeAndAfter() {
        int stays = 0;
        for (int i = 0; i < WORLDS; i++) {
            World world = RandomWorld.of(SEED + i);
            var before = Reachability.of(world);
            var after = Reachability.of(changed(world, RandomWorld.of(-SEED - i), new SplittableRandom(SEED + i)));
            List<Endpoint.Workload> alike = before.workloads().stream()
                    .filter(it -> after.workloads().contains(it))
                    .filter(it -> Changes.compared(before, after).apply(it).equals(it))
                    .toList();

            List<Connection> unchanged = Changes.unchanged(before, after)
                    .filter(it -> alike.contains(it.source()) && alike.contains(it.destination()))
                    .toList();

            assertThat(unchanged)
                    .as("seed %d", SEED + i)
                    .containsExactlyInAnyOrderElementsOf(alike.stream()
                            .flatMap(from -> alike.stream()
                                    .filter(to -> !to.equals(from))
                                    .map(to -> new Connection(from, to, after.ports(from, to))))
                            .filter(it -> !it.ports().isEmpty()
                                    && it.ports().equals(before.ports(it.source(), it.destination())))
                            .toList());
            stays += unchanged.size();
        }
        assertThat(stays).isGreaterThan(WORLDS);
    }

    @Test
    void everyFormatSaysTheSame() throws IOException {
        for (int i = 0; i < Math.max(1, WORLDS / 4); i++) {
            World before = RandomWorld.of(SEED + i);
            String was = write("before.yaml", before).toString();
            String is = write("after.yaml", changed(before, RandomWorld.of(-SEED - i), new SplittableRandom(SEED + i)))
                    .toString();
            var expected = new ArrayList<List<String>>();
            json("diff", was, is)
                    .path("changes")
                    .forEach(it -> expected.add(List.of(
                            it.path("kind").asText(),
                            it.path("source").asText(),
                            it.path("destination").asText(),
                            it.path("before").asText(),
                            it.path("after").asText())));

            String markdown = Run.of("diff", "-o", "markdown", was, is).out();
            String text = Run.of("diff", was, is).out();
            String csv = Run.of("diff", "-o", "csv", was, is).out();

            assertThat(ROW.matcher(markdown)
                            .results()
                            .map(row -> List.of(row.group(1), row.group(2), row.group(3), row.group(4), row.group(5))))
                    .as("Markdown, seed %d", SEED + i)
                    .containsExactlyElementsOf(expected);
            assertThat(csv.lines().skip(1))
                    .as("CSV, seed %d", SEED + i)
                    .hasSameSizeAs(expected)
                    .allSatisfy(line -> assertThat(expected)
                            .anyMatch(it -> line.startsWith(it.get(0) + "," + it.get(1) + "," + it.get(2) + ",")));
            assertThat(text.lines().filter(it -> it.contains(" => ")))
                    .as("text, seed %d", SEED + i)
                    .hasSameSizeAs(expected)
                    .allSatisfy(line -> assertThat(expected)
                            .anyMatch(
                                    it -> line.startsWith(it.get(0) + ": " + it.get(1) + " => " + it.get(2) + " : ")));
        }
    }

    /** Most of a world, and some of another. */
    private static World changed(World before, World other, SplittableRandom random) {
        var pods = new LinkedHashMap<String, World.Pod>();
        before.pods().stream().filter(it -> random.nextInt(5) > 0).forEach(it -> pods.put(key(it), it));
        other.pods().stream().filter(it -> random.nextInt(3) == 0).forEach(it -> pods.put(key(it), it));
        var policies = new ArrayList<>(
                before.policies().stream().filter(it -> random.nextInt(4) > 0).toList());
        other.policies().stream().filter(it -> random.nextInt(4) == 0).forEach(policy -> {
            policy.getMetadata().setName("other-" + policy.getMetadata().getName());
            policies.add(policy);
        });
        return new World(before.namespaces(), List.copyOf(pods.values()), policies, List.of());
    }

    private static String key(World.Pod pod) {
        return pod.workload().namespace() + "/" + pod.workload().name();
    }

    private Path write(String file, World world) throws IOException {
        var objects = new ArrayList<Object>();
        world.namespaces().forEach(it -> objects.add(namespace(it)));
        world.pods().forEach(it -> objects.add(pod(it)));
        objects.addAll(world.policies());
        objects.add(namesIpv6());
        return Files.writeString(folder.resolve(file), ManifestWriter.yaml(objects));
    }

    /** A policy of no pod, because of which both sides list IPv6 addresses. */
    private static NetworkPolicy namesIpv6() {
        return new NetworkPolicyBuilder()
                .withNewMetadata()
                .withName("names-ipv6")
                .withNamespace("ipv6")
                .endMetadata()
                .withNewSpec()
                .withNewPodSelector()
                .endPodSelector()
                .addNewIngress()
                .addNewFrom()
                .withNewIpBlock()
                .withCidr("::1/128")
                .endIpBlock()
                .endFrom()
                .endIngress()
                .endSpec()
                .build();
    }

    private static Namespace namespace(World.Namespace namespace) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace.name())
                .withLabels(namespace.labels())
                .endMetadata()
                .build();
    }

    /**
     * A container for each port, for two of one container cannot have one name. On the host network ports do not matter,
     * and the API server lets none be taken twice.
     */
    private static Pod pod(World.Pod pod) {
        var containers = new ArrayList<Container>();
        containers.add(new ContainerBuilder().withName("a").withImage("a").build());
        for (World.Port port : pod.hostNetwork() ? List.<World.Port>of() : pod.ports()) {
            containers.add(new ContainerBuilder()
                    .withName("a" + containers.size())
                    .withImage("a")
                    .addNewPort()
                    .withName(port.name())
                    .withProtocol(port.protocol().name())
                    .withContainerPort(port.number())
                    .endPort()
                    .build());
        }
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(pod.workload().namespace())
                .withName(pod.workload().name())
                .withLabels(pod.labels())
                .endMetadata()
                .withNewSpec()
                .withHostNetwork(pod.hostNetwork() ? true : null)
                .withContainers(containers)
                .endSpec()
                .build();
    }

    private static JsonNode json(String... arguments) throws IOException {
        Run run = Run.of(Run.with(Arrays.copyOfRange(arguments, 1, arguments.length), arguments[0], "-o", "json"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return JSON.readTree(run.out());
    }

    /** The parts into which all answers together cut addresses and ports. */
    private static final class Atoms {

        private final NavigableSet<BigInteger> addresses = new TreeSet<>();
        private final NavigableSet<Long> ports = new TreeSet<>();

        void cut(JsonNode connection, String field) {
            for (String side : List.of("source", "destination")) {
                String endpoint = connection.path(side).asText();
                if (endpoint.endsWith(EXTERNAL)) {
                    addresses.add(range(endpoint).first());
                    addresses.add(range(endpoint).after());
                }
            }
            for (JsonNode range : connection.path(field)) {
                ports.add(first(range));
                ports.add(last(range) + 1);
            }
        }

        Set<Fact> facts(JsonNode connections, String field) {
            var facts = new HashSet<Fact>();
            for (JsonNode connection : connections) {
                for (String source : parts(connection.path("source").asText())) {
                    for (String destination :
                            parts(connection.path("destination").asText())) {
                        for (JsonNode range : connection.path(field)) {
                            for (long port : ports.subSet(first(range), last(range) + 1)) {
                                facts.add(new Fact(
                                        source,
                                        destination,
                                        range.path("protocol").asText(),
                                        port));
                            }
                        }
                    }
                }
            }
            return facts;
        }

        private List<String> parts(String endpoint) {
            return endpoint.endsWith(EXTERNAL)
                    ? addresses.subSet(range(endpoint).first(), range(endpoint).after()).stream()
                            .map(it -> "from " + it)
                            .toList()
                    : List.of(endpoint);
        }

        private static IpRange range(String endpoint) {
            String[] ends = endpoint.replace(EXTERNAL, "").split("-", 2);
            return IpRange.parse(ends[0])
                    .orElseThrow()
                    .through(IpRange.parse(ends[1]).orElseThrow());
        }

        private static long first(JsonNode range) {
            return range.path("port").asLong();
        }

        private static long last(JsonNode range) {
            return range.path("endPort").asLong(first(range));
        }
    }
}

package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.RandomWorld;
import dev.clientintents.reach.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random worlds with NetworkPolicies: the same connections are open with the intents that are imported, and without the
 * policies in whose place they are. {@code diff} says so, which knows nothing of imports.
 */
class RandomImportTest {

    private static final long SEED = 20261128;
    private static final int WORLDS = 60;
    private static final List<String> NAMESPACES = List.of("one", "two");
    private static final List<String> APPS = List.of("a", "b", "c");

    @TempDir
    private Path folder;

    @Test
    void theSameConnectionsAreOpenAfterAnImport() throws IOException {
        int replaced = 0;
        int kept = 0;
        for (int i = 0; i < WORLDS; i++) {
            List<String> policies = new Manifests(new Random(SEED + i)).policies();
            List<String> rest = new Manifests(new Random(SEED + i)).workloads();

            int gone = replacedAndChecked(rest, policies, SEED + i);
            replaced += gone;
            kept += policies.size() - gone;
        }
        assertThat(replaced).as("policies that intents say").isGreaterThan(WORLDS);
        assertThat(kept).as("policies that stay").isGreaterThan(WORLDS / 2);
    }

    @Test
    void theSameConnectionsAreOpenAfterAnImportOfPoliciesOfAnyForm() throws IOException {
        for (int i = 0; i < WORLDS; i++) {
            World world = RandomWorld.of(SEED + i);
            List<String> policies = world.policies().stream()
                    .map(it -> ManifestWriter.yaml(List.of(it)))
                    .toList();
            var rest = new ArrayList<String>();
            world.namespaces().forEach(it -> rest.add(namespace(it.name(), labels(it.labels()))));
            rest.add(pod(new World.Pod(new WorkloadId("z", "Pod", "always"), "always", Map.of(), List.of(), false)));
            world.pods().stream().filter(it -> !it.hostNetwork()).forEach(it -> rest.add(pod(it)));

            replacedAndChecked(rest, policies, SEED + i);
        }
    }

    /** Imports policies, compares what is open before and after, and returns how many of them are replaced. */
    private int replacedAndChecked(List<String> rest, List<String> policies, long seed) throws IOException {
        Path before = Files.createDirectories(folder.resolve(seed + "-before"));
        Path after = Files.createDirectories(folder.resolve(seed + "-after"));
        Files.writeString(before.resolve("rest.yaml"), String.join("---\n", rest));
        Files.writeString(after.resolve("rest.yaml"), String.join("---\n", rest));
        for (int i = 0; i < policies.size(); i++) {
            Files.writeString(before.resolve("policy-" + i + ".yaml"), policies.get(i));
        }

        Run run = Run.of("import", "--from", "network-policies", before.toString());

        assertThat(run.exitCode()).as("seed %d: %s", seed, run.err()).isZero();
        int replaced = 0;
        for (int i = 0; i < policies.size(); i++) {
            if (run.err().contains("replaced: " + before.resolve("policy-" + i + ".yaml") + ":")) {
                replaced++;
            } else {
                Files.writeString(after.resolve("policy-" + i + ".yaml"), policies.get(i));
            }
        }
        Files.writeString(after.resolve("intents.yaml"), run.out());
        Run diff = Run.of("diff", before.toString(), after.toString());
        assertThat(diff.out())
                .as("seed %d: %s\n%s\n%s", seed, diff.err(), String.join("---\n", policies), run.out())
                .isEqualTo("No connection is opened or closed.\n");
        return replaced;
    }

    private static String namespace(String name, String labels) {
        return """
                apiVersion: v1
                kind: Namespace
                metadata: {name: '%s', labels: {%s}}
                """.formatted(name, labels);
    }

    private static String labels(Map<String, String> labels) {
        return labels.entrySet().stream()
                .filter(it -> !it.getKey().startsWith("kubernetes.io/"))
                .map(it -> it.getKey() + ": '" + it.getValue() + "'")
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String pod(World.Pod pod) {
        String ports = IntStream.range(0, pod.ports().size())
                .mapToObj(i -> "{name: c%d, image: a, ports: [{name: %s, protocol: %s, containerPort: %d}]}"
                        .formatted(
                                i,
                                pod.ports().get(i).name(),
                                pod.ports().get(i).protocol(),
                                pod.ports().get(i).number()))
                .collect(Collectors.joining(", "));
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: '%s', labels: {%s}}
                spec: {containers: [{name: a, image: a}%s]}
                """.formatted(
                pod.name(), pod.workload().namespace(), labels(pod.labels()), ports.isEmpty() ? "" : ", " + ports);
    }

    /** A world of Deployments and policies of which most can be said. */
    private static final class Manifests {

        private static final List<String> PORTS = List.of(
                "{port: 80}",
                "{port: http}",
                "{port: 9000, endPort: 9010}",
                "{protocol: UDP, port: 53}",
                "{protocol: SCTP}");
        private static final List<String> BLOCKS = List.of(
                "{ipBlock: {cidr: 203.0.113.0/24}}",
                "{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, 203.0.113.0/25]}}",
                "{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/16]}}",
                "{ipBlock: {cidr: '::/0', except: ['fd00::/8']}}");

        private final Random random;

        Manifests(Random random) {
            this.random = random;
        }

        List<String> workloads() {
            var documents = new ArrayList<String>();
            for (String namespace : NAMESPACES) {
                documents.add(namespace(namespace, "team: " + namespace + "s"));
                for (String app : APPS) {
                    documents.add("""
                            apiVersion: apps/v1
                            kind: Deployment
                            metadata: {name: %1$s, namespace: %2$s}
                            spec:
                              selector: {matchLabels: {app: %1$s}}
                              template:
                                metadata: {labels: {app: %1$s, tier: %3$s}}
                                spec: {containers: [{name: a, image: a, ports: [{name: http, containerPort: 8080}]}]}
                            """.formatted(app, namespace, app.equals("a") ? "front" : "back"));
                }
            }
            return documents;
        }

        List<String> policies() {
            var documents = new ArrayList<String>();
            int count = 1 + random.nextInt(4);
            for (int i = 0; i < count; i++) {
                documents.add("""
                        apiVersion: networking.k8s.io/v1
                        kind: NetworkPolicy
                        metadata: {name: policy-%d, namespace: %s}
                        spec: {podSelector: %s, policyTypes: [Ingress%s], ingress: [%s]}
                        """.formatted(
                                i,
                                any(NAMESPACES),
                                random.nextInt(6) == 0 ? "{}" : pods(),
                                random.nextInt(8) == 0 ? ", Egress" : "",
                                IntStream.range(0, random.nextInt(3))
                                        .mapToObj(rule -> rule())
                                        .collect(Collectors.joining(", "))));
            }
            return documents;
        }

        private String rule() {
            String peers = IntStream.range(0, 1 + random.nextInt(2))
                    .mapToObj(it -> peer())
                    .collect(Collectors.joining(", "));
            String ports = IntStream.range(0, random.nextInt(3))
                    .mapToObj(it -> any(PORTS))
                    .collect(Collectors.joining(", "));
            return "{from: [" + peers + "]" + (ports.isEmpty() ? "" : ", ports: [" + ports + "]") + "}";
        }

        private String peer() {
            return switch (random.nextInt(6)) {
                case 0 -> any(BLOCKS);
                case 1 ->
                    "{namespaceSelector: {matchLabels: {team: %ss}}, podSelector: %s}"
                            .formatted(any(NAMESPACES), pods());
                case 2 ->
                    "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}, podSelector: %s}"
                            .formatted(any(NAMESPACES), pods());
                case 3 -> random.nextInt(3) == 0 ? "{namespaceSelector: {}}" : "{podSelector: " + pods() + "}";
                default -> "{podSelector: " + pods() + "}";
            };
        }

        private String pods() {
            return switch (random.nextInt(4)) {
                case 0 -> "{matchLabels: {tier: " + any(List.of("front", "back")) + "}}";
                case 1 ->
                    "{matchExpressions: [{key: app, operator: In, values: [" + any(APPS) + ", " + any(APPS) + "]}]}";
                default -> "{matchLabels: {app: " + any(APPS) + "}}";
            };
        }

        private String any(List<String> list) {
            return list.get(random.nextInt(list.size()));
        }
    }
}

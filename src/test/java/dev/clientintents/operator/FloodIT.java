package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Crd;
import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.deploy.ChartValues;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A namespace that floods the operator with all that an API server takes harms no other namespace. */
@RealCluster(dedicated = true)
class FloodIT {

    private static final int PAIRS = 10;
    private static final int SAMPLES = 30;
    /** How long the API server may take for the flood. */
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private static final Duration LABELLED = Duration.ofMillis(100);
    private static final Duration SHUT = Duration.ofMillis(250);
    private static final String HONEST = "honest";
    private static final String FLOODED = "flooded";

    private final ControlPlane controlPlane;
    private final KubernetesClient client;

    FloodIT(ControlPlane controlPlane, KubernetesClient client) {
        this.controlPlane = controlPlane;
        this.client = client;
    }

    @Test
    void anotherNamespaceIsServedAsSoonAsEver(@TempDir Path folder) throws Exception {
        Crd.install(client);
        Namespaces.create(client, HONEST, FLOODED);
        IntStream.range(0, PAIRS).forEach(this::pair);
        Process operator = ChildOperator.start(
                ChartValues.javaOptions(),
                controlPlane.kubeconfig(controlPlane.folder().resolve("flood")),
                folder,
                "--no-leader-election",
                "--http-port=0",
                "--metrics-port=0");
        Path log = folder.resolve("operator.log");
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> IntStream.range(0, PAIRS).allMatch(this::isAdmitted));
            try (Flood flood = new Flood(client, FLOODED, HONEST).start()) {
                List<Duration> labelled = new ArrayList<>();
                List<Duration> shut = new ArrayList<>();
                List<Duration> bare = new ArrayList<>();
                Instant patience = Instant.now().plus(PATIENCE);
                while (labelled.size() < SAMPLES || !flood.isComplete()) {
                    assertThat(Instant.now()).as("%s", flood).isBefore(patience);
                    assertThat(flood.refused())
                            .as("what the API server did not take")
                            .isEmpty();
                    int pair = labelled.size() % PAIRS;
                    labelled.add(untilANewPodIsLabelled(pair));
                    shut.add(untilAWithdrawnIntentIsShut(pair));
                    bare.add(untilABareWriteIsSeen(pair));
                    assertThat(operator.isAlive()).as("the operator lives").isTrue();
                }
                labelled.addAll(afterTheFlood(shut));
                System.out.printf(
                        "In a flood: labelled after %s, shut after %s, a bare write seen after %s (medians of %d)%n",
                        median(labelled), median(shut), median(bare), labelled.size());
                assertThat(flood.refused())
                        .as("what the API server did not take")
                        .isEmpty();
                // the API server is flooded as well
                assertThat(median(labelled)).isLessThan(LABELLED.plus(median(bare)));
                assertThat(median(shut)).isLessThan(SHUT.plus(median(bare)));
            }
            assertThat(client.network()
                            .v1()
                            .networkPolicies()
                            .inNamespace(HONEST)
                            .list()
                            .getItems())
                    .extracting(it -> it.getMetadata().getName())
                    .as("no policy of a server that only the other namespace names")
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, PAIRS)
                            .mapToObj(FloodIT::policyName)
                            .toList());
            assertThat(resident(operator)).isLessThan(ChartValues.memoryLimit());
            assertThat(Files.readString(log))
                    .as("what others write makes no line and no escape sequence")
                    .doesNotContain("\u001b")
                    .doesNotContainPattern("(?m)^WARN forged")
                    .doesNotContain("Could not write a policy");
        } finally {
            operator.destroyForcibly().waitFor();
        }
    }

    /** All is there and is edited without an end. */
    private List<Duration> afterTheFlood(List<Duration> shut) throws InterruptedException {
        List<Duration> labelled = new ArrayList<>();
        for (int pair = 0; pair < PAIRS; pair++) {
            labelled.add(untilANewPodIsLabelled(pair));
            shut.add(untilAWithdrawnIntentIsShut(pair));
        }
        return labelled;
    }

    private Duration untilANewPodIsLabelled(int pair) throws InterruptedException {
        Set<String> before = names(pods(pair));
        client.apps()
                .replicaSets()
                .inNamespace(HONEST)
                .withName("client-" + pair)
                .scale(before.size() + 1);
        until(() -> pods(pair).size() > before.size());
        return until(() -> pods(pair).stream()
                .filter(pod -> !before.contains(pod.getMetadata().getName()))
                .allMatch(pod -> pod.getMetadata().getLabels().containsKey(key(pair))));
    }

    private List<Pod> pods(int pair) {
        return client.pods()
                .inNamespace(HONEST)
                .withLabel("app", "client-" + pair)
                .list()
                .getItems();
    }

    private static Set<String> names(List<Pod> pods) {
        return pods.stream().map(pod -> pod.getMetadata().getName()).collect(Collectors.toSet());
    }

    private Duration untilAWithdrawnIntentIsShut(int pair) throws InterruptedException {
        client.resources(ClientIntents.class)
                .inNamespace(HONEST)
                .withName("client-" + pair)
                .delete();
        Duration shut = until(() -> !isAdmitted(pair));
        declare(pair);
        until(() -> isAdmitted(pair));
        return shut;
    }

    /** How long the API server alone takes. */
    private Duration untilABareWriteIsSeen(int pair) {
        long start = System.nanoTime();
        var sets = client.apps().replicaSets().inNamespace(HONEST).withName("client-" + pair);
        sets.patch(
                PatchContext.of(PatchType.JSON_MERGE),
                "{\"metadata\": {\"annotations\": {\"test\": \"%d\"}}}".formatted(start));
        sets.get();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Duration until(BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        long deadline = start + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not after 30 s");
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Whether the policy of a server admits its client, which consumes all ports; others' keys have theirs. */
    private boolean isAdmitted(int pair) {
        NetworkPolicy policy = client.network()
                .v1()
                .networkPolicies()
                .inNamespace(HONEST)
                .withName(policyName(pair))
                .get();
        return policy != null && ExistingPolicy.keys(policy).contains(key(pair));
    }

    private static String key(int pair) {
        return "clientintents.dev/consumes-server-" + pair + "." + HONEST;
    }

    private static String policyName(int pair) {
        return "consumers-of-server-" + pair;
    }

    private void pair(int pair) {
        workload("server-" + pair);
        workload("client-" + pair);
        declare(pair);
    }

    private void declare(int pair) {
        create("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: client-%1$d, namespace: %2$s}
                spec: {client: {name: client-%1$d}, consumes: [{name: server-%1$d}]}
                """.formatted(pair, HONEST));
    }

    private void workload(String name) {
        create("""
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec: {containers: [{name: app, image: app}]}
                """.formatted(name, HONEST));
    }

    private void create(String yaml) {
        client.resource(yaml).create();
    }

    private static Duration median(List<Duration> durations) {
        return durations.stream().sorted().toList().get(durations.size() / 2);
    }

    /** MiB; 0 where the system does not say. */
    private static long resident(Process process) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(6).replace("kB", "").strip()) / 1024)
                .findFirst()
                .orElse(0);
    }
}

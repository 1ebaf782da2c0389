package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.Crd;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.FaultProxy;
import dev.clientintents.cluster.Kubeconfig;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator on an API server that refuses writes, loses answers and cuts watches, and the operator killed at any
 * point.
 */
@RealCluster
class FaultsIT {

    private static final double FAILING_WRITES = 0.4;
    private static final long SEED = 20_261_121;

    private final ControlPlane controlPlane;
    private final KubernetesClient client;
    private List<String> namespaces = List.of();

    FaultsIT(ControlPlane controlPlane, KubernetesClient client) {
        this.controlPlane = controlPlane;
        this.client = client;
    }

    @BeforeAll
    static void installCrd(KubernetesClient client) {
        Crd.install(client);
    }

    @BeforeEach
    void createNamespaces(TestInfo test) {
        String prefix = "faults-" + Math.floorMod(test.getDisplayName().hashCode(), 10_000);
        namespaces = List.of(prefix + "-a", prefix + "-b");
        Namespaces.create(client, namespaces.toArray(String[]::new));
    }

    @AfterEach
    void deleteNamespaces() {
        namespaces.forEach(name -> client.namespaces().withName(name).delete());
    }

    @Test
    void refusedWritesLostAnswersAndCutWatchesNeverAdmitTheUndeclaredAndAllConverges() {
        try (var proxy = FaultProxy.before(controlPlane.config(), FAILING_WRITES, SEED);
                var watch = new AdmissionWatch(client, namespaces, RandomChanges.inhabited(namespaces));
                var operator = new IntentOperator(proxy.configThrough(), settings(), () -> {})) {
            var changes = new RandomChanges(client, namespaces, SEED);
            changes.begin();
            operator.start();

            makeChanges(changes, Duration.ofSeconds(12));
            proxy.heal();

            awaitPlanned();
            assertThat(watch.violations()).isEmpty();
            assertThat(watch.policyStates()).isGreaterThan(20);
            assertThat(proxy.failedWrites()).isGreaterThan(20);
            assertThat(proxy.cutWatches()).isGreaterThan(5);
        }
    }

    @Test
    void anOperatorKilledAtAnyPointAndStartedAgainReachesTheSameState(@TempDir Path folder) throws Exception {
        var random = new Random(SEED);
        try (var proxy = FaultProxy.before(controlPlane.config(), FAILING_WRITES, SEED);
                var watch = new AdmissionWatch(client, namespaces, RandomChanges.inhabited(namespaces))) {
            Path kubeconfig = Kubeconfig.write(proxy.configThrough(), folder.resolve("kubeconfig"));
            var changes = new RandomChanges(client, namespaces, SEED + 1);
            changes.begin();
            for (int kills = 0; kills < 3; kills++) {
                int before = watch.policyStates();
                Process operator = start(kubeconfig, folder);
                try {
                    await().atMost(Duration.ofSeconds(20)).until(() -> {
                        changes.next();
                        return watch.policyStates() > before;
                    });
                    makeChanges(changes, Duration.ofMillis(random.nextInt(1500)));
                } finally {
                    operator.destroyForcibly().waitFor();
                }
                makeChanges(changes, Duration.ofMillis(300));
            }
            proxy.heal();

            Process operator = start(kubeconfig, folder);
            try {
                awaitPlanned();
            } finally {
                operator.destroyForcibly().waitFor();
            }
            assertThat(watch.violations()).isEmpty();
        }
    }

    private static Settings settings() {
        return TestSettings.of("client-intents-tests", "tests", false, 8, Duration.ofSeconds(30));
    }

    private static Process start(Path kubeconfig, Path folder) throws IOException {
        return ChildOperator.start(kubeconfig, folder, "--no-leader-election", "--http-port=0", "--metrics-port=0");
    }

    private static void makeChanges(RandomChanges changes, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            changes.next();
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private void awaitPlanned() {
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() ->
                        assertThat(LiveState.differences(client, namespaces)).isEmpty());
    }
}

package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.FaultProxy;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An object that ends while its status is written leaves nothing behind, and one that follows it is reported. */
@RealCluster
class DeletedWhileReportedIT extends OperatorScenario {

    private static final String STATES = "io.javaoperatorsdk.operator.processing.event.ResourceStateManager.states";

    DeletedWhileReportedIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Test
    void whatEndsWhileItsStatusIsWrittenIsForgotten() {
        operator.close();
        try (var proxy = FaultProxy.before(operatorsConfig(), 0, 1).sparingWatches()) {
            operator = newOperator(proxy.configThrough(), Duration.ofSeconds(60));
            startAndAwaitLeading();
            pod("web");
            pod("db");
            intents("web", "db");
            awaitReady("web", true);
            long before = states();
            proxy.hangWritesUnder("/apis/clientintents.dev/v1alpha1/namespaces/" + ns + "/clientintents/");
            intents("gone", "db");
            intents("replaced", "db");
            await().until(() -> proxy.hangingWrites() >= 2);

            withdraw("gone");
            withdraw("replaced");
            intents("replaced", "db");
            proxy.heal();

            awaitReady("replaced", true);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(states()).isEqualTo(before + 1));
            intents("replaced", "web");
            long generation = intents("replaced").getMetadata().getGeneration();
            awaitCondition(
                    "replaced",
                    "Ready",
                    it -> assertThat(it.getObservedGeneration()).isEqualTo(generation));
            operator.close(); // while it can still give its lease back
        }
    }

    private long states() {
        return ReachableSizes.from(operator).getOrDefault(STATES, 0L);
    }
}

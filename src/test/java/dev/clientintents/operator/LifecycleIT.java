package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.backend.networkpolicy.ClientRules;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The operator as a process: it starts, stands by, takes over, stops and is watched. */
@RealCluster
class LifecycleIT extends OperatorScenario {

    LifecycleIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Test
    void aRestartOnAConvergedClusterWritesNothingAndCatchesUpWithWhatHappenedMeanwhile() {
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");
        awaitReady("web", true);
        operator.close();

        long before = now();
        operator = newOperator();
        operator.start();
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(writes(before)).isEmpty());
        operator.close();

        client.resources(ClientIntents.class).inNamespace(ns).withName("web").delete();
        operator = newOperator();
        operator.start();
        awaitLabels(ns, "web", Map.of());
        await().untilAsserted(() ->
                assertThat(ClientRules.of(policy(ns, "consumers-of-db"))).isEmpty());
    }

    @Test
    void aRestartOfTheApiServerIsSurvived() {
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");
        awaitReady("web", true);

        controlPlane.forgetHistory();

        deployment(ns, "cache");
        declare("more", "web", "cache");
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(reserved(pods(ns, "web").get(0)))
                        .containsOnlyKeys(KEY + "db." + ns, KEY + "cache." + ns));
    }

    @Test
    void aStandbyIsReadyButWritesNothingUntilTheLeaderReleasesTheLease() {
        deployment(ns, "web");
        deployment(ns, "db");
        declare("first", "web", "db");
        awaitReady("first", true);
        try (IntentOperator standby = newOperator()) {
            standby.start();
            assertThat(get(standby, "/readyz")).isEqualTo("ok");
            assertThat(isLeading(standby)).isFalse();

            operator.close();
            deployment(ns, "cache");
            declare("second", "web", "cache");

            awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true", KEY + "cache." + ns, "true"));
            assertThat(isLeading(standby)).isTrue();
        }
    }

    @Test
    void healthAndMetricsAreServed() {
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");
        awaitReady("web", true);

        assertThat(get(operator, "/livez")).isEqualTo("ok");
        assertThat(get(operator, "/readyz")).isEqualTo("ok");
        assertThat(get(operator, "/metrics"))
                .contains("client_intents_writes_total{action=\"patch\",object=\"pod\"}")
                .contains("client_intents_writes_total{action=\"create\",object=\"policy\"}")
                .contains("client_intents_event_to_write_seconds_bucket")
                .contains("client_intents_pods ")
                .contains("client_intents_servers ")
                .contains("reconciliations_execution_duration_seconds");
    }
}

package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.TargetState;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.FaultProxy;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** In which order the operator writes, and how often. */
@RealCluster
class WriteOrderIT extends OperatorScenario {

    WriteOrderIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Test
    void clientsCarryTheirKeysBeforeTheirServerIsIsolatedAndLoseThemAfterItsPolicyShrank() {
        deployment(ns, "web");
        deployment(ns, "db");
        long before = now();
        intents("web", "db");
        awaitReady("web", true);
        assertThat(writes(before)).containsSubsequence("patch pods", "patch pods", "create networkpolicies");
        assertThat(writes(before).indexOf("create networkpolicies"))
                .isGreaterThan(writes(before).indexOf("patch pods") + 1);

        long converged = now();
        client.resources(ClientIntents.class).inNamespace(ns).withName("web").delete();
        awaitLabels(ns, "web", Map.of());
        await().untilAsserted(() ->
                assertThat(writes(converged)).containsExactly("update networkpolicies", "patch pods", "patch pods"));
    }

    @Test
    void eachObjectIsWrittenOnce() {
        deployment(ns, "web");
        deployment(ns, "db");
        long before = now();
        intents("web", "db");
        awaitReady("web", true);

        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(writes(before))
                        .containsExactlyInAnyOrder(
                                "patch pods", "patch pods", "create networkpolicies", "patch clientintents"));
    }

    @Test
    void anEditThatAddsATargetAndRemovesOneIsOnePatchAPodOnceThePolicyShrank() {
        deployment(ns, "web");
        deployment(ns, "db");
        deployment(ns, "cache");
        intents("web", "db");
        awaitReady("web", true);

        long before = now();
        intents("web", "cache");
        awaitLabels(ns, "web", Map.of(KEY + "cache." + ns, "true"));
        awaitState("web", TargetState.Enforced);

        assertThat(writes(before))
                .containsExactlyInAnyOrder(
                        "update networkpolicies", // of db, which nobody consumes any more
                        "patch pods",
                        "patch pods",
                        "create networkpolicies",
                        "patch clientintents")
                .containsSubsequence("update networkpolicies", "patch pods");
    }

    @Test
    void aClientPodThatCannotBeLabelledDelaysIsolationToTheDeadlineAndNoFurther() {
        operator.close();
        Duration deadline = Duration.ofSeconds(3);
        try (var proxy = FaultProxy.before(operatorsConfig(), 0, 1).sparingWatches()) {
            proxy.refuseWritesTo("/api/v1/namespaces/" + ns + "/pods/stuck");
            operator = newOperator(proxy.configThrough(), deadline);
            startAndAwaitLeading();
            pod("stuck", ", annotations: {clientintents.dev/service-name: web}", "");
            pod("web");
            pod("db");
            pod("cache");
            long start = System.nanoTime();
            intents("web", "db");
            awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true"));
            // whatever else happens in the namespace does not put the deadline off, however often
            var edits = new AtomicInteger(1000);
            await().atMost(deadline.plusSeconds(10)).until(() -> {
                declaration("more", "name: db", "name: cache, ports: [{port: %d}]".formatted(edits.incrementAndGet()));
                return policyNames().contains("consumers-of-db");
            });

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(deadline.minusMillis(100));
            assertThat(policyNames()).contains("consumers-of-cache");
            awaitState("web", TargetState.Pending);
            proxy.heal();
            awaitLabels(Duration.ofSeconds(20), ns, "stuck", Map.of(KEY + "db." + ns, "true"));
            awaitState("web", TargetState.Enforced);
            operator.close(); // while it can still give its lease back
        }
    }
}

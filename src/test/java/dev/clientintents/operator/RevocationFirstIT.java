package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.FaultProxy;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is revoked goes first, and a namespace whose writes hang holds up no other. */
@RealCluster
class RevocationFirstIT extends OperatorScenario {

    private static final int BULK = 40;

    RevocationFirstIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Test
    void whileTheLabelsOfANamespaceHangWhatIsRevokedThereIsShutAndOthersAreLabelled() {
        operator.close();
        try (var proxy = FaultProxy.before(operatorsConfig(), 0, 1).sparingWatches()) {
            operator = newOperator(proxy.configThrough(), Duration.ofSeconds(60));
            startAndAwaitLeading();
            pod("web");
            pod("db");
            intents("web", "db");
            awaitReady("web", true);

            proxy.hangWritesUnder("/api/v1/namespaces/" + ns + "/pods/");
            for (int i = 0; i < BULK; i++) {
                pod("bulk-" + i, ", annotations: {clientintents.dev/service-name: bulk}", "");
            }
            intents("bulk", "db");
            await().until(() -> proxy.hangingWrites() >= 4);
            withdraw("web");

            await().untilAsserted(() -> assertThat(keysAdmittedBy("consumers-of-db"))
                    .as("bulk's key is web's, so that web's pod is shut by its label alone, which hangs")
                    .contains(KEY + "db." + ns));
            withdraw("bulk");
            await().untilAsserted(
                            () -> assertThat(keysAdmittedBy("consumers-of-db")).isEmpty());
            client.resource(podIn(other, "front")).create();
            client.resource(podIn(other, "back")).create();
            client.resource("""
                    apiVersion: clientintents.dev/v1alpha1
                    kind: ClientIntents
                    metadata: {name: front, namespace: %s}
                    spec: {client: {name: front}, consumes: [{name: back}]}
                    """.formatted(other)).create();
            awaitLabels(other, "front", Map.of(KEY + "back." + other, "true"));

            assertThat(proxy.hangingWrites()).isPositive();
            proxy.heal();
            awaitLabels(Duration.ofSeconds(60), ns, "web", Map.of());
            operator.close(); // while it can still give its lease back
        }
    }

    private static String podIn(String namespace, String name) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: %s, labels: {app: %1$s}}
                spec: {containers: [{name: main, image: none}]}
                """.formatted(name, namespace);
    }

    private Set<String> keysAdmittedBy(String policy) {
        return ExistingPolicy.keys(client.network()
                .v1()
                .networkPolicies()
                .inNamespace(ns)
                .withName(policy)
                .get());
    }
}

package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.TargetState;
import dev.clientintents.backend.networkpolicy.ClientRules;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who may reach whom, and what changes when declarations do. */
@RealCluster
class AccessIT extends OperatorScenario {

    AccessIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Test
    void aClientOfThreeServersCarriesThreeKeysAndEachServerAdmitsItsOwn() {
        deployment(ns, "frontend");
        deployment(ns, "auth-service");
        deployment(other, "api-gateway");
        deployment(ns, "metrics");
        service(ns, "metrics-service", "metrics", 80, 8080);
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: frontend, namespace: %s}
                spec:
                  client: {name: frontend, kind: Deployment}
                  consumes:
                    - name: auth-service
                    - {name: api-gateway, namespace: %s, ports: [{port: 8443}, {port: 9000, endPort: 9010, protocol: UDP}]}
                    - {name: metrics-service, kind: Service}
                """.formatted(ns, other));

        awaitLabels(
                ns,
                "frontend",
                Map.of(
                        KEY + "auth-service." + ns, "true",
                        KEY + "api-gateway." + other + "_8443", "true",
                        KEY + "api-gateway." + other + "_udp_9000_9010", "true",
                        KEY + "service_metrics-service." + ns, "true"));
        awaitClosedByWorkload(ns, "auth-service", "consumers-of-auth-service");
        awaitReady("frontend", true);
        assertThat(ClientRules.of(policy(ns, "consumers-of-auth-service"))).hasSize(1);
        assertThat(ClientRules.of(policy(other, "consumers-of-api-gateway"))).hasSize(2);
        assertThat(ClientRules.of(policy(ns, "consumers-of.service.metrics-service"))
                        .get(0)
                        .getPorts()
                        .get(0)
                        .getPort()
                        .getIntVal())
                .isEqualTo(8080);
        assertThat(intents("frontend").getStatus().servers())
                .extracting(server -> server.state())
                .containsOnly(TargetState.Enforced);
    }

    @Test
    void takingATargetOutRevokesItAndTheServerStaysClosed() {
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");
        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true"));
        awaitReady("web", true);

        client.resources(ClientIntents.class).inNamespace(ns).withName("web").delete();

        awaitLabels(ns, "web", Map.of());
        await().untilAsserted(() ->
                assertThat(ClientRules.of(policy(ns, "consumers-of-db"))).isEmpty());
        awaitClosedByWorkload(ns, "db", "consumers-of-db");

        client.apps().deployments().inNamespace(ns).withName("db").delete();
        await().until(() -> pods(ns, "db").isEmpty());
        deployment(ns, "db");
        awaitClosedByWorkload(ns, "db", "consumers-of-db");
        assertThat(ClientRules.of(policy(ns, "consumers-of-db"))).isEmpty();
    }

    @Test
    void twoDeclarationsOfOneClientAddUpAndRenamingTheClientRevokesTheOldOne() {
        deployment(ns, "web");
        deployment(ns, "shop");
        deployment(ns, "db");
        deployment(ns, "cache");
        declare("one", "web", "db");
        declare("two", "web", "cache");
        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true", KEY + "cache." + ns, "true"));

        declare("two", "shop", "cache");

        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true"));
        awaitLabels(ns, "shop", Map.of(KEY + "cache." + ns, "true"));
    }

    @Test
    void clientsWithDifferentPortsGetNoCrossProduct() {
        deployment(ns, "web");
        deployment(other, "batch");
        deployment(ns, "db");
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: %1$s}
                spec: {client: {name: web}, consumes: [{name: db, ports: [{port: 5432}]}]}
                """.formatted(ns));
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: batch, namespace: %2$s}
                spec: {client: {name: batch}, consumes: [{name: db, namespace: %1$s, ports: [{port: 9187}]}]}
                """.formatted(ns, other));

        awaitLabels(other, "batch", Map.of(KEY + "db." + ns + "_9187", "true"));
        awaitReady("web", true);
        assertThat(ClientRules.of(policy(ns, "consumers-of-db"))).hasSize(2).allSatisfy(rule -> {
            assertThat(rule.getFrom()).hasSize(1);
            assertThat(rule.getPorts()).hasSize(1);
            String key = rule.getFrom()
                    .get(0)
                    .getPodSelector()
                    .getMatchLabels()
                    .keySet()
                    .iterator()
                    .next();
            assertThat(key)
                    .isEqualTo(KEY + "db." + ns + "_"
                            + rule.getPorts().get(0).getPort().getIntVal());
            assertThat(rule.getFrom()
                            .get(0)
                            .getNamespaceSelector()
                            .getMatchExpressions()
                            .get(0)
                            .getValues())
                    .containsExactly(key.endsWith("5432") ? ns : other);
        });
    }

    @Test
    void aThousandDeclarationsOnOneServerAreOneRule() {
        deployment(ns, "web");
        deployment(ns, "db");
        IntStream.range(0, 1000).parallel().forEach(i -> declare("d-" + i, "web", "db"));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(client.resources(ClientIntents.class)
                                .inNamespace(ns)
                                .list()
                                .getItems())
                        .hasSize(1000)
                        .allSatisfy(object -> assertThat(object.getStatus()).isNotNull()));
        assertThat(ClientRules.of(policy(ns, "consumers-of-db"))).hasSize(1);
        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true"));
    }

    @Test
    void twoDeclarationsOfOneClientWithDifferentPortsOpenBothAndEachIsWithdrawnAlone() {
        deployment(ns, "web");
        deployment(ns, "db");
        declaration("queries", "name: web", "name: db, ports: [{port: 5432}]");
        declaration("metrics", "name: web", "name: db, ports: [{port: 9187}, {port: http}]");
        String key = KEY + "db." + ns;
        awaitLabels(ns, "web", Map.of(key + "_5432", "true", key + "_9187", "true", key + "_http", "true"));
        awaitReady("queries", true);
        awaitReady("metrics", true);
        assertThat(portsByKey()).isEqualTo(Map.of(key + "_5432", "5432", key + "_9187", "9187", key + "_http", "http"));

        withdraw("metrics");

        awaitLabels(ns, "web", Map.of(key + "_5432", "true"));
        await().untilAsserted(() -> assertThat(portsByKey()).isEqualTo(Map.of(key + "_5432", "5432")));
    }

    /** The one port that each rule of the policy opens. */
    private Map<String, String> portsByKey() {
        return ClientRules.of(policy(ns, "consumers-of-db")).stream()
                .collect(Collectors.toMap(
                        rule -> String.join(
                                " ",
                                rule.getFrom()
                                        .get(0)
                                        .getPodSelector()
                                        .getMatchLabels()
                                        .keySet()),
                        rule -> String.valueOf(rule.getPorts().get(0).getPort().getValue())));
    }
}

package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.TargetState;
import dev.clientintents.backend.networkpolicy.ClientRules;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What stands in the way of an intent is told in the status, and holds up nothing else. */
@RealCluster
class StatusIT extends OperatorScenario {

    StatusIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Test
    void aTargetThatIsNotThereHoldsUpNoOther() {
        deployment(ns, "web");
        deployment(ns, "db");
        service(ns, "cache", "cache", 6379, 6379);
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: %s}
                spec:
                  client: {name: web}
                  consumes:
                    - {name: nowhere, kind: Service}
                    - {name: cache, kind: Service, ports: [{port: 6380}]}
                    - name: db
                """.formatted(ns));

        awaitClosedByWorkload(ns, "db", "consumers-of-db");
        await().untilAsserted(() -> assertThat(intents("web").getStatus())
                .isNotNull()
                .satisfies(status -> assertThat(status.servers())
                        .extracting(server -> server.state())
                        .containsExactly(TargetState.ServiceNotFound, TargetState.UnknownPort, TargetState.Enforced)));
        awaitEvents("ServiceNotFound", 1);
        awaitEvents("UnknownPort", 1);
    }

    @Test
    void aServiceWithoutASelectorHasNoPodsToProtect() {
        pod("web");
        apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: legacy, namespace: %s}
                spec: {ports: [{port: 80}]}
                """.formatted(ns));
        declaration("web", "name: web", "name: legacy, kind: Service");

        awaitState("web", TargetState.NoSelector);
        awaitReady("web", false);
        awaitEvents("NoSelector", 1);
        assertThat(policyNames()).isEmpty();
    }

    @Test
    void aNamedPortIsLeftToEachPodAndAnUnknownNameIsTold() {
        pod("web");
        dbPodWithPort("db-0", 8080);
        dbPodWithPort("db-1", 9090);
        declaration("web", "name: web", "name: db, ports: [{port: http}]");
        declaration("typo", "name: web", "name: db, ports: [{port: htpt}]");

        awaitState("web", TargetState.Enforced);
        awaitState("typo", TargetState.UnknownPort);
        awaitEvents("UnknownPort", 1);
        awaitLabels(ns, "web", Map.of(KEY + "db." + ns + "_http", "true", KEY + "db." + ns + "_htpt", "true"));
        assertThat(ClientRules.of(policy(ns, "consumers-of-db")))
                .extracting(rule -> rule.getPorts().get(0).getPort().getStrVal())
                .containsExactly("htpt", "http");
    }

    private void dbPodWithPort(String name, int port) {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: %s
                  labels: {app: db}
                  annotations: {clientintents.dev/service-name: db}
                spec: {containers: [{name: app, image: app, ports: [{name: http, containerPort: %d}]}]}
                """.formatted(name, ns, port));
    }

    @Test
    void podsOnTheHostNetworkAreNeitherClientsNorServersAndTheStatusSaysSo() {
        pod("agent", "", ", hostNetwork: true");
        pod("web");
        pod("db");
        declare("to-agent", "web", "agent");
        declare("from-agent", "agent", "db");

        awaitState("to-agent", TargetState.HostNetwork);
        awaitReady("to-agent", false);
        awaitEvents("HostNetwork", 1);
        awaitCondition("from-agent", "Enforced", condition -> {
            assertThat(condition.getStatus()).isEqualTo("False");
            assertThat(condition.getReason()).isEqualTo("ClientOnHostNetwork");
        });
        awaitReady("from-agent", false);
        awaitEvents("ClientOnHostNetwork", 1);
        assertThat(client.network()
                        .v1()
                        .networkPolicies()
                        .inNamespace(ns)
                        .withName("consumers-of-db")
                        .get())
                .as("a client that could not be let in closes no server")
                .isNull();
        awaitLabels(ns, "db", Map.of());
        awaitLabels(ns, "agent", Map.of());
    }

    @Test
    void podsThatAreFinishedAreLeftAsTheyAreAndNotCounted() {
        pod("web-0", ", annotations: {clientintents.dev/service-name: web}", "");
        pod("web-1", ", annotations: {clientintents.dev/service-name: web}", "");
        pod("db");
        intents("web", "db");
        awaitLabels(ns, "web-0", Map.of(KEY + "db." + ns, "true"));
        awaitLabels(ns, "web-1", Map.of(KEY + "db." + ns, "true"));
        awaitClientPods(2);

        client.pods().inNamespace(ns).withName("web-0").editStatus(it -> {
            it.getStatus().setPhase("Succeeded");
            return it;
        });
        awaitClientPods(1);
        withdraw("web");

        awaitLabels(ns, "web-1", Map.of());
        awaitLabels(ns, "web-0", Map.of(KEY + "db." + ns, "true"));
    }

    @Test
    void aStatusThatSomebodyEditsIsPutRightByOneWriteAndThenLeftAlone() {
        pod("web");
        pod("db");
        intents("web", "db");
        awaitReady("web", true);
        awaitQuiet(); // ready comes before the last of what is counted
        long start = now();

        editStatus("{\"clientPods\": 7, \"servers\": [], \"conditions\": []}");
        awaitReady("web", true);
        awaitClientPods(1);
        awaitState("web", TargetState.Enforced);
        awaitQuiet();
        assertThat(writes(start)).containsExactly("patch clientintents");

        editStatus("null");
        awaitReady("web", true);
        awaitQuiet();
        assertThat(writes(start)).hasSize(2);

        operator.close();
        operator = newOperator();
        startAndAwaitLeading();
        editStatus("{\"clientPods\": 7}");
        awaitClientPods(1);
        awaitQuiet();
        assertThat(writes(start)).hasSize(3);
    }

    @Test
    void twoThatWriteByMistakeAgreeOnAStatusThatSomebodyEdits() {
        pod("web");
        pod("db");
        intents("web", "db");
        awaitReady("web", true);
        try (var second = new IntentOperator(
                operatorsConfig(), TestSettings.of("client-intents", "second", false, 8), () -> {})) {
            second.start();
            long start = now();

            for (int i = 0; i < 5; i++) {
                editStatus("{\"clientPods\": 7, \"servers\": [], \"conditions\": []}");
                awaitReady("web", true);
                awaitClientPods(1);
            }
            awaitQuiet();

            assertThat(writes(start)).hasSizeBetween(5, 15);
        }
    }

    private void editStatus(String status) {
        client.resources(ClientIntents.class)
                .inNamespace(ns)
                .withName("web")
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\": " + status + "}");
    }

    /** Waits until the operator has written nothing for three seconds. */
    private void awaitQuiet() {
        var seen = new AtomicInteger(-1);
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(30)).until(() -> {
            int writes = writes(0).size();
            return seen.getAndSet(writes) == writes;
        });
    }

    private void awaitClientPods(int count) {
        await().untilAsserted(() -> assertThat(intents("web").getStatus())
                .isNotNull()
                .satisfies(status -> assertThat(status.clientPods()).isEqualTo(count)));
    }
}

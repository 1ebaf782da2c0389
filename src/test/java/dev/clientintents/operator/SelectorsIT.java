package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.TargetState;
import dev.clientintents.backend.networkpolicy.ClientRules;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** By what policies select the pods of workloads, by the hands of the real controllers. */
@RealCluster
class SelectorsIT extends OperatorScenario {

    SelectorsIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Test
    void aNewPodOfAClosedDeploymentIsSelectedFromItsCreationWithNeitherLabelNorOperator() {
        deployment(ns, "db");
        pod("web");
        intents("web", "db");
        awaitReady("web", true);
        operator.close();

        client.apps().deployments().inNamespace(ns).withName("db").scale(3);

        await().until(() -> pods(ns, "db").size() == 3);
        Map<String, String> selected =
                policy(ns, "consumers-of-db").getSpec().getPodSelector().getMatchLabels();
        assertThat(pods(ns, "db")).allSatisfy(pod -> {
            assertThat(pod.getMetadata().getLabels()).containsAllEntriesOf(selected);
            assertThat(reserved(pod)).isEmpty();
        });
    }

    @Test
    void anOverlapHasAllPodsLabelledBeforeTheyAreSelectedByThatAndItsEndTheOtherWayRound() {
        deployment(ns, "db");
        pod("web");
        intents("web", "db");
        awaitReady("web", true);
        long before = now();

        overlappingJob();
        await().untilAsserted(() -> assertThat(
                        policy(ns, "consumers-of-db").getSpec().getPodSelector().getMatchLabels())
                .isEqualTo(Map.of("clientintents.dev/workload", "db")));

        assertThat(writes(before).stream().filter(it -> !it.endsWith("clientintents")))
                .containsExactly("patch pods", "patch pods", "update networkpolicies");
        await().untilAsserted(() -> assertThat(intents("web").getStatus().servers())
                .singleElement()
                .satisfies(server -> {
                    assertThat(server.state()).isEqualTo(TargetState.Enforced);
                    assertThat(server.message())
                            .isEqualTo("a new pod is closed only once it is labelled: its selector also matches pods of"
                                    + " Job overlap");
                }));
        long overlapped = now();

        client.batch().v1().jobs().inNamespace(ns).withName("overlap").delete();
        awaitClosedByWorkload(ns, "db", "consumers-of-db");

        assertThat(writes(overlapped).stream().filter(it -> !it.endsWith("clientintents")))
                .containsExactly("update networkpolicies", "patch pods", "patch pods");
        await().untilAsserted(() -> assertThat(
                        intents("web").getStatus().servers().get(0).message())
                .isNull());
    }

    @Test
    void aReplicationControllerIsClosedByItsLabels() {
        apply("""
                apiVersion: v1
                kind: ReplicationController
                metadata: {name: db, namespace: %s}
                spec:
                  replicas: 2
                  template:
                    metadata: {labels: {app: db}}
                    spec: {containers: [{name: app, image: app}]}
                """.formatted(ns));
        pod("web");
        intents("web", "db");

        awaitReady("web", true);

        assertThat(policy(ns, "consumers-of-db").getSpec().getPodSelector().getMatchLabels())
                .isEqualTo(Map.of("app", "db"));
        assertThat(pods(ns, "db")).hasSize(2);
    }

    @Test
    void theSelectorOfAServerIsReadOnceAndAReplicaThatTakesOverWritesNothing() {
        long start = now();
        deployment(ns, "db");
        deployment(ns, "cache");
        pod("web");
        intents("web", "db");
        awaitReady("web", true);
        assertThat(ownersRead(start, Set.of("deployments"))).isEqualTo(List.of("db"));
        operator.close();
        long before = now();

        operator = newOperator();
        startAndAwaitLeading();
        await().untilAsserted(() ->
                assertThat(ownersRead(before, Set.of("deployments"))).contains("db"));

        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(writes(before)).isEmpty());
    }

    @Test
    void whatNobodyDeclaresStaysClosedThroughZeroPodsAndAReplacedWorkloadUntilAPersonReleasesIt() {
        deployment(ns, "db");
        pod("web");
        intents("web", "db");
        awaitReady("web", true);
        withdraw("web");
        await().untilAsserted(() ->
                assertThat(ClientRules.of(policy(ns, "consumers-of-db"))).isEmpty());
        long before = now();

        client.apps().deployments().inNamespace(ns).withName("db").scale(0);
        await().until(() -> pods(ns, "db").isEmpty());
        client.apps().deployments().inNamespace(ns).withName("db").delete();
        await().until(() -> OperatorScenario.get(operator, "/metrics").contains("client_intents_servers_gone 1.0"));
        deployment(ns, "db");
        await().until(() -> OperatorScenario.get(operator, "/metrics").contains("client_intents_servers_gone 0.0"));

        assertThat(writes(before)).isEmpty();
        assertThat(policy(ns, "consumers-of-db").getSpec().getPodSelector().getMatchLabels())
                .isEqualTo(Map.of("app", "db"));

        client.network()
                .v1()
                .networkPolicies()
                .inNamespace(ns)
                .withName("consumers-of-db")
                .delete();
        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(policyNames()).isEmpty());
    }

    /** A Job whose pod the selector of the Deployment matches, too. */
    private void overlappingJob() {
        apply("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: overlap, namespace: %s}
                spec:
                  template:
                    metadata: {labels: {app: db}}
                    spec: {restartPolicy: Never, containers: [{name: app, image: app}]}
                """.formatted(ns));
    }
}

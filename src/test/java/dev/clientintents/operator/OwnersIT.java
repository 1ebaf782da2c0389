package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.TargetState;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Owners of running pods change, by the hands of the real controllers. */
@RealCluster
class OwnersIT extends OperatorScenario {

    private static final Set<String> OWNERS = Set.of("replicasets", "deployments");

    OwnersIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Test
    void anOrphanedPodKeepsItsIdentityUntilAnotherDeploymentAdoptsItsReplicaSetWithoutARestart() {
        deployment(ns, "web");
        deployment(ns, "db");
        deployment(ns, "cache");
        intents("web", "db");
        declare("shopfront", "shopfront", "cache");
        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true"));
        awaitReady("web", true);
        long before = now();

        orphan("web");
        touch();
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(pods(ns, "web"))
                        .hasSize(2)
                        .extracting(OperatorScenario::reserved)
                        .containsOnly(Map.of(KEY + "db." + ns, "true")));
        assertThat(writes(before)).doesNotContain("patch pods");

        adopt();
        awaitLabels(ns, "web", Map.of(KEY + "cache." + ns, "true"));

        assertThat(replicaSetOwners("web")).containsExactly("shopfront");
        assertThat(writes(before).stream().filter("patch pods"::equals)).hasSize(2);
        assertThat(ownersRead(before, OWNERS))
                .as("one, where the adopter's watch is behind that of what it adopts")
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void anOrphanedServerStaysClosed() {
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");
        awaitReady("web", true);
        long before = now();

        orphan("db");
        withdraw("web");
        await().untilAsserted(() ->
                assertThat(policy(ns, "consumers-of-db").getSpec().getIngress()).isEmpty());

        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(pods(ns, "db"))
                        .extracting(OperatorScenario::reserved)
                        .containsOnly(workload("db")));
        assertThat(policyNames()).contains("consumers-of-db");
        assertThat(ownersRead(before, OWNERS)).isEmpty();
    }

    /** What a replica has seen counts, whether it led or not: the next leader writes nothing that this one did not. */
    @Test
    void aReplicaThatStoodByAgreesOnWhoseThePodsOfOrphanedAndAdoptedReplicaSetsAre() {
        deployment(ns, "web");
        deployment(ns, "api");
        deployment(ns, "db");
        deployment(ns, "cache");
        intents("web", "db");
        intents("api", "db");
        declare("shopfront", "shopfront", "cache");
        awaitReady("web", true);
        awaitReady("api", true);
        IntentOperator standby = startStandby();

        orphan("web");
        orphan("api");
        orphan("cache");
        adopt();
        awaitLabels(ns, "web", Map.of(KEY + "cache." + ns, "true"));
        awaitLabels(ns, "cache", workload("cache"));
        long before = now();
        takeOver(standby);

        assertStays("web", Map.of(KEY + "cache." + ns, "true"));
        assertStays("api", Map.of(KEY + "db." + ns, "true"));
        assertStays("cache", workload("cache"));
        assertThat(writes(before)).doesNotContain("patch pods", "update networkpolicies", "delete networkpolicies");
    }

    /**
     * A replica that starts later cannot know what an orphaned pod was: it takes it as what the API server says, a pod
     * of its ReplicaSet. An orphaned client so loses its keys, and an orphaned server the labels by which its policy
     * selects it, so that it is open, which the statuses of its clients tell as a server without pods. Once a
     * ReplicaSet is adopted, what was seen before makes no difference any more.
     */
    @Test
    void aReplicaThatStartsLaterTakesOrphanedPodsAsThoseOfTheirReplicaSet() {
        deployment(ns, "web");
        deployment(ns, "db");
        deployment(ns, "cache");
        intents("web", "db");
        declare("shopfront", "shopfront", "cache");
        awaitReady("web", true);
        orphan("web");
        orphan("db");

        operator.close();
        operator = newOperator();
        startAndAwaitLeading();
        awaitLabels(ns, "web", Map.of());
        awaitLabels(ns, "db", Map.of());
        assertThat(policyNames()).contains("consumers-of-db");
        awaitState("web", TargetState.NoPods);

        adopt();
        awaitLabels(ns, "web", Map.of(KEY + "cache." + ns, "true"));
    }

    private IntentOperator startStandby() {
        IntentOperator standby = newOperator();
        standby.start();
        assertThat(get(standby, "/readyz")).isEqualTo("ok");
        assertThat(isLeading(standby)).isFalse();
        return standby;
    }

    private void takeOver(IntentOperator next) {
        operator.close();
        operator = next;
        await().until(() -> isLeading(next));
    }

    private void assertStays(String app, Map<String, String> expected) {
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(pods(ns, app))
                        .hasSize(2)
                        .extracting(OperatorScenario::reserved)
                        .containsOnly(expected));
    }

    /** Deletes a Deployment, and leaves its ReplicaSet and pods. */
    private void orphan(String name) {
        client.apps()
                .deployments()
                .inNamespace(ns)
                .withName(name)
                .withPropagationPolicy(DeletionPropagation.ORPHAN)
                .delete();
        await().until(() ->
                client.apps().deployments().inNamespace(ns).withName(name).get() == null);
        await().until(() -> replicaSetOwners(name).isEmpty());
    }

    /** A Deployment with the selector and the template of {@code web}, which so adopts its ReplicaSet. */
    private void adopt() {
        apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: shopfront, namespace: %s}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: app, image: app, ports: [{name: http, containerPort: 8080}]}]}
                """.formatted(ns));
        await().until(() -> replicaSetOwners("web").equals(List.of("shopfront")));
    }

    private List<String> replicaSetOwners(String app) {
        return client.apps().replicaSets().inNamespace(ns).withLabel("app", app).list().getItems().stream()
                .flatMap(it -> it.getMetadata().getOwnerReferences().stream())
                .map(it -> it.getName())
                .toList();
    }

    private void touch() {
        pods(ns, "web")
                .forEach(pod -> client.resource(pod).edit(it -> {
                    it.getMetadata().getAnnotations().put("touched", "true");
                    return it;
                }));
    }
}

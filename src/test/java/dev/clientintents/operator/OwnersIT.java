package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.TargetState;
import dev.clientintents.backend.networkpolicy.ClientRules;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.operator.write.OrphanRecord;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                assertThat(ClientRules.of(policy(ns, "consumers-of-db"))).isEmpty());

        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(pods(ns, "db"))
                        .extracting(OperatorScenario::reserved)
                        .containsOnly(Map.of()));
        assertThat(selected("db")).isEqualTo(Map.of("app", "db"));
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

    @Test
    void aReplicaThatStartsLaterKnowsOrphanedPodsByTheirRecordUntilTheyAreAdoptedOrEnd() {
        deployment(ns, "web");
        deployment(ns, "api");
        deployment(ns, "db");
        deployment(ns, "cache");
        intents("web", "db");
        intents("api", "db");
        declare("shopfront", "shopfront", "cache");
        awaitReady("web", true);
        awaitReady("api", true);
        orphan("web");
        orphan("db");
        quarantine("api");
        await().untilAsserted(() ->
                assertThat(recorded()).contains("\"name\":\"web\"", "\"name\":\"db\"", "\"name\":\"api\""));
        long before = now();

        restart();

        assertStays("web", Map.of(KEY + "db." + ns, "true"));
        assertThat(pods(ns, "quarantined"))
                .extracting(OperatorScenario::reserved)
                .containsExactly(Map.of(KEY + "db." + ns, "true"));
        assertStays("db", Map.of());
        assertThat(selected("db")).isEqualTo(Map.of("app", "db"));
        awaitReady("web", true);
        assertThat(writes(before)).isEmpty();

        adopt();
        awaitLabels(ns, "web", Map.of(KEY + "cache." + ns, "true"));
        assertThat(writes(before).stream().filter("patch pods"::equals))
                .as("from one identity to the other by one write for each pod")
                .hasSize(2);
        await().untilAsserted(
                        () -> assertThat(recorded()).contains("\"name\":\"db\"").doesNotContain("\"name\":\"web\""));

        client.apps().replicaSets().inNamespace(ns).withLabel("app", "db").delete();
        client.pods().inNamespace(ns).withLabel("app", "quarantined").delete();
        await().untilAsserted(() -> assertThat(recorded()).isEmpty());
    }

    /**
     * What no replica has seen nobody knows: such a pod is one of its ReplicaSet. A client so loses its keys until the
     * ReplicaSet is adopted; a server is still closed, since its policy selects what it did.
     */
    @Test
    void podsThatAreOrphanedWhileNoOperatorRunsLoseTheirKeysAndStayClosed() {
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");
        awaitReady("web", true);
        operator.close();
        orphan("web");
        orphan("db");

        operator = newOperator();
        startAndAwaitLeading();

        awaitLabels(ns, "web", Map.of());
        assertStays("db", Map.of());
        assertThat(selected("db")).isEqualTo(Map.of("app", "db"));
        awaitState("web", TargetState.NoPods);
    }

    private void restart() {
        operator.close();
        operator = newOperator();
        startAndAwaitLeading();
    }

    /** What is recorded of the orphaned pods of the namespace; empty where nothing is. */
    private String recorded() {
        return Optional.ofNullable(client.configMaps()
                        .inNamespace("client-intents")
                        .withName(OrphanRecord.NAME)
                        .get())
                .map(ConfigMap::getData)
                .map(data -> data.get(ns))
                .orElse("");
    }

    /** Has a pod leave its ReplicaSet, as for debugging. */
    private void quarantine(String app) {
        String name = pods(ns, app).get(0).getMetadata().getName();
        client.pods().inNamespace(ns).withName(name).edit(it -> {
            it.getMetadata().getLabels().put("app", "quarantined");
            return it;
        });
        await().until(() -> client.pods()
                .inNamespace(ns)
                .withName(name)
                .get()
                .getMetadata()
                .getOwnerReferences()
                .isEmpty());
    }

    private Map<String, String> selected(String server) {
        return policy(ns, "consumers-of-" + server).getSpec().getPodSelector().getMatchLabels();
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

package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.Crd;
import dev.clientintents.api.TargetState;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workloads of kinds that the operator has never heard of, with pods that the real ReplicaSet controller makes for them. */
@RealCluster
class CustomOwnersIT extends OperatorScenario {

    CustomOwnersIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Test
    void aCustomResourceThatMayBeReadIsTheWorkload() {
        define("argoproj.io", "v1alpha1", "Rollout", "rollouts");
        owned("argoproj.io/v1alpha1", "Rollout", "web");
        pod("db");
        declaration("web", "name: web, kind: Rollout", "name: db");
        declaration("db", "name: db", "name: web");

        awaitLabels(
                ns,
                "web",
                Map.of(
                        KEY + "db." + ns,
                        "true",
                        "clientintents.dev/workload",
                        "web",
                        "clientintents.dev/workload-kind",
                        "Rollout"));
        awaitState("web", TargetState.Enforced);
    }

    @Test
    void anOwnerThatMayNotBeReadEndsTheChainAndTheStatusSaysWhatToAllow() {
        define("games.example", "v1", "Fleet", "fleets");
        owned("games.example/v1", "Fleet", "arena");
        pod("db");
        declaration("arena", "name: arena, kind: Fleet", "name: db");
        declaration("db", "name: db", "name: arena");
        declare("step", "arena-1", "db");

        awaitLabels(ns, "arena", Map.of(KEY + "db." + ns, "true"));
        awaitCondition("arena", "Enforced", condition -> {
            assertThat(condition.getStatus()).isEqualTo("False");
            assertThat(condition.getReason()).isEqualTo("OwnerUnreadable");
            assertThat(condition.getMessage()).contains("Fleet arena (games.example/v1)", "may not read");
        });
        awaitEvents("OwnerUnreadable", 1);
        await().untilAsserted(() ->
                assertThat(intents("db").getStatus().servers().get(0).message()).contains("Fleet arena"));

        withdraw("step");
        awaitLabels(ns, "arena", Map.of());
        allow("games.example", "fleets");

        awaitLabels(
                Duration.ofSeconds(60),
                ns,
                "arena",
                Map.of(
                        KEY + "db." + ns,
                        "true",
                        "clientintents.dev/workload",
                        "arena",
                        "clientintents.dev/workload-kind",
                        "Fleet"));
        awaitState("arena", TargetState.Enforced);
        awaitState("db", TargetState.Enforced);
    }

    private void define(String group, String version, String kind, String plural) {
        Crd.install(
                client,
                client.getKubernetesSerialization()
                        .unmarshal("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %4$s.%1$s}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {kind: %3$s, plural: %4$s}
                  versions:
                    - name: %2$s
                      served: true
                      storage: true
                      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """.formatted(group, version, kind, plural), CustomResourceDefinition.class));
        // the API server serves a kind a moment before its discovery tells of it
        await().until(() -> Optional.ofNullable(client.getApiResources(group + "/" + version))
                .filter(served -> served.getResources().stream()
                        .anyMatch(it -> it.getKind().equals(kind)))
                .isPresent());
    }

    /** A custom resource, and a ReplicaSet {@code <name>-1} that it controls. */
    private void owned(String apiVersion, String kind, String name) {
        String uid =
                apply("""
                apiVersion: %s
                kind: %s
                metadata: {name: %s, namespace: %s}
                """.formatted(apiVersion, kind, name, ns)).getMetadata().getUid();
        apply("""
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata:
                  name: %3$s-1
                  namespace: %4$s
                  ownerReferences:
                    - {apiVersion: %1$s, kind: %2$s, name: %3$s, uid: %5$s, controller: true}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: %3$s}}
                  template:
                    metadata: {labels: {app: %3$s}}
                    spec: {containers: [{name: app, image: app}]}
                """.formatted(apiVersion, kind, name, ns, uid));
        await().until(() -> pods(ns, name).size() == 2);
    }

    /** Adds the kind to the operator's role, as its comments in {@code deploy/operator.yaml} say. */
    private void allow(String group, String plural) {
        client.rbac().clusterRoles().withName("client-intents").edit(role -> {
            role.getRules()
                    .add(new PolicyRuleBuilder()
                            .withApiGroups(group)
                            .withResources(plural)
                            .withVerbs("get", "list")
                            .build());
            return role;
        });
    }

    @AfterEach
    void takeTheRightBack() {
        client.rbac().clusterRoles().withName("client-intents").edit(role -> {
            role.getRules().removeIf(rule -> rule.getApiGroups().contains("games.example"));
            return role;
        });
    }
}

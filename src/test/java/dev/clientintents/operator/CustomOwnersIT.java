package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.Crd;
import dev.clientintents.api.TargetState;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Workloads of kinds that the operator has never heard of, with pods that the real ReplicaSet controller makes for
 * them.
 */
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

    @Test
    void aCustomResourceThatComesLaterThanItsPodsIsFollowedWithoutARestart() {
        replicaSet("arena", "");
        pod("db");
        declare("before", "arena-1", "db");
        declaration("after", "name: arena, kind: Hangar", "name: cache");
        awaitLabels(ns, "arena", Map.of(KEY + "db." + ns, "true"));

        define("hangars.example", "v1", "Hangar", "hangars");
        allow("hangars.example", "hangars");
        control("arena", "hangars.example/v1", "Hangar", create("hangars.example/v1", "Hangar", "arena"));

        awaitLabels(ns, "arena", Map.of(KEY + "cache." + ns, "true"));

        // the kind is watched from now on
        long before = now();
        String pond = create("hangars.example/v1", "Hangar", "pond");
        replicaSet("pond", "");
        declaration("pond", "name: pond, kind: Hangar", "name: cache");
        control("pond", "hangars.example/v1", "Hangar", pond);
        awaitLabels(ns, "pond", Map.of(KEY + "cache." + ns, "true"));
        assertThat(ownersRead(before, Set.of("hangars"))).isEmpty();
    }

    /** The ReplicaSet and its pods name an object of which the API server begins to tell only later. */
    @Test
    void anOwnerOfAVersionThatIsServedLaterIsFollowedWithoutARestart() {
        define("docks.example", "v1", "Dock", "docks", "v2", false);
        allow("docks.example", "docks");
        String uid = create("docks.example/v1", "Dock", "pier");
        replicaSet("pier", owner("docks.example/v2", "Dock", "pier", uid));
        pod("db");
        declare("before", "pier-1", "db");
        declaration("after", "name: pier, kind: Dock", "name: cache");
        awaitLabels(ns, "pier", Map.of(KEY + "db." + ns, "true"));

        define("docks.example", "v1", "Dock", "docks", "v2", true);

        awaitLabels(Duration.ofSeconds(60), ns, "pier", Map.of(KEY + "cache." + ns, "true"));
    }

    private void define(String group, String version, String kind, String plural) {
        define(group, version, kind, plural, "v0", false);
    }

    /** Defines a kind with a version that is stored, and another one that may be served. */
    private void define(
            String group, String version, String kind, String plural, String otherVersion, boolean otherIsServed) {
        Crd.install(
                client,
                client.getKubernetesSerialization()
                        .unmarshal(
                                """
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
                    - name: %5$s
                      served: %6$s
                      storage: false
                      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """.formatted(group, version, kind, plural, otherVersion, otherIsServed),
                                CustomResourceDefinition.class));
        // the API server serves a kind a moment before its discovery tells of it
        await().until(() -> isServed(group + "/" + version, kind));
        await().until(() -> isServed(group + "/" + otherVersion, kind) == otherIsServed);
    }

    private boolean isServed(String apiVersion, String kind) {
        return Optional.ofNullable(client.getApiResources(apiVersion))
                .filter(served -> served.getResources().stream()
                        .anyMatch(it -> it.getKind().equals(kind)))
                .isPresent();
    }

    /** A custom resource, and a ReplicaSet {@code <name>-1} that it controls. */
    private void owned(String apiVersion, String kind, String name) {
        replicaSet(name, owner(apiVersion, kind, name, create(apiVersion, kind, name)));
    }

    /** Creates a custom resource and returns its UID. */
    private String create(String apiVersion, String kind, String name) {
        return apply("""
                apiVersion: %s
                kind: %s
                metadata: {name: %s, namespace: %s}
                """.formatted(apiVersion, kind, name, ns)).getMetadata().getUid();
    }

    private static String owner(String apiVersion, String kind, String name, String uid) {
        return ", ownerReferences: [{apiVersion: %s, kind: %s, name: %s, uid: %s, controller: true}]"
                .formatted(apiVersion, kind, name, uid);
    }

    /** A ReplicaSet {@code <name>-1} of two pods; {@code metadata} adds to its metadata. */
    private void replicaSet(String name, String metadata) {
        apply("""
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata: {name: %1$s-1, namespace: %2$s%3$s}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec: {containers: [{name: app, image: app}]}
                """.formatted(name, ns, metadata));
        await().until(() -> pods(ns, name).size() == 2);
    }

    /** Has a custom resource adopt the ReplicaSet {@code <name>-1}. */
    private void control(String name, String apiVersion, String kind, String uid) {
        client.apps().replicaSets().inNamespace(ns).withName(name + "-1").edit(set -> {
            set.getMetadata()
                    .setOwnerReferences(List.of(new OwnerReferenceBuilder()
                            .withApiVersion(apiVersion)
                            .withKind(kind)
                            .withName(name)
                            .withUid(uid)
                            .withController(true)
                            .build()));
            return set;
        });
    }

    /** Adds the kind to the operator's role, as its comments in {@code deploy/operator.yaml} say. */
    private void allow(String group, String plural) {
        client.rbac().clusterRoles().withName("client-intents").edit(role -> {
            role.getRules()
                    .add(new PolicyRuleBuilder()
                            .withApiGroups(group)
                            .withResources(plural)
                            .withVerbs("get", "list", "watch")
                            .build());
            return role;
        });
    }

    @AfterEach
    void takeTheRightBack() {
        client.rbac().clusterRoles().withName("client-intents").edit(role -> {
            role.getRules()
                    .removeIf(rule -> rule.getApiGroups().stream().anyMatch(group -> group.endsWith(".example")));
            return role;
        });
    }
}

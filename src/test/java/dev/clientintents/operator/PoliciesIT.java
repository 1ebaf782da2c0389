package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.TargetState;
import dev.clientintents.api.TargetStatus;
import dev.clientintents.backend.networkpolicy.ClientRules;
import dev.clientintents.cluster.AuditEvent;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Policies as a namespace goes through its life, and as other people interfere. */
@RealCluster
class PoliciesIT extends OperatorScenario {

    PoliciesIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Test
    void driftIsRepaired() {
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");
        awaitReady("web", true);
        NetworkPolicy good = policy(ns, "consumers-of-db");

        client.network()
                .v1()
                .networkPolicies()
                .inNamespace(ns)
                .withName("consumers-of-db")
                .edit(it -> {
                    it.getSpec().getIngress().clear();
                    return it;
                });
        await().untilAsserted(() ->
                assertThat(policy(ns, "consumers-of-db").getSpec()).isEqualTo(good.getSpec()));
        client.network()
                .v1()
                .networkPolicies()
                .inNamespace(ns)
                .withName("consumers-of-db")
                .delete();
        await().untilAsserted(() ->
                assertThat(policy(ns, "consumers-of-db").getSpec()).isEqualTo(good.getSpec()));

        Pod pod = pods(ns, "web").get(0);
        client.pods().inNamespace(ns).withName(pod.getMetadata().getName()).edit(it -> {
            it.getMetadata().getLabels().remove(KEY + "db." + ns);
            it.getMetadata().getLabels().put(KEY + "vault." + ns, "true");
            it.getMetadata().getLabels().put("team", "shop");
            return it;
        });
        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true"));
        assertThat(pods(ns, "web").get(0).getMetadata().getLabels()).containsEntry("team", "shop");
    }

    @Test
    void somebodyElsesPolicyIsLeftAloneAndReported() {
        NetworkPolicy foreign = apply("""
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: consumers-of-db, namespace: %s}
                spec: {podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]}
                """.formatted(ns), NetworkPolicy.class);
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");

        awaitState("web", TargetState.ForeignPolicy);
        awaitReady("web", false);
        assertThat(policy(ns, "consumers-of-db").getSpec()).isEqualTo(foreign.getSpec());
        awaitEvents("ForeignPolicy", 1);

        client.resource(foreign).delete();
        awaitState("web", TargetState.Enforced);
    }

    @Test
    void defaultDenyStandsAsLongAsTheLabelAndShadowModeHasNoServerPolicies() {
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");
        awaitReady("web", true);

        label(ns, "clientintents.dev/default-deny", "ingress");
        await().untilAsserted(() ->
                assertThat(policyNames()).containsExactlyInAnyOrder("consumers-of-db", "default-deny-ingress"));
        label(ns, "clientintents.dev/enforcement", "shadow");
        await().untilAsserted(() -> assertThat(policyNames()).containsExactly("default-deny-ingress"));
        awaitState("web", TargetState.Shadow);
        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true"));
        label(ns, "clientintents.dev/enforcement", "active");
        await().untilAsserted(() ->
                assertThat(policyNames()).containsExactlyInAnyOrder("consumers-of-db", "default-deny-ingress"));
        label(ns, "clientintents.dev/default-deny", null);
        await().untilAsserted(() -> assertThat(policyNames()).containsExactly("consumers-of-db"));
    }

    @Test
    void aForeignDeclarationWritesNothingInALocalNamespaceUntilThatClosesItsServer() {
        label(other, "clientintents.dev/enforcement", "local");
        deployment(ns, "web");
        deployment(other, "db");
        deployment(other, "api");
        long before = now();
        declaration("web", "name: web", "name: db, namespace: " + other);

        awaitState("web", TargetState.Open);
        awaitReady("web", true);
        awaitLabels(ns, "web", Map.of(KEY + "db." + other, "true"));
        assertThat(writes(other, before)).isEmpty();

        HasMetadata own = apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: api, namespace: %s}
                spec: {client: {name: api}, consumes: [{name: db}]}
                """.formatted(other));
        awaitState("web", TargetState.Enforced);
        assertThat(policy(other, "consumers-of-db").getSpec().getPodSelector().getMatchLabels())
                .isEqualTo(Map.of("app", "db"));

        client.resource(own).delete();
        awaitLabels(other, "api", Map.of());
        awaitReady("web", true);
        assertThat(ClientRules.of(policy(other, "consumers-of-db"))).hasSize(1);

        client.resource(policy(other, "consumers-of-db")).delete();
        awaitState("web", TargetState.Open);
        awaitLabels(other, "db", Map.of());
    }

    @Test
    void aNamespaceThatIsRecreatedIsClosedAgain() {
        deployment(ns, "web");
        deployment(other, "db");
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: %1$s}
                spec: {client: {name: web}, consumes: [{name: db, namespace: %2$s}]}
                """.formatted(ns, other));
        awaitReady("web", true);

        client.namespaces().withName(other).delete();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.namespaces().withName(other).get() == null);
        awaitState("web", TargetState.NamespaceNotFound);
        Namespaces.create(client, other);
        deployment(other, "db");

        awaitClosedByWorkload(other, "db", "consumers-of-db");
        awaitState("web", TargetState.Enforced);
        assertThat(ClientRules.of(policy(other, "consumers-of-db"))).hasSize(1);
    }

    @Test
    void nothingIsWrittenIntoANamespaceThatIsBeingDeletedAndTheStatusSaysSo() {
        apply("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: last, namespace: %s, finalizers: [clientintents.dev/test]}
                """.formatted(other));
        client.namespaces().withName(other).delete();
        await().until(() -> client.namespaces()
                .withName(other)
                .require()
                .getStatus()
                .getPhase()
                .equals("Terminating"));
        long before = now();
        deployment(ns, "web");
        deployment(ns, "db");
        declaration("web", "name: web", "name: db}, {name: queue, namespace: " + other);

        await().untilAsserted(() -> assertThat(intents("web").getStatus())
                .isNotNull()
                .satisfies(status -> assertThat(status.servers())
                        .extracting(TargetStatus::state)
                        .containsExactly(TargetState.Enforced, TargetState.NamespaceNotFound))
                .satisfies(
                        status -> assertThat(status.servers().get(1).message()).contains("is being deleted")));
        assertThat(writes(other, before)).isEmpty();
        client.configMaps().inNamespace(other).withName("last").edit(it -> {
            it.getMetadata().getFinalizers().clear();
            return it;
        });
    }

    @Test
    void excludedNamespacesAreLeftAlone() {
        String excluded = "kube-system";
        long before = now();
        label(excluded, "clientintents.dev/default-deny", "ingress");
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s, namespace: kube-system, labels: {app: %1$s, clientintents.dev/own: theirs}}
                spec: {containers: [{name: app, image: app}]}
                """.formatted(ns));
        HasMetadata theirs = apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: %1$s, namespace: kube-system}
                spec: {client: {name: %1$s}, consumes: [{name: db, namespace: %1$s}]}
                """.formatted(ns));
        try {
            deployment(ns, "web");
            deployment(ns, "db");
            declaration("web", "name: web", "name: %s, namespace: kube-system}, {name: db".formatted(ns));

            await().untilAsserted(() -> assertThat(intents("web").getStatus())
                    .isNotNull()
                    .satisfies(status -> assertThat(status.servers())
                            .extracting(TargetStatus::state)
                            .containsExactly(TargetState.NamespaceExcluded, TargetState.Enforced)));
            await().untilAsserted(() -> assertThat(client.resources(ClientIntents.class)
                            .inNamespace(excluded)
                            .withName(ns)
                            .require()
                            .getStatus())
                    .isNotNull()
                    .satisfies(status -> assertThat(status.conditions()).allSatisfy(condition -> {
                        assertThat(condition.getStatus()).isEqualTo("False");
                        assertThat(condition.getReason()).isEqualTo("NamespaceExcluded");
                    })));
            assertThat(ClientRules.of(policy(ns, "consumers-of-db"))
                            .get(0)
                            .getFrom()
                            .get(0)
                            .getNamespaceSelector()
                            .getMatchExpressions()
                            .get(0)
                            .getValues())
                    .containsExactly(ns);
            assertThat(writes(excluded, before))
                    .extracting(AuditEvent::resource)
                    .containsOnly("clientintents", "events");
        } finally {
            client.resource(theirs).delete();
            client.pods().inNamespace(excluded).withName(ns).delete();
            label(excluded, "clientintents.dev/default-deny", null);
        }
    }
}

package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.TargetState;
import dev.clientintents.backend.networkpolicy.ClientRules;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.model.PolicyName;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Policies of somebody else that change what the operator writes, in the write itself. */
@RealCluster
class UndoneWritesIT extends OperatorScenario {

    /** The longest time between two attempts while these tests last, and some. */
    private static final Duration RETRIED = Duration.ofSeconds(60);

    private final List<HasMetadata> admission = new ArrayList<>();

    UndoneWritesIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @AfterEach
    void removeAdmission() {
        admission.forEach(object -> client.resource(object).delete());
        admission.clear();
    }

    @Test
    void aKeyThatAPolicyRemovesIsToldAndComesOnceThatPolicyIsGone() {
        String key = KEY + "db." + ns;
        mutate(
                "pods",
                "UPDATE",
                "has(object.metadata.labels) && '%s' in object.metadata.labels".formatted(key),
                """
                JSONPatch{op: "remove", path: "/metadata/labels/" + jsonpatch.escapeKey("%s")}""".formatted(key));
        deployment(ns, "web");
        deployment(ns, "db");
        deployment(ns, "cache");
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: %s}
                spec: {client: {name: web}, consumes: [{name: db}, {name: cache}]}
                """.formatted(ns));

        await().atMost(RETRIED)
                .untilAsserted(() -> assertThat(intents("web").getStatus())
                        .isNotNull()
                        .satisfies(status -> assertThat(status.servers())
                                .extracting(server -> server.state())
                                .containsExactly(TargetState.Undone, TargetState.Enforced)));
        assertThat(intents("web").getStatus().servers().get(0).message()).contains(key);
        awaitEvents("Undone", 1);
        removeAdmission();

        awaitLabels(RETRIED, ns, "web", Map.of(key, "true", KEY + "cache." + ns, "true"));
        await().atMost(RETRIED).untilAsserted(() -> awaitReady("web", true));
    }

    @Test
    void aPolicyThatIsOpenedInTheWriteIsToldAndClosedOnceTheOtherIsGone() {
        mutate("networkpolicies", "CREATE, UPDATE", "object.metadata.namespace == '%s'".formatted(ns), """
                JSONPatch{op: "add", path: "/spec/ingress/0", value: Object.spec.ingress{}}""");
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");

        await().atMost(RETRIED).untilAsserted(() -> awaitState("web", TargetState.Undone));
        assertThat(intents("web").getStatus().servers().get(0).message())
                .contains("changes spec of NetworkPolicy consumers-of-db");
        removeAdmission();

        await().atMost(RETRIED).untilAsserted(() -> awaitReady("web", true));
        assertThat(ClientRules.of(policy(ns, "consumers-of-db"))).hasSize(1);
    }

    @Test
    void aDefaultDenyThatIsOpenedInTheWriteIsToldByAnEventOfItsNamespace() {
        mutate("networkpolicies", "CREATE, UPDATE", "object.metadata.namespace == '%s'".formatted(ns), """
                JSONPatch{op: "add", path: "/spec/podSelector/matchLabels", value: {"no": "one"}}""");

        label(ns, "clientintents.dev/default-deny", "ingress");

        await().atMost(RETRIED)
                .untilAsserted(() -> assertThat(eventsOfNamespace("Undone"))
                        .singleElement()
                        .asString()
                        .contains("default-deny asks for is not in force", "changes spec of NetworkPolicy"));
        removeAdmission();
        await().atMost(RETRIED)
                .untilAsserted(() -> assertThat(
                                policy(ns, PolicyName.DEFAULT_DENY).getSpec().getIngress())
                        .isEmpty());
    }

    @Test
    void aDefaultDenyWhoseNameSomebodyElseHasIsToldByAnEventOfItsNamespace() {
        apply("""
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: %s, namespace: %s}
                spec: {podSelector: {}, ingress: [{}]}
                """.formatted(PolicyName.DEFAULT_DENY, ns));

        label(ns, "clientintents.dev/default-deny", "ingress");

        await().atMost(RETRIED)
                .untilAsserted(() -> assertThat(eventsOfNamespace("ForeignPolicy"))
                        .singleElement()
                        .asString()
                        .contains("is somebody else's and is left alone"));
        client.network()
                .v1()
                .networkPolicies()
                .inNamespace(ns)
                .withName(PolicyName.DEFAULT_DENY)
                .delete();
        await().atMost(RETRIED)
                .untilAsserted(() -> assertThat(
                                policy(ns, PolicyName.DEFAULT_DENY).getSpec().getIngress())
                        .isEmpty());
    }

    private List<String> eventsOfNamespace(String reason) {
        return client.v1().events().inNamespace(ns).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getKind().equals("Namespace"))
                .filter(event -> event.getReason().equals(reason))
                .map(event -> event.getMessage())
                .toList();
    }

    /** Has the API server change what is written, where a condition holds, and waits until it does. */
    private void mutate(String resource, String operation, String condition, String patches) {
        boolean pods = resource.equals("pods");
        admission.add(apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingAdmissionPolicy
                metadata: {name: undo-%s}
                spec:
                  failurePolicy: Fail
                  reinvocationPolicy: Never
                  matchConstraints:
                    resourceRules:
                      - {apiGroups: ["%s"], apiVersions: [v1], operations: [%s], resources: [%s]}
                  matchConditions:
                    - {name: meant, expression: "%s"}
                  mutations:
                    - patchType: JSONPatch
                      jsonPatch:
                        expression: >-
                          [%s]
                """.formatted(
                ns, pods ? "" : "networking.k8s.io", operation, resource, condition, patches.replace("\n", " "))));
        admission.add(apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingAdmissionPolicyBinding
                metadata: {name: undo-%s}
                spec:
                  policyName: undo-%1$s
                  matchResources:
                    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
                """.formatted(ns)));
        String probe = ns + "-probe";
        await().atMost(RETRIED).until(() -> isUndone(pods, probe));
    }

    /** Writes something that is to be changed, in the way that the operator does, and says whether it was. */
    private boolean isUndone(boolean pods, String name) {
        if (!pods) {
            NetworkPolicy written = apply("""
                    apiVersion: networking.k8s.io/v1
                    kind: NetworkPolicy
                    metadata: {name: probe-%d, namespace: %s}
                    spec: {podSelector: {matchLabels: {app: none}}, ingress: [{from: [{podSelector: {}}]}]}
                    """.formatted(System.nanoTime(), ns), NetworkPolicy.class);
            client.resource(written).delete();
            return written.getSpec().getIngress().size() == 2
                    || !written.getSpec().getPodSelector().getMatchLabels().containsKey("app");
        }
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: %s}
                spec: {containers: [{name: app, image: app}]}
                """.formatted(name, ns));
        String key = KEY + "db." + ns;
        Pod labelled = client.pods()
                .inNamespace(ns)
                .withName(name)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\": {\"labels\": {\"%s\": \"true\"}}}".formatted(key));
        client.resource(labelled).withGracePeriod(0).delete();
        return labelled.getMetadata().getLabels() == null
                || !labelled.getMetadata().getLabels().containsKey(key);
    }
}

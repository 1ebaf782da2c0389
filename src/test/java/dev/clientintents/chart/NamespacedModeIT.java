package dev.clientintents.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Crd;
import dev.clientintents.api.TargetState;
import dev.clientintents.api.TargetStatus;
import dev.clientintents.cluster.AuditEvent;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Helm;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.cluster.RealHelm;
import dev.clientintents.model.Enforcement;
import dev.clientintents.operator.IntentOperator;
import dev.clientintents.operator.TestSettings;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The operator with the Roles of {@code watchNamespaces}, and no right in the whole cluster but to read namespaces. */
@RealCluster(dedicated = true)
@RealHelm
class NamespacedModeIT {

    private static final Set<String> WATCHED = Set.of("chart-shop", "chart-platform");

    private final ControlPlane controlPlane;
    private final KubernetesClient client;

    NamespacedModeIT(ControlPlane controlPlane, KubernetesClient client) {
        this.controlPlane = controlPlane;
        this.client = client;
    }

    @BeforeAll
    static void install(KubernetesClient client, Helm helm) {
        Crd.install(client);
        Namespaces.create(client, "chart-shop", "chart-platform", "elsewhere", "client-intents");
        Chart.objects(helm, "--values", Chart.tried("namespaced").toString()).stream()
                .filter(object -> object.getKind().matches(".*Role.*|ServiceAccount|ValidatingAdmissionPolicy.*"))
                .forEach(object -> client.resource(object).create());
    }

    @Test
    void itEnforcesWhereItWatchesAndReportsWhatLiesElsewhere() {
        deployment("chart-shop", "web");
        deployment("chart-platform", "gateway");
        deployment("elsewhere", "db");
        declare("chart-shop", "web", "gateway", "chart-platform");
        declare("chart-shop", "web", "db", "elsewhere");
        declare("elsewhere", "db", "gateway", "chart-platform");
        long start = controlPlane.auditLog().orElseThrow().position();

        try (IntentOperator operator = operator()) {
            operator.start();

            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(states("web-gateway")).containsExactly(TargetState.Enforced);
                assertThat(states("web-db")).containsExactly(TargetState.NamespaceExcluded);
                assertThat(policies("chart-platform")).containsExactly("consumers-of-gateway");
            });
            assertThat(pods("chart-shop", "web"))
                    .allSatisfy(pod -> assertThat(pod.getMetadata().getLabels())
                            .containsEntry("clientintents.dev/consumes-gateway.chart-platform", "true"));
            assertThat(ingressNamespaces()).containsExactly("chart-shop");

            client.resources(ClientIntents.class)
                    .inNamespace("chart-shop")
                    .withName("web-gateway")
                    .delete();
            await().untilAsserted(() -> assertThat(pods("chart-shop", "web"))
                    .allSatisfy(pod -> assertThat(pod.getMetadata().getLabels())
                            .doesNotContainKey("clientintents.dev/consumes-gateway.chart-platform")));
            assertThat(policies("elsewhere")).isEmpty();
            assertThat(pods("elsewhere", "db"))
                    .allSatisfy(pod -> assertThat(pod.getMetadata().getLabels().keySet())
                            .noneMatch(label -> label.startsWith("clientintents.dev/")));
        }
        assertThat(controlPlane.auditLog().orElseThrow().eventsSince(start))
                .filteredOn(event -> event.userAgent().startsWith("client-intents"))
                .isNotEmpty()
                .extracting(AuditEvent::code)
                .doesNotContain(403);
    }

    private IntentOperator operator() {
        return new IntentOperator(
                controlPlane.configForServiceAccount("client-intents", "client-intents"),
                TestSettings.like(TestSettings.of("client-intents", "namespaced-mode-it", true, 8))
                        .enforcing(Enforcement.ACTIVE)
                        .watching(WATCHED)
                        .settings(),
                () -> {});
    }

    private void deployment(String namespace, String name) {
        client.resource("""
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: %2$s, namespace: %1$s}
                        spec:
                          selector: {matchLabels: {app: %2$s}}
                          template:
                            metadata: {labels: {app: %2$s}}
                            spec: {containers: [{name: app, image: app}]}
                        """.formatted(namespace, name)).create();
        await().until(() -> !pods(namespace, name).isEmpty());
    }

    private void declare(String namespace, String from, String to, String toNamespace) {
        client.resource("""
                        apiVersion: clientintents.dev/v1alpha1
                        kind: ClientIntents
                        metadata: {name: %2$s-%3$s, namespace: %1$s}
                        spec: {client: {name: %2$s}, consumes: [{name: %3$s, namespace: %4$s}]}
                        """.formatted(namespace, from, to, toNamespace)).create();
    }

    private List<TargetState> states(String name) {
        ClientIntents object = client.resources(ClientIntents.class)
                .inNamespace("chart-shop")
                .withName(name)
                .require();
        return object.getStatus() == null
                ? List.of()
                : object.getStatus().servers().stream().map(TargetStatus::state).toList();
    }

    private List<Pod> pods(String namespace, String app) {
        return client.pods().inNamespace(namespace).withLabel("app", app).list().getItems();
    }

    private List<String> policies(String namespace) {
        return client.network().v1().networkPolicies().inNamespace(namespace).list().getItems().stream()
                .map(policy -> policy.getMetadata().getName())
                .toList();
    }

    private List<String> ingressNamespaces() {
        NetworkPolicy policy = client.network()
                .v1()
                .networkPolicies()
                .inNamespace("chart-platform")
                .withName("consumers-of-gateway")
                .require();
        return policy.getSpec()
                .getIngress()
                .get(0)
                .getFrom()
                .get(0)
                .getNamespaceSelector()
                .getMatchExpressions()
                .get(0)
                .getValues();
    }
}

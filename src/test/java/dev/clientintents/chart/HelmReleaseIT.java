package dev.clientintents.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Crd;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Helm;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.cluster.RealHelm;
import dev.clientintents.operator.IntentOperator;
import dev.clientintents.operator.TestSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A release from its installation to the end, by the real helm. The operator runs beside it, since there are no nodes,
 * with the service account of the release and so with exactly its rights, and under its guard.
 */
@RealCluster(dedicated = true)
@RealHelm
class HelmReleaseIT {

    private static final String KEY = "clientintents.dev/consumes-db.shop";
    private static final String CRD = "clientintents.clientintents.dev";

    private final ControlPlane controlPlane;
    private final KubernetesClient client;
    private final Helm helm;

    @TempDir
    private Path folder;

    HelmReleaseIT(ControlPlane controlPlane, KubernetesClient client, Helm helm) {
        this.controlPlane = controlPlane;
        this.client = client;
        this.helm = helm;
    }

    @Test
    void upgradeAndUninstallLeavePoliciesLabelsAndDeclarationsAsTheyAre() throws IOException {
        Path kubeconfig = controlPlane.kubeconfig(folder.resolve("kubeconfig"));

        assertThat(helm(kubeconfig, "install", "--create-namespace"))
                .contains("rollout status deployment/client-intents")
                .contains("kind: ClientIntents")
                .contains("kubectl get clientintents")
                .doesNotContain("NOT GUARDED");
        Crd.awaitServed(client, CRD);
        shop();
        try (IntentOperator operator = operator()) {
            operator.start();
            awaitConverged();
        }
        Map<String, NetworkPolicy> policies = policies();

        helm(kubeconfig, "upgrade", "--set", "replicas=3,operator.threads=8,watchNamespaces={shop}");
        assertThat(client.apps()
                        .deployments()
                        .inNamespace("client-intents")
                        .withName("client-intents")
                        .get()
                        .getSpec()
                        .getReplicas())
                .isEqualTo(3);
        assertThat(policies()).isEqualTo(policies);

        helm.online(kubeconfig, "uninstall", "client-intents", "--namespace", "client-intents");
        assertThat(client.apps()
                        .deployments()
                        .inNamespace("client-intents")
                        .list()
                        .getItems())
                .isEmpty();
        assertThat(client.rbac()
                        .clusterRoles()
                        .withLabel("app.kubernetes.io/name", "client-intents")
                        .list()
                        .getItems())
                .isEmpty();
        assertThat(client.resources(ValidatingAdmissionPolicy.class).list().getItems())
                .isEmpty();
        assertThat(policies()).isEqualTo(policies);
        assertThat(pods("web"))
                .allSatisfy(pod -> assertThat(pod.getMetadata().getLabels()).containsEntry(KEY, "true"));
        assertThat(client.resources(ClientIntents.class)
                        .inNamespace("shop")
                        .list()
                        .getItems())
                .hasSize(1);

        helm(kubeconfig, "install", "--set", "crds.keep=false");
        helm.online(kubeconfig, "uninstall", "client-intents", "--namespace", "client-intents");
        await().until(() -> client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName(CRD)
                        .get()
                == null);
    }

    private String helm(Path kubeconfig, String command, String... arguments) {
        var all = new ArrayList<>(
                List.of(command, Chart.RELEASE, Chart.FOLDER.toString(), "--namespace", "client-intents"));
        all.addAll(List.of(arguments));
        return helm.online(kubeconfig, all.toArray(String[]::new));
    }

    private void shop() {
        apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop}
                """);
        for (String name : List.of("web", "db")) {
            apply("""
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: %1$s, namespace: shop}
                    spec:
                      selector: {matchLabels: {app: %1$s}}
                      template:
                        metadata: {labels: {app: %1$s}}
                        spec: {containers: [{name: app, image: app}]}
                    """.formatted(name));
        }
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: shop}
                spec: {client: {name: web}, consumes: [{name: db}]}
                """);
    }

    private void apply(String yaml) {
        HasMetadata object = client.resource(yaml).serverSideApply();
        assertThat(object.getMetadata().getUid()).isNotBlank();
    }

    private IntentOperator operator() {
        return new IntentOperator(
                controlPlane.configForServiceAccount("client-intents", "client-intents"),
                TestSettings.of("client-intents", "helm-release-it", true, 8),
                () -> {});
    }

    private void awaitConverged() {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(pods("web"))
                    .isNotEmpty()
                    .allSatisfy(pod -> assertThat(pod.getMetadata().getLabels()).containsEntry(KEY, "true"));
            assertThat(policies()).containsOnlyKeys("consumers-of-db");
            assertThat(client.resources(ClientIntents.class)
                            .inNamespace("shop")
                            .withName("web")
                            .get()
                            .getStatus())
                    .isNotNull()
                    .satisfies(status -> assertThat(status.enforcedServers()).isEqualTo("1/1"));
        });
    }

    private List<Pod> pods(String app) {
        return client.pods().inNamespace("shop").withLabel("app", app).list().getItems();
    }

    private Map<String, NetworkPolicy> policies() {
        return client.network().v1().networkPolicies().inNamespace("shop").list().getItems().stream()
                .collect(Collectors.toMap(policy -> policy.getMetadata().getName(), policy -> policy));
    }
}

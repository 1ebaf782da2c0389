package dev.clientintents.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RealCluster(dedicated = true)
class ControlPlaneIT {
    private static final String NAMESPACE = "default";

    private final ControlPlane controlPlane;
    private final KubernetesClient client;

    ControlPlaneIT(ControlPlane controlPlane, KubernetesClient client) {
        this.controlPlane = controlPlane;
        this.client = client;
    }

    @Test
    void aRestartOfTheApiServerKeepsTheDataAndClientsReconnect() {
        client.resource(configMap("kept")).create();

        controlPlane.stopApiServer();
        controlPlane.startApiServer();

        assertThat(client.configMaps().inNamespace(NAMESPACE).withName("kept").get())
                .isNotNull();
    }

    @Test
    void aWatchFromAForgottenVersionIsGone() {
        String before =
                client.resource(configMap("forgotten")).create().getMetadata().getResourceVersion();
        client.resource(configMap("later")).create();

        controlPlane.forgetHistory();

        CompletableFuture<WatcherException> closed = new CompletableFuture<>();
        Watch watch = client.configMaps()
                .inNamespace(NAMESPACE)
                .watch(new ListOptionsBuilder().withResourceVersion(before).build(), new ClosingWatcher(closed));
        await().until(closed::isDone);
        watch.close();
        assertThat(closed.join().isHttpGone()).isTrue();
    }

    @Test
    void aUserWithoutRightsIsRefused() {
        assertThat(refusalOf(controlPlane.configFor("alice"))).contains("User \"alice\" cannot list resource");
    }

    @Test
    void aUserThatIsNotThereIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> controlPlane.configFor("eve"))
                .withMessageContaining("eve")
                .withMessageContaining("alice");
    }

    @Test
    void aServiceAccountActsUnderItsOwnName() {
        client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName("operator")
                        .endMetadata()
                        .build())
                .create();

        assertThat(refusalOf(controlPlane.configForServiceAccount(NAMESPACE, "operator")))
                .contains("User \"system:serviceaccount:default:operator\" cannot list resource");
    }

    @Test
    void theKubeconfigServesAnotherProcess(@TempDir Path folder) {
        Path kubeconfig = controlPlane.kubeconfig(folder.resolve("kubeconfig"));

        Config read = Config.fromKubeconfig(kubeconfig.toFile());

        Namespace found =
                ask(read, other -> other.namespaces().withName("default").get());
        assertThat(found).isNotNull();
    }

    @Test
    void theAuditLogTellsWhoAskedForWhat() {
        AuditLog log = controlPlane.auditLog().orElseThrow();
        long start = log.position();
        Config config = controlPlane.config();
        config.setUserAgent("the-test");

        ask(config, other -> other.resource(configMap("audited")).create());

        await().untilAsserted(() -> assertThat(log.eventsSince(start))
                .filteredOn(event -> event.userAgent().equals("the-test"))
                .singleElement()
                .isEqualTo(new AuditEvent("create", "admin", "the-test", "configmaps", "", NAMESPACE, "audited", 201)));
    }

    @Test
    void aProcessThatDoesNotStartSaysWhy() {
        assertThatThrownBy(() -> ControlPlane.start(
                        new Binaries(Path.of("/bin/false"), Path.of("/bin/false"), Path.of("/bin/false"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("etcd ended with code 1");
    }

    private static String refusalOf(Config config) {
        try {
            return "not refused: "
                    + ask(config, other -> other.pods().inAnyNamespace().list());
        } catch (KubernetesClientException e) {
            assertThat(e.getCode()).isEqualTo(HttpURLConnection.HTTP_FORBIDDEN);
            return e.getStatus().getMessage();
        }
    }

    private static <T> T ask(Config config, Function<KubernetesClient, T> question) {
        try (KubernetesClient other =
                new KubernetesClientBuilder().withConfig(config).build()) {
            return question.apply(other);
        }
    }

    private static ConfigMap configMap(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .endMetadata()
                .build();
    }

    private record ClosingWatcher(CompletableFuture<WatcherException> closed) implements Watcher<ConfigMap> {
        @Override
        public void eventReceived(Action action, ConfigMap configMap) {}

        @Override
        public void onClose(WatcherException cause) {
            closed.complete(cause);
        }
    }
}

package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.Crd;
import dev.clientintents.certificate.Credential;
import dev.clientintents.certificate.Lifetimes;
import dev.clientintents.certificate.Pem;
import dev.clientintents.certificate.Rotation;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica that is told to stop hands over its lease at once, and answers as long as the cluster may still ask it. */
@RealCluster
class DrainIT {

    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final int BY_SIGTERM = 128 + 15;
    private static final String REVIEW = """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
              "uid": "1", "operation": "CREATE", "namespace": "drained",
              "object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "drained"},
                "spec": {"containers": [{"name": "app", "image": "app"}]}}}}
            """;

    private final KubernetesClient client;
    private final Path kubeconfig;
    private final HttpClient http =
            HttpClient.newBuilder().sslContext(AnyCertificate.trusted()).build();

    @TempDir
    private Path folder;

    DrainIT(ControlPlane controlPlane, KubernetesClient client) {
        this.client = client;
        this.kubeconfig = controlPlane.kubeconfig(controlPlane.folder().resolve("drain"));
    }

    @Test
    void aReplicaThatIsToldToStopGoesOnAnsweringForItsDrainAndLetsGoOfTheLeaseBefore() throws Exception {
        Crd.install(client);
        Namespaces.create(client, "drain-it", "drained");
        client.resource("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: drained}
                spec: {client: {name: web}, consumes: [{name: db}]}
                """).create();
        certificates();
        int port = freePort();
        Process operator = ChildOperator.start(
                kubeconfig,
                folder,
                "--namespace=drain-it",
                "--identity=draining",
                "--http-port=0",
                "--metrics-port=0",
                "--webhook-port=" + port,
                "--webhook-certificates=" + folder,
                "--webhook-drain=" + DRAIN);
        try {
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> labels(port) && "draining".equals(holder()));

            operator.destroy();
            long told = System.nanoTime();

            await().pollInterval(Duration.ofMillis(50))
                    .during(DRAIN.minusSeconds(1))
                    .atMost(DRAIN)
                    .until(() -> labels(port));
            assertThat(holder()).isNullOrEmpty();
            assertThat(operator.waitFor(15, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - told)).isBetween(DRAIN, DRAIN.plusSeconds(10));
            assertThat(operator.exitValue()).isEqualTo(BY_SIGTERM);
        } finally {
            operator.destroyForcibly().waitFor();
        }
    }

    private boolean labels(int port) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/label"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(REVIEW));
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 200 && answer.body().contains("JSONPatch");
    }

    private @Nullable String holder() {
        return client.resources(Lease.class)
                .inNamespace("drain-it")
                .withName("client-intents")
                .require()
                .getSpec()
                .getHolderIdentity();
    }

    private void certificates() throws IOException {
        Credential serving = new Rotation(new Lifetimes(Duration.ofDays(1)), new TreeSet<>(List.of("localhost")))
                .first(Instant.now())
                .serving();
        Files.write(folder.resolve("tls.crt"), Pem.of(List.of(serving.certificate())));
        Files.write(folder.resolve("tls.key"), Pem.of(serving.key()));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

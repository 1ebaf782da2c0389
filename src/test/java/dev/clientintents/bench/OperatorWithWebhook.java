package dev.clientintents.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.model.ServerId;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An operator with a webhook, in a process of its own, that has labelled a world and is asked as an API server asks.
 *
 * @param http trusts the webhook
 * @param port of the webhook
 */
record OperatorWithWebhook(OperatorProcess operator, World world, HttpClient http, int port) implements AutoCloseable {

    private static final Path LOG = Path.of("target/bench-operator.log");

    /** Lets Java's client connect to an address, though the certificate is for the name of a Service. */
    static void trustAnyName() {
        System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
    }

    /** Creates a world of so many pods, starts the operator, and waits until it has labelled them. */
    static OperatorWithWebhook over(ControlPlane controlPlane, KubernetesClient client, Api api, int size)
            throws InterruptedException {
        Namespaces.create(client, "client-intents");
        Path kubeconfig = controlPlane.kubeconfig(controlPlane.folder().resolve("kubeconfig"));
        OperatorProcess.archive(kubeconfig, LOG);
        var world = new World(size);
        world.create(api);
        int port = freePort();
        OperatorProcess operator = OperatorProcess.start(
                kubeconfig, LOG, "--webhook-port", Integer.toString(port), "--webhook-drain=PT0S");
        try {
            operator.awaitReady();
            new Observer(api).when(world.converged()).await();
            return new OperatorWithWebhook(operator, world, trusting(client), port);
        } catch (InterruptedException | RuntimeException e) {
            operator.close();
            throw e;
        }
    }

    /** Returns the question for the labels of a new pod of any workload. */
    HttpRequest review(String podName) {
        ServerId workload = world.any();
        return review(workload.namespace(), world.newPod(workload, podName).body());
    }

    /** Returns the question for the labels of a pod, which is as large as one with volumes, probes and environment. */
    HttpRequest review(String namespace, JsonNode pod) {
        ObjectNode padded = pod.deepCopy();
        ((ObjectNode) padded.path("metadata")).putObject("annotations").put("example.com/manifest", "x".repeat(4_000));
        JsonNode review = Json.of(Map.of(
                "apiVersion", "admission.k8s.io/v1",
                "kind", "AdmissionReview",
                "request",
                        Map.of(
                                "uid",
                                UUID.randomUUID().toString(),
                                "operation",
                                "CREATE",
                                "namespace",
                                namespace,
                                "object",
                                padded)));
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/label"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(review.toString()))
                .build();
    }

    @Override
    public void close() {
        operator.close();
    }

    private static HttpClient trusting(KubernetesClient client) {
        byte[] authorities = Base64.getDecoder()
                .decode(client.secrets()
                        .inNamespace("client-intents")
                        .withName("client-intents-webhook")
                        .require()
                        .getData()
                        .get("ca.crt"));
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "authority",
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(authorities)));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(context)
                    .build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no TLS to the webhook", e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

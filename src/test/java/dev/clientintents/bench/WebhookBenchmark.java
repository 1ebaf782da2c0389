package dev.clientintents.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.ControlPlaneOptions;
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
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Measures how quickly the operator's webhook answers, asked as an API server asks: over TLS and connections that stay. It asserts
 * nothing about time. {@code -Dbench.sizes=10000} is the number of pods that exist; there is a workload for each five.
 */
public final class WebhookBenchmark {

    private static final int WARM_UP = 3_000;
    private static final int ANSWERS = 5_000;
    private static final int COLD = 300;
    private static final int AT_ONCE = 16;
    private static final Path LOG = Path.of("target/bench-operator.log");

    private final Api api;
    private final World world;
    private final HttpClient http;
    private final URI label;
    private final AtomicInteger unlabelled = new AtomicInteger();

    private WebhookBenchmark(Api api, World world, HttpClient http, URI label) {
        this.api = api;
        this.world = world;
        this.http = http;
        this.label = label;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        // the certificate is for the name of a Service
        System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
        System.out.println("| | one at a time (median / p99) | " + AT_ONCE + " at once (median / p99) |");
        System.out.println("|---|---|---|");
        Clusters.measure(
                ControlPlaneOptions.defaults().withControllerManager(false), "10000", WebhookBenchmark::measure);
        System.exit(0);
    }

    private static void measure(ControlPlane controlPlane, KubernetesClient client, Api api, int size)
            throws InterruptedException {
        Namespaces.create(client, "client-intents");
        Path kubeconfig = controlPlane.kubeconfig(controlPlane.folder().resolve("kubeconfig"));
        OperatorProcess.archive(kubeconfig, LOG);
        var world = new World(size);
        world.create(api);
        int port = freePort();
        try (OperatorProcess operator = OperatorProcess.start(
                kubeconfig, LOG, "--webhook-port", Integer.toString(port), "--webhook-drain=PT0S")) {
            operator.awaitReady();
            new Observer(api).when(world.converged()).await();
            var benchmark = new WebhookBenchmark(
                    api, world, trusting(client), URI.create("https://127.0.0.1:" + port + "/label"));
            benchmark.run(size);
            System.err.println(benchmark.unlabelled + " answers without labels");
            System.err.println(operator.mebibytes("VmRSS") + " MiB resident");
        }
    }

    private void run(int size) throws InterruptedException {
        ask(reviews(WARM_UP), AT_ONCE);
        String known = world.workloads().size() + " workloads, " + size + " pods known";
        row("labels of a new pod; " + known, ask(reviews(ANSWERS), 1), ask(reviews(ANSWERS), AT_ONCE));
        row("… of a ReplicaSet that is seen first", ask(coldReviews(), 1), ask(coldReviews(), AT_ONCE));
    }

    private static void row(String what, Latencies one, Latencies many) {
        System.out.println("| " + what + " | " + one + " | " + many + " |");
    }

    private List<String> reviews(int count) {
        var reviews = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            ServerId workload = world.any();
            reviews.add(
                    review(workload.namespace(), world.newPod(workload, "n" + i).body()));
        }
        return reviews;
    }

    private List<String> coldReviews() {
        var reviews = new ArrayList<String>();
        for (int i = 0; i < COLD; i++) {
            ServerId workload = world.any();
            Map<String, String> labels = Map.of("app", workload.name());
            String collection = "/apis/apps/v1/namespaces/" + workload.namespace() + "/replicasets";
            JsonNode deployment = api.send(Call.get(collection + "/" + workload.name() + "-5f7d8c"))
                    .path("ownerReferences");
            JsonNode owner = api.send(Call.post(
                    collection,
                    Json.of(Map.of(
                            "apiVersion",
                            "apps/v1",
                            "kind",
                            "ReplicaSet",
                            "metadata",
                            Map.of("generateName", workload.name() + "-", "ownerReferences", deployment),
                            "spec",
                            Map.of(
                                    "replicas", 0,
                                    "selector", Map.of("matchLabels", labels),
                                    "template", template(labels))))));
            ObjectNode pod = world.newPod(workload, "c" + i).body().deepCopy();
            ObjectNode reference = (ObjectNode) pod.at("/metadata/ownerReferences/0");
            reference.put("name", owner.path("name").asText());
            reference.put("uid", owner.path("uid").asText());
            reviews.add(review(workload.namespace(), pod));
        }
        return reviews;
    }

    private static Map<String, Object> template(Map<String, String> labels) {
        return Map.of(
                "metadata", Map.of("labels", labels),
                "spec", Map.of("containers", List.of(Map.of("name", "main", "image", "registry.example/main:1"))));
    }

    /** As large as that of an ordinary pod with its volumes, probes and environment. */
    private static String review(String namespace, JsonNode pod) {
        ObjectNode padded = pod.deepCopy();
        ((ObjectNode) padded.path("metadata")).putObject("annotations").put("example.com/manifest", "x".repeat(4_000));
        return Json.of(Map.of(
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
                                        padded)))
                .toString();
    }

    private Latencies ask(List<String> reviews, int atOnce) throws InterruptedException {
        var threads = Executors.newFixedThreadPool(atOnce);
        try {
            var elapsed = new ArrayList<Future<Long>>();
            reviews.forEach(review -> elapsed.add(threads.submit(() -> ask(review))));
            var latencies = new Latencies();
            for (Future<Long> each : elapsed) {
                latencies.add(each.get());
            }
            return latencies;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private long ask(String review) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(label)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(review))
                .build();
        long start = System.nanoTime();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        long nanos = System.nanoTime() - start;
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("no answer: " + answer.statusCode() + " " + answer.body());
        }
        if (!answer.body().contains("JSONPatch")) {
            unlabelled.incrementAndGet();
        }
        return nanos;
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

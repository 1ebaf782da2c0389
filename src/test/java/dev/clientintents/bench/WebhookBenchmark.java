package dev.clientintents.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.ControlPlaneOptions;
import dev.clientintents.model.ServerId;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Measures how quickly the operator's webhook answers, asked as an API server asks: over TLS and connections that stay.
 * It asserts nothing about time. {@code -Dbench.sizes=10000} is the number of pods that exist; there is a workload for
 * each five.
 */
public final class WebhookBenchmark {

    private static final int WARM_UP = 3_000;
    private static final int ANSWERS = 5_000;
    private static final int COLD = 300;
    private static final int AT_ONCE = 16;

    private final Api api;
    private final OperatorWithWebhook operator;
    private final World world;
    private final AtomicInteger unlabelled = new AtomicInteger();

    private WebhookBenchmark(Api api, OperatorWithWebhook operator) {
        this.api = api;
        this.operator = operator;
        this.world = operator.world();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        OperatorWithWebhook.trustAnyName();
        System.out.println("| | one at a time (median / p99) | " + AT_ONCE + " at once (median / p99) |");
        System.out.println("|---|---|---|");
        Clusters.measure(
                ControlPlaneOptions.defaults().withControllerManager(false), "10000", WebhookBenchmark::measure);
        System.exit(0);
    }

    private static void measure(ControlPlane controlPlane, KubernetesClient client, Api api, int size)
            throws InterruptedException {
        try (var operator = OperatorWithWebhook.over(controlPlane, client, api, size)) {
            var benchmark = new WebhookBenchmark(api, operator);
            benchmark.run(size);
            System.err.println(benchmark.unlabelled + " answers without labels");
            System.err.println(operator.operator().mebibytes("VmRSS") + " MiB resident");
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

    private List<HttpRequest> reviews(int count) {
        return IntStream.range(0, count).mapToObj(i -> operator.review("n" + i)).toList();
    }

    private List<HttpRequest> coldReviews() {
        var reviews = new ArrayList<HttpRequest>();
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
            reviews.add(operator.review(workload.namespace(), pod));
        }
        return reviews;
    }

    private static Map<String, Object> template(Map<String, String> labels) {
        return Map.of(
                "metadata", Map.of("labels", labels),
                "spec", Map.of("containers", List.of(Map.of("name", "main", "image", "registry.example/main:1"))));
    }

    private Latencies ask(List<HttpRequest> reviews, int atOnce) throws InterruptedException {
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

    private long ask(HttpRequest review) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<String> answer = operator.http().send(review, HttpResponse.BodyHandlers.ofString());
        long nanos = System.nanoTime() - start;
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("no answer: " + answer.statusCode() + " " + answer.body());
        }
        if (!answer.body().contains("JSONPatch")) {
            unlabelled.incrementAndGet();
        }
        return nanos;
    }
}

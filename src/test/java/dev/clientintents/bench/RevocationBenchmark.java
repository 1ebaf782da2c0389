package dev.clientintents.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.ControlPlaneOptions;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Measures how soon a withdrawn intent is shut, and a new one in force, on a real API server: when the operator is
 * idle, and while all pods of another workload of the namespace wait for their labels. {@code -Dbench.sizes=2500} says
 * how many those are, {@code -Dbench.rounds=5} how often all of them wait.
 */
public final class RevocationBenchmark {

    private static final String NAMESPACE = "bench";
    private static final String BULK = "bulk";
    private static final int PAIRS = 40;
    private static final int PAIRS_OF_A_ROUND = 10;
    private static final Path LOG = Path.of("target/bench-operator.log");

    private final Api api;
    private final Observer observer;
    private final List<String> bulkPods = new ArrayList<>();
    private int bulkServer;

    private RevocationBenchmark(Api api) {
        this.api = api;
        this.observer = new Observer(api);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Clusters.measure(
                ControlPlaneOptions.defaults().withControllerManager(false),
                "2500",
                (controlPlane, client, api, size) -> new RevocationBenchmark(api).run(controlPlane, size));
        System.exit(0);
    }

    private void run(ControlPlane controlPlane, int size) throws InterruptedException {
        Path kubeconfig = controlPlane.kubeconfig(controlPlane.folder().resolve("kubeconfig"));
        OperatorProcess.archive(kubeconfig, LOG);
        create(size);
        try (OperatorProcess operator = OperatorProcess.start(kubeconfig, LOG)) {
            observer.when(converged()).await();
            System.out.println(
                    "| | withdrawn, until the policy has shrunk (median / p99) | declared, until in force |");
            System.out.println("|---|---|---|");
            measure("idle", false);
            measure(size + " pods of the namespace wait for labels", true);
            System.err.printf("processor time of the operator: %.1f s%n", operator.processorSeconds());
        }
    }

    private void measure(String name, boolean busy) throws InterruptedException {
        var shut = new Latencies();
        var opened = new Latencies();
        for (int i = 0; i < Integer.getInteger("bench.rounds", 5); i++) {
            if (busy) {
                bulkServer = 1 - bulkServer;
                api.send(declares(BULK, bulkServer()));
                observer.when(someOfBulk()).await();
            }
            for (int pair = 0; pair < PAIRS_OF_A_ROUND; pair++) {
                int number = i * PAIRS_OF_A_ROUND + pair;
                shut.add(elapsed(declares(client(number % PAIRS), "other"), shut(number % PAIRS)));
                opened.add(elapsed(declares(client(number % PAIRS), server(number % PAIRS)), opened(number % PAIRS)));
            }
            if (busy && observer.when(bulkCarries()).isReached()) {
                System.err.println("the pods did not wait long enough: name more of them");
            }
            observer.when(converged()).await();
        }
        System.out.println("| " + name + " | " + shut + " | " + opened + " |");
    }

    private long elapsed(Call call, Map<String, Predicate<JsonNode>> goal) {
        api.send(call);
        long answered = System.nanoTime();
        return Math.max(0, observer.when(goal).await() - answered);
    }

    private void create(int size) {
        api.send(Call.post(
                "/api/v1/namespaces",
                Json.of(Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", NAMESPACE)))));
        var calls = new ArrayList<Call>();
        for (int pair = 0; pair < PAIRS; pair++) {
            calls.add(pod(client(pair), client(pair)));
            calls.add(pod(server(pair), server(pair)));
            calls.add(intents(client(pair), server(pair)));
        }
        for (String server : List.of("other", "bulk-server-0", "bulk-server-1")) {
            calls.add(pod(server, server));
        }
        for (int i = 0; i < size; i++) {
            calls.add(pod("bulk-" + i, BULK));
            bulkPods.add(Kind.POD.path(NAMESPACE, "bulk-" + i));
        }
        calls.add(intents(BULK, "bulk-server-0"));
        api.sendAll(calls);
    }

    private static String client(int pair) {
        return "client-" + pair;
    }

    private static String server(int pair) {
        return "server-" + pair;
    }

    private static Call pod(String name, String workload) {
        return Call.post(
                Kind.POD.collection(NAMESPACE),
                Json.of(Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Pod",
                        "metadata",
                        Map.of("name", name, "annotations", Map.of("clientintents.dev/service-name", workload)),
                        "spec",
                        Map.of("containers", List.of(Map.of("name", "app", "image", "app"))))));
    }

    private static Call intents(String client, String server) {
        return Call.post(
                Kind.INTENTS.collection(NAMESPACE),
                Json.of(Map.of(
                        "apiVersion",
                        "clientintents.dev/v1alpha1",
                        "kind",
                        "ClientIntents",
                        "metadata",
                        Map.of("name", client),
                        "spec",
                        Map.of("client", Map.of("name", client), "consumes", List.of(Map.of("name", server))))));
    }

    private static Call declares(String client, String server) {
        return Call.mergePatch(
                Kind.INTENTS.path(NAMESPACE, client),
                Json.of(Map.of("spec", Map.of("consumes", List.of(Map.of("name", server))))));
    }

    private static ServerId id(String server) {
        return ServerId.anyKind(NAMESPACE, server);
    }

    private static String key(String server) {
        return AccessKey.of(id(server)).label();
    }

    private static String policy(String server) {
        return Kind.POLICY.path(NAMESPACE, PolicyName.of(id(server)));
    }

    /** When the server of a pair admits no client; its only client has gone. */
    private static Map<String, Predicate<JsonNode>> shut(int pair) {
        return Map.of(
                policy(server(pair)),
                policy -> !policy.path("spec").path("ingress").toString().contains(key(server(pair))));
    }

    private static Map<String, Predicate<JsonNode>> opened(int pair) {
        return Map.of(
                policy(server(pair)),
                policy -> policy.toString().contains(key(server(pair))),
                Kind.POD.path(NAMESPACE, client(pair)),
                carries(server(pair)));
    }

    private static Predicate<JsonNode> carries(String server) {
        return pod -> pod.path("metadata").path("labels").has(key(server));
    }

    private String bulkServer() {
        return "bulk-server-" + bulkServer;
    }

    private Predicate<JsonNode> carriesBulkKey() {
        return carries(bulkServer());
    }

    private Map<String, Predicate<JsonNode>> someOfBulk() {
        return Map.of(bulkPods.get(0), carriesBulkKey());
    }

    private Map<String, Predicate<JsonNode>> bulkCarries() {
        Predicate<JsonNode> carries = carriesBulkKey();
        var conditions = new HashMap<String, Predicate<JsonNode>>();
        bulkPods.forEach(pod -> conditions.put(pod, carries));
        return conditions;
    }

    private Map<String, Predicate<JsonNode>> converged() {
        Map<String, Predicate<JsonNode>> conditions = bulkCarries();
        for (int pair = 0; pair < PAIRS; pair++) {
            conditions.putAll(opened(pair));
        }
        return conditions;
    }
}

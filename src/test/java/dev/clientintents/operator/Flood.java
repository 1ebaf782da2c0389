package dev.clientintents.operator;

import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * All at once of what a team may do in its own namespace to harm others: 300 objects as large as the definition
 * allows, 20 servers in each that another namespace does not have, and 1,000 pods whose owners and annotations are as
 * odd as an API server takes them. Once all are there, they are edited without an end.
 */
final class Flood implements AutoCloseable {

    static final int OBJECTS = 300;
    static final int PODS = 1_000;
    private static final int TARGETS = 256;
    private static final int PORTS = 4;
    private static final int INVENTED = 20;
    private static final int THREADS = 4;
    private static final List<String> NAMES = List.of(
            "../../../namespaces/kube-system",
            "a?watch=true&x=/",
            "..%2F..%2f",
            "a/status",
            "\u001b[2J\u001b[31m",
            "a\r\nWARN forged line",
            "ü\u202eßø\u0000x",
            "x".repeat(20_000),
            "-",
            " ");
    private static final List<String> VERSIONS =
            List.of("apps/v1", "v1", "../v1", "x.example.com/v1", "batch%2Fv1", "apps/v1?", "\u001b[1m/v1");
    private static final List<String> KINDS =
            List.of("ReplicaSet", "Node", "Job", "Nothing", "../Pods", "Deployment\nx", "k".repeat(5_000));

    private final KubernetesClient client;
    private final String namespace;
    private final String victim;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final AtomicInteger objects = new AtomicInteger();
    private final AtomicInteger pods = new AtomicInteger();
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();

    /**
     * @param namespace where it happens
     * @param victim the namespace whose servers it names
     */
    Flood(KubernetesClient client, String namespace, String victim) {
        this.client = client;
        this.namespace = namespace;
        this.victim = victim;
    }

    Flood start() {
        for (int thread = 0; thread < THREADS; thread++) {
            int own = thread;
            threads.execute(() -> flood(own));
        }
        return this;
    }

    boolean isComplete() {
        return objects.get() >= OBJECTS && pods.get() >= PODS;
    }

    @Override
    public String toString() {
        return objects + " objects, " + pods + " pods; refused: "
                + refused.stream().limit(1).toList();
    }

    /** What the API server did not take, so that the flood is less than it says. */
    List<String> refused() {
        return List.copyOf(refused);
    }

    private void flood(int thread) {
        var random = new Random(thread);
        int round = 0;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                if (round % 4 == 0) {
                    declare(thread, round / 4);
                } else {
                    oddPod(thread, round - round / 4 - 1, random);
                }
            } catch (KubernetesClientException e) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                refused.add(String.valueOf(e.getMessage()));
            }
            round++;
        }
    }

    /** Creates an object, or edits it where it is there already. */
    private void declare(int thread, int turn) {
        int each = OBJECTS / THREADS;
        String name = "flood-" + thread + "-" + turn % each;
        String targets =
                IntStream.range(0, TARGETS).mapToObj(it -> target(it, turn)).collect(Collectors.joining(", "));
        String object = """
                {"apiVersion": "clientintents.dev/v1alpha1", "kind": "ClientIntents",
                 "metadata": {"name": "%s", "namespace": "%s"},
                 "spec": {"client": {"name": "flood-%d"}, "consumes": [%s]}}
                """.formatted(name, namespace, turn % 7, targets);
        if (turn < each) {
            client.resource(object).create();
            objects.incrementAndGet();
        } else {
            client.resources(ClientIntents.class)
                    .inNamespace(namespace)
                    .withName(name)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), object);
        }
    }

    private String target(int number, int turn) {
        String ports = IntStream.range(0, PORTS)
                .mapToObj(it -> "{\"port\": " + (1 + (number * PORTS + it + turn) % 65_000) + "}")
                .collect(Collectors.joining(", ", "[", "]"));
        return "{\"name\": \"%s\"%s, \"ports\": %s}".formatted(server(number, turn), where(number), ports);
    }

    private static String server(int number, int turn) {
        if (number < INVENTED) {
            return "ghost-" + turn + "-" + number;
        }
        return number < 2 * INVENTED ? "server-" + (number - INVENTED) : "own-" + number;
    }

    private String where(int number) {
        return number < 2 * INVENTED ? ", \"namespace\": \"" + victim + "\"" : "";
    }

    private void oddPod(int thread, int turn, Random random) {
        int number = turn % (PODS / THREADS);
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName("odd-" + thread + "-" + number)
                .withNamespace(namespace)
                .withLabels(Map.of("app", "odd"))
                .withAnnotations(Map.of(
                        "clientintents.dev/service-name",
                        any(NAMES, random),
                        "kubernetes.io/config.mirror", // which no edit may change
                        NAMES.get(number % NAMES.size())))
                .addNewOwnerReference()
                .withApiVersion(any(VERSIONS, random))
                .withKind(any(KINDS, random))
                .withName(any(NAMES, random))
                .withUid("uid-" + number % 50)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withNodeName("odd") // without a node, the API server takes no mirror pod
                .addNewContainer()
                .withName("app")
                .withImage("app")
                .endContainer()
                .endSpec()
                .build();
        client.resource(pod).forceConflicts().serverSideApply();
        if (turn < PODS / THREADS) {
            pods.incrementAndGet();
        }
    }

    private static String any(List<String> choice, Random random) {
        return choice.get(random.nextInt(choice.size()));
    }

    /** Ends it; waits until it has. */
    @Override
    public void close() {
        threads.shutdownNow();
        await().until(threads::isTerminated);
    }
}

package dev.clientintents.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clientintents.cluster.AuditLog;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.ControlPlaneOptions;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Measures what Ingresses cost the operator on a real API server: the same servers converge without and with them, then
 * routes come and go, one of many backends is edited, and their controller scales. {@code -Dbench.sizes=2000} says how
 * many servers there are, {@code -Dbench.routes=5000} how many Ingresses. It asserts nothing about time.
 */
public final class EntranceBenchmark {

    private static final int SERVERS_OF_A_NAMESPACE = 200;
    private static final int SERVERS_OF_A_CLIENT = 10;
    private static final int SAMPLES = Integer.getInteger("bench.samples", 50);
    private static final String CONTROLLERS = "ingress-nginx";
    private static final String INGRESSES = "/apis/networking.k8s.io/v1/namespaces/%s/ingresses";
    private static final Path LOG = Path.of("target/bench-operator.log");

    private final Api api;
    private final AuditLog audit;
    private final Observer observer;
    private final Path kubeconfig;
    private final int servers;

    private EntranceBenchmark(ControlPlane controlPlane, Api api, int servers) {
        this.api = api;
        this.audit = controlPlane.auditLog().orElseThrow();
        this.observer = new Observer(api);
        this.kubeconfig = controlPlane.kubeconfig(controlPlane.folder().resolve("kubeconfig"));
        this.servers = servers;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Clusters.measure(
                ControlPlaneOptions.defaults().withControllerManager(false).withAuditLog(true),
                "2000",
                (controlPlane, client, api, size) -> new EntranceBenchmark(controlPlane, api, size).run());
        System.exit(0);
    }

    private void run() throws InterruptedException {
        OperatorProcess.archive(kubeconfig, LOG);
        create();
        int routes = Integer.getInteger("bench.routes", 5_000);
        System.out.printf("| %d servers | no route | %d Ingresses |%n|---|---|---|%n", servers, routes);
        Run without = converge(policy -> true);
        api.sendAll(IntStream.range(0, routes)
                .mapToObj(route -> ingress(route % servers, "route-" + route, backends(List.of(route % servers), 80)))
                .toList());
        Run with = converge(policy -> admitsController(policy, 8080));
        System.out.printf("| converge from nothing | %.2f s | %.2f s |%n", without.seconds, with.seconds);
        System.out.printf("| … processor time | %.1f s | %.1f s |%n", without.processor, with.processor);
        System.out.printf("| … writes | %d | %d |%n", without.writes, with.writes);
        System.out.printf("| … resident size | %s MiB | %s MiB |%n%n", without.mebibytes, with.mebibytes);
        try (OperatorProcess operator = OperatorProcess.start(kubeconfig, LOG)) {
            long start = System.nanoTime();
            operator.awaitReady();
            System.out.printf("ready after a restart: %.2f s%n%n", (System.nanoTime() - start) / 1e9);
            TimeUnit.SECONDS.sleep(3);
            System.out.println("| | median / p99, from the answer | processor time of one | writes of one |");
            System.out.println("|---|---|---|---|");
            measure(operator, "a route comes, until the policy admits its port", this::routeComes);
            measure(operator, "… goes, until it is shut", this::routeGoes);
            api.send(ingress(0, "big", big(80)));
            TimeUnit.SECONDS.sleep(2);
            measure(
                    operator,
                    "an Ingress of " + SERVERS_OF_A_NAMESPACE + " backends is edited in one of them",
                    this::editBig);
            measure(operator, "the controller gets a pod, or loses it", this::scale);
            measure(operator, "bare: a write of a policy, until a watch shows it", this::bare);
        }
    }

    private record Run(double seconds, double processor, long writes, String mebibytes) {}

    /** Has an operator converge from nothing, and takes what it wrote away again. */
    private Run converge(Predicate<JsonNode> policy) throws InterruptedException {
        Snapshot untouched = observer.snapshot().untouched();
        api.sendAll(observer.snapshot().callsTo(untouched));
        while (!observer.snapshot().callsTo(untouched).isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        var goal = new HashMap<String, Predicate<JsonNode>>();
        for (int server = 0; server < servers; server++) {
            String key = AccessKey.of(id(server)).label();
            goal.put(policy(server), policy.and(it -> it.path("spec").toString().contains(key)));
            goal.put(
                    Kind.POD.path(namespace(server), client(server)),
                    pod -> pod.path("metadata").path("labels").has(key));
        }
        long position = audit.position();
        long start = System.nanoTime();
        try (OperatorProcess operator = OperatorProcess.start(kubeconfig, LOG)) {
            double seconds = (observer.when(goal).await() - start) / 1e9;
            double processor = operator.processorSeconds();
            TimeUnit.SECONDS.sleep(3);
            return new Run(
                    seconds,
                    processor,
                    Requests.since(audit, position).writes(),
                    operator.mebibytes("VmRSS") + " / " + operator.mebibytes("VmHWM"));
        }
    }

    /** One change, and what is to be seen of it; its number counts from 0. */
    private interface Sample {
        Map<String, Predicate<JsonNode>> send(int number);
    }

    private void measure(OperatorProcess operator, String name, Sample sample) throws InterruptedException {
        var latencies = new Latencies();
        long position = audit.position();
        double before = operator.processorSeconds();
        for (int i = 0; i < SAMPLES; i++) {
            Map<String, Predicate<JsonNode>> goal = sample.send(i);
            long answered = System.nanoTime();
            latencies.add(Math.max(0, observer.when(goal).await() - answered));
        }
        TimeUnit.SECONDS.sleep(2);
        double processor = (operator.processorSeconds() - before) / SAMPLES;
        double writes = Requests.since(audit, position).writes() / (double) SAMPLES;
        System.out.printf("| %s | %s | %.1f ms | %.2f |%n", name, latencies, processor * 1000, writes);
    }

    private Map<String, Predicate<JsonNode>> routeComes(int number) {
        api.send(ingress(number, "new-" + number, backends(List.of(number), 90)));
        return Map.of(policy(number), policy -> admitsController(policy, 9090));
    }

    private Map<String, Predicate<JsonNode>> routeGoes(int number) {
        api.send(Call.delete(INGRESSES.formatted(namespace(number)) + "/new-" + number));
        return Map.of(policy(number), policy -> !admitsController(policy, 9090));
    }

    private Map<String, Predicate<JsonNode>> editBig(int number) {
        int port = number % 2 == 0 ? 90 : 80;
        api.send(Call.mergePatch(
                INGRESSES.formatted(namespace(0)) + "/big", Json.of(Map.of("spec", Map.of("rules", big(port))))));
        return Map.of(policy(0), policy -> admitsController(policy, 9090) == (port == 90));
    }

    private Map<String, Predicate<JsonNode>> scale(int number) {
        String path = Kind.POD.path(CONTROLLERS, "controller-new");
        if (number % 2 == 0) {
            api.send(controller("controller-new"));
            return Map.of(path, pod -> !pod.isMissingNode());
        }
        api.send(Call.delete(path + "?gracePeriodSeconds=0"));
        return Map.of(path, JsonNode::isMissingNode);
    }

    private Map<String, Predicate<JsonNode>> bare(int number) {
        String mark = "n" + number;
        api.send(Call.mergePatch(
                policy(number), Json.of(Map.of("metadata", Map.of("annotations", Map.of("bench", mark))))));
        return Map.of(
                policy(number),
                policy -> policy.at("/metadata/annotations/bench").asText().equals(mark));
    }

    private void create() {
        var namespaces = new ArrayList<Call>();
        for (int server = 0; server < servers; server += SERVERS_OF_A_NAMESPACE) {
            namespaces.add(namespace(namespace(server), Map.of(Labels.ENFORCEMENT, "active")));
        }
        namespaces.add(namespace(CONTROLLERS, Map.of()));
        api.sendAll(namespaces);
        var calls = new ArrayList<Call>();
        calls.add(Call.post(
                "/apis/networking.k8s.io/v1/ingressclasses",
                Json.of(Map.of(
                        "apiVersion",
                        "networking.k8s.io/v1",
                        "kind",
                        "IngressClass",
                        "metadata",
                        Map.of("name", "nginx"),
                        "spec",
                        Map.of("controller", "k8s.io/ingress-nginx")))));
        calls.add(controller("controller-0"));
        calls.add(controller("controller-1"));
        for (int server = 0; server < servers; server++) {
            calls.add(pod(namespace(server), name(server), Map.of("app", name(server)), name(server)));
            calls.add(service(server));
            if (server % SERVERS_OF_A_CLIENT == 0) {
                calls.add(pod(namespace(server), client(server), Map.of("app", client(server)), client(server)));
                calls.add(intents(server));
            }
        }
        api.sendAll(calls);
    }

    private static String namespace(int server) {
        return "bench-" + server / SERVERS_OF_A_NAMESPACE;
    }

    private static String name(int server) {
        return "server-" + server;
    }

    private static String client(int server) {
        return "client-" + server / SERVERS_OF_A_CLIENT;
    }

    private static ServerId id(int server) {
        return ServerId.anyKind(namespace(server), name(server));
    }

    private static String policy(int server) {
        return Kind.POLICY.path(namespace(server), PolicyName.of(id(server)));
    }

    private static boolean admitsController(JsonNode policy, int port) {
        for (JsonNode rule : policy.path("spec").path("ingress")) {
            if (rule.path("from").toString().contains(CONTROLLERS)
                    && rule.path("ports").toString().contains(Integer.toString(port))) {
                return true;
            }
        }
        return false;
    }

    private static Call namespace(String name, Map<String, String> labels) {
        return Call.post(
                "/api/v1/namespaces",
                Json.of(Map.of(
                        "apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", name, "labels", labels))));
    }

    private static Call controller(String name) {
        return pod(
                CONTROLLERS,
                name,
                Map.of("app.kubernetes.io/name", "ingress-nginx", "app.kubernetes.io/component", "controller"),
                "ingress-nginx-controller");
    }

    private static Call pod(String namespace, String name, Map<String, String> labels, String workload) {
        return Call.post(
                Kind.POD.collection(namespace),
                Json.of(Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Pod",
                        "metadata",
                        Map.of("name", name, "labels", labels, "annotations", Map.of(Labels.SERVICE_NAME, workload)),
                        "spec",
                        Map.of("containers", List.of(Map.of("name", "app", "image", "app"))))));
    }

    private static Call service(int server) {
        return Call.post(
                "/api/v1/namespaces/" + namespace(server) + "/services",
                Json.of(Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Service",
                        "metadata",
                        Map.of("name", name(server)),
                        "spec",
                        Map.of(
                                "selector",
                                Map.of("app", name(server)),
                                "ports",
                                List.of(
                                        Map.of("name", "http", "port", 80, "targetPort", 8080),
                                        Map.of("name", "admin", "port", 90, "targetPort", 9090))))));
    }

    private Call intents(int first) {
        List<Map<String, String>> consumes = IntStream.range(first, Math.min(servers, first + SERVERS_OF_A_CLIENT))
                .mapToObj(server -> Map.of("name", name(server)))
                .toList();
        return Call.post(
                Kind.INTENTS.collection(namespace(first)),
                Json.of(Map.of(
                        "apiVersion",
                        "clientintents.dev/v1alpha1",
                        "kind",
                        "ClientIntents",
                        "metadata",
                        Map.of("name", client(first)),
                        "spec",
                        Map.of("client", Map.of("name", client(first)), "consumes", consumes))));
    }

    private static Call ingress(int server, String name, List<Object> rules) {
        return Call.post(
                INGRESSES.formatted(namespace(server)),
                Json.of(Map.of(
                        "apiVersion",
                        "networking.k8s.io/v1",
                        "kind",
                        "Ingress",
                        "metadata",
                        Map.of("name", name),
                        "spec",
                        Map.of("ingressClassName", "nginx", "rules", rules))));
    }

    /** A rule for each server of the first namespace, of which the first one leads to that port. */
    private List<Object> big(int port) {
        var rules = new ArrayList<>(backends(List.of(0), port));
        rules.addAll(backends(
                IntStream.range(1, Math.min(servers, SERVERS_OF_A_NAMESPACE))
                        .boxed()
                        .toList(),
                80));
        return rules;
    }

    private static List<Object> backends(List<Integer> servers, int port) {
        var rules = new ArrayList<Object>();
        for (int server : servers) {
            rules.add(Map.of(
                    "host",
                    name(server) + ".example",
                    "http",
                    Map.of(
                            "paths",
                            List.of(Map.of(
                                    "path",
                                    "/",
                                    "pathType",
                                    "Prefix",
                                    "backend",
                                    Map.of(
                                            "service",
                                            Map.of("name", name(server), "port", Map.of("number", port))))))));
        }
        return rules;
    }
}

package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Crd;
import dev.clientintents.api.TargetState;
import dev.clientintents.api.TargetStatus;
import dev.clientintents.cluster.AuditEvent;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.deploy.Manifests;
import dev.clientintents.model.Enforcement;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowingConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The operator at work on a real API server, with owner chains that the real controller-manager makes, with no more
 * rights than {@code deploy/operator.yaml} gives it, bounded by {@code deploy/guard.yaml}, and with two namespaces of
 * its own for each test. Its methods are what teams do and what can be seen of it.
 */
public abstract class OperatorScenario {

    static final String KEY = "clientintents.dev/consumes-";

    private static final AtomicInteger NUMBER = new AtomicInteger();
    /** What would make pods, or concern those of other tests on the same API server. */
    private static final Set<String> ELSEWHERE =
            Set.of("Deployment", "PodDisruptionBudget", "MutatingWebhookConfiguration");

    /**
     * The policies for the operator's own account, under which it works in every test; those for others would keep
     * tests from theirs.
     */
    private static final String BOUNDS = "client-intents-operator";

    final ControlPlane controlPlane;
    final KubernetesClient client;
    IntentOperator operator;
    String ns = "";
    String other = "";

    OperatorScenario(ControlPlane controlPlane, KubernetesClient client) {
        this.controlPlane = controlPlane;
        this.client = client;
        this.operator = newOperator();
    }

    /** Another replica. */
    IntentOperator newOperator() {
        return newOperator(operatorsConfig(), Duration.ofSeconds(5));
    }

    IntentOperator newOperator(Config config, Duration isolationDeadline) {
        return new IntentOperator(config, settings(isolationDeadline), () -> {});
    }

    Settings settings(Duration isolationDeadline) {
        return TestSettings.like(TestSettings.of("client-intents", "replica-" + NUMBER.incrementAndGet(), true, 8))
                .enforcing(Enforcement.ACTIVE)
                .isolatingAfter(isolationDeadline)
                .settings();
    }

    /** What the operator's service account may do. */
    Config operatorsConfig() {
        return controlPlane.configForServiceAccount("client-intents", "client-intents");
    }

    @BeforeAll
    static void install(KubernetesClient client) {
        Crd.install(client);
        Manifests.read(Manifests.DEPLOY.resolve("operator.yaml")).stream()
                .filter(object -> !ELSEWHERE.contains(object.getKind()))
                .forEach(object -> client.resource(object).forceConflicts().serverSideApply());
        Manifests.read(Manifests.DEPLOY.resolve("guard.yaml")).stream()
                .filter(object -> object.getMetadata().getName().startsWith(BOUNDS))
                .forEach(object -> client.resource(object).forceConflicts().serverSideApply());
    }

    @BeforeEach
    void start() {
        ns = "shop-" + NUMBER.incrementAndGet();
        other = ns + "-b";
        Namespaces.create(client, ns);
        Namespaces.create(client, other);
        startAndAwaitLeading();
    }

    void startAndAwaitLeading() {
        operator.start();
        await().until(() -> isLeading(operator));
    }

    @AfterEach
    void stop() {
        operator.close();
        client.namespaces().withName(ns).delete();
        client.namespaces().withName(other).delete();
    }

    static boolean isLeading(IntentOperator operator) {
        return get(operator, "/metrics").lines().anyMatch("client_intents_leading 1.0"::equals);
    }

    public static String get(IntentOperator operator, String path) {
        int port = path.equals("/metrics") ? operator.metricsPort() : operator.httpPort();
        var uri = URI.create("http://127.0.0.1:" + port + path);
        return HttpClient.newHttpClient()
                .sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .join()
                .body();
    }

    /** The present end of the API server's log, for {@link #writes}. */
    long now() {
        return controlPlane.auditLog().orElseThrow().position();
    }

    /** What the operator wrote into a namespace since, in order, leases aside. */
    List<AuditEvent> writes(String namespace, long since) {
        return controlPlane.auditLog().orElseThrow().eventsSince(since).stream()
                .filter(AuditEvent::isWrite)
                .filter(event -> event.userAgent().startsWith("client-intents"))
                .filter(event -> namespace.equals(event.namespace()))
                .toList();
    }

    /** What the operator wrote since, as in {@code patch pods}. */
    List<String> writes(long since) {
        return writes(ns, since).stream()
                .map(event -> event.verb() + " " + event.resource())
                .toList();
    }

    /** The names of objects of some resources in the namespace that the operator read one by one since. */
    List<String> ownersRead(long since, Set<String> resources) {
        return controlPlane.auditLog().orElseThrow().eventsSince(since).stream()
                .filter(event -> event.userAgent().startsWith("client-intents"))
                .filter(event -> ns.equals(event.namespace()))
                .filter(event -> event.verb().equals("get"))
                .filter(event -> resources.contains(event.resource()))
                .map(AuditEvent::name)
                .toList();
    }

    <T extends HasMetadata> T apply(String yaml, Class<T> type) {
        return type.cast(client.resource(yaml).serverSideApply());
    }

    HasMetadata apply(String yaml) {
        return apply(yaml, HasMetadata.class);
    }

    void label(String namespace, String key, @Nullable String value) {
        client.namespaces().withName(namespace).edit(it -> {
            if (value == null) {
                it.getMetadata().getLabels().remove(key);
            } else {
                it.getMetadata().getLabels().put(key, value);
            }
            return it;
        });
    }

    /** A Deployment of two pods with a port {@code http}, 8080. */
    void deployment(String namespace, String name) {
        apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %2$s, namespace: %1$s}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: %2$s}}
                  template:
                    metadata: {labels: {app: %2$s}}
                    spec: {containers: [{name: app, image: app, ports: [{name: http, containerPort: 8080}]}]}
                """.formatted(namespace, name));
        await().until(() -> pods(namespace, name).size() == 2);
    }

    /** A pod that nothing owns; {@code metadata} adds to its metadata, and {@code spec} to its spec. */
    void pod(String name, String metadata, String spec) {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: %s, labels: {app: %1$s}%s}
                spec: {containers: [{name: app, image: app}]%s}
                """.formatted(name, ns, metadata, spec));
    }

    void pod(String name) {
        pod(name, "", "");
    }

    void service(String namespace, String name, String app, int port, int target) {
        apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: %s}
                spec: {selector: {app: %s}, ports: [{port: %d, targetPort: %d}]}
                """.formatted(name, namespace, app, port, target));
    }

    /** A declaration under the name of its client. */
    void intents(String from, String to) {
        declare(from, from, to);
    }

    void declare(String name, String from, String to) {
        declaration(name, "name: " + from, "name: " + to);
    }

    /** A declaration of any client and target, in the fields of YAML. */
    void declaration(String name, String from, String target) {
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: %s, namespace: %s}
                spec: {client: {%s}, consumes: [{%s}]}
                """.formatted(name, ns, from, target));
    }

    ClientIntents intents(String name) {
        return client.resources(ClientIntents.class)
                .inNamespace(ns)
                .withName(name)
                .get();
    }

    void withdraw(String name) {
        client.resources(ClientIntents.class).inNamespace(ns).withName(name).delete();
    }

    List<Pod> pods(String namespace, String app) {
        return client.pods().inNamespace(namespace).withLabel("app", app).list().getItems();
    }

    NetworkPolicy policy(String namespace, String name) {
        return client.network()
                .v1()
                .networkPolicies()
                .inNamespace(namespace)
                .withName(name)
                .require();
    }

    Set<String> policyNames() {
        return client.network().v1().networkPolicies().inNamespace(ns).list().getItems().stream()
                .map(policy -> policy.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    /** Awaits that a policy selects pods as their workload does, and that they carry no label of ours for it. */
    void awaitClosedByWorkload(String namespace, String app, String policy) {
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(policy(namespace, policy)
                                .getSpec()
                                .getPodSelector()
                                .getMatchLabels())
                        .isEqualTo(Map.of("app", app)));
        awaitLabels(namespace, app, Map.of());
    }

    /** The labels of a server whose workload is a Deployment, but that its policy cannot select by its own selector. */
    static Map<String, String> workload(String name) {
        return workload("Deployment", name);
    }

    static Map<String, String> workload(String kind, String name) {
        return Map.of("clientintents.dev/workload", name, "clientintents.dev/workload-kind", kind);
    }

    void awaitLabels(String namespace, String app, Map<String, String> expected) {
        awaitLabels(Duration.ofSeconds(10), namespace, app, expected);
    }

    void awaitLabels(Duration atMost, String namespace, String app, Map<String, String> expected) {
        await().atMost(atMost)
                .untilAsserted(() -> assertThat(pods(namespace, app))
                        .isNotEmpty()
                        .extracting(OperatorScenario::reserved)
                        .allMatch(expected::equals));
    }

    /** The labels of a pod that belong to the operator. */
    static Map<String, String> reserved(Pod pod) {
        var labels = new TreeMap<>(pod.getMetadata().getLabels());
        labels.keySet().removeIf(key -> !key.startsWith("clientintents.dev/"));
        return labels;
    }

    void awaitReady(String name, boolean ready) {
        awaitCondition(
                name, "Ready", condition -> assertThat(condition.getStatus()).isEqualTo(ready ? "True" : "False"));
    }

    void awaitCondition(String name, String type, ThrowingConsumer<Condition> requirement) {
        await().untilAsserted(() -> assertThat(intents(name).getStatus())
                .isNotNull()
                .satisfies(status -> assertThat(status.conditions())
                        .filteredOn(condition -> condition.getType().equals(type))
                        .singleElement()
                        .satisfies(requirement)));
    }

    void awaitState(String name, TargetState state) {
        await().untilAsserted(() -> assertThat(intents(name).getStatus())
                .isNotNull()
                .satisfies(status -> assertThat(status.servers())
                        .extracting(TargetStatus::state)
                        .containsExactly(state)));
    }

    void awaitEvents(String reason, int count) {
        await().untilAsserted(() -> assertThat(
                        client.v1().events().inNamespace(ns).list().getItems())
                .filteredOn(event -> event.getReason().equals(reason))
                .hasSize(count)
                .extracting(Event::getType)
                .containsOnly("Warning"));
    }
}

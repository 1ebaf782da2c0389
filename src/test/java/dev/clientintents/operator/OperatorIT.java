package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Crd;
import dev.clientintents.api.TargetState;
import dev.clientintents.cluster.AuditEvent;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.deploy.Manifests;
import dev.clientintents.model.Enforcement;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The operator against a real API server, with owner chains that the real controller-manager made, and with no more rights
 * than {@code deploy/operator.yaml} gives it.
 */
@RealCluster
class OperatorIT {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Set<String> WORKLOADS = Set.of("Deployment", "PodDisruptionBudget");
    private static final String KEY = "clientintents.dev/consumes-";

    private final ControlPlane controlPlane;
    private final KubernetesClient client;
    private IntentOperator operator;
    private String ns = "";
    private String other = "";

    OperatorIT(ControlPlane controlPlane, KubernetesClient client) {
        this.controlPlane = controlPlane;
        this.client = client;
        this.operator = newOperator();
    }

    private IntentOperator newOperator() {
        return new IntentOperator(
                controlPlane.configForServiceAccount("client-intents", "client-intents"),
                new Settings(
                        "client-intents",
                        "replica-" + NUMBER.incrementAndGet(),
                        true,
                        Enforcement.ACTIVE,
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        0,
                        8,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5)),
                () -> {});
    }

    @BeforeAll
    static void install(KubernetesClient client) {
        Crd.install(client);
        Manifests.read(Manifests.DEPLOY.resolve("operator.yaml")).stream()
                .filter(object -> !WORKLOADS.contains(object.getKind()))
                .forEach(object -> client.resource(object).forceConflicts().serverSideApply());
    }

    @BeforeEach
    void start() {
        ns = "shop-" + NUMBER.incrementAndGet();
        other = ns + "-b";
        createNamespace(ns);
        createNamespace(other);
        operator.start();
        await().until(() -> get(operator, "/metrics").contains("client_intents_leading 1"));
    }

    @AfterEach
    void stop() {
        operator.close();
        client.namespaces().withName(ns).delete();
        client.namespaces().withName(other).delete();
    }

    @Test
    void aClientOfThreeServersCarriesThreeKeysAndEachServerAdmitsItsOwn() {
        deployment(ns, "frontend");
        deployment(ns, "auth-service");
        deployment(other, "api-gateway");
        deployment(ns, "metrics");
        service(ns, "metrics-service", "metrics", 80, 8080);
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: frontend, namespace: %s}
                spec:
                  client: {name: frontend, kind: Deployment}
                  consumes:
                    - name: auth-service
                    - {name: api-gateway, namespace: %s, ports: [{port: 8443}, {port: 9000, endPort: 9010, protocol: UDP}]}
                    - {name: metrics-service, kind: Service}
                """.formatted(ns, other));

        awaitLabels(
                ns,
                "frontend",
                Map.of(
                        KEY + "auth-service." + ns, "true",
                        KEY + "api-gateway." + other + "_8443", "true",
                        KEY + "api-gateway." + other + "_udp_9000_9010", "true",
                        KEY + "service_metrics-service." + ns, "true"));
        awaitLabels(ns, "auth-service", workload("auth-service"));
        awaitReady("frontend", true);
        assertThat(policy(ns, "consumers-of-auth-service").getSpec().getIngress())
                .hasSize(1);
        assertThat(policy(other, "consumers-of-api-gateway").getSpec().getIngress())
                .hasSize(2);
        assertThat(policy(ns, "consumers-of.service.metrics-service")
                        .getSpec()
                        .getIngress()
                        .get(0)
                        .getPorts()
                        .get(0)
                        .getPort()
                        .getIntVal())
                .isEqualTo(8080);
        assertThat(intents("frontend").getStatus().servers())
                .extracting(server -> server.state())
                .containsOnly(TargetState.Enforced);
    }

    @Test
    void takingATargetOutRevokesItAndTheServerStaysClosed() {
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");
        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true"));
        awaitReady("web", true);

        client.resources(ClientIntents.class).inNamespace(ns).withName("web").delete();

        awaitLabels(ns, "web", Map.of());
        await().untilAsserted(() ->
                assertThat(policy(ns, "consumers-of-db").getSpec().getIngress()).isEmpty());
        awaitLabels(ns, "db", workload("db"));

        client.apps().deployments().inNamespace(ns).withName("db").delete();
        await().untilAsserted(() -> assertThat(client.network()
                        .v1()
                        .networkPolicies()
                        .inNamespace(ns)
                        .list()
                        .getItems())
                .isEmpty());
    }

    @Test
    void driftIsRepaired() {
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");
        awaitReady("web", true);
        NetworkPolicy good = policy(ns, "consumers-of-db");

        client.network()
                .v1()
                .networkPolicies()
                .inNamespace(ns)
                .withName("consumers-of-db")
                .edit(it -> {
                    it.getSpec().getIngress().clear();
                    return it;
                });
        await().untilAsserted(() ->
                assertThat(policy(ns, "consumers-of-db").getSpec()).isEqualTo(good.getSpec()));
        client.network()
                .v1()
                .networkPolicies()
                .inNamespace(ns)
                .withName("consumers-of-db")
                .delete();
        await().untilAsserted(() ->
                assertThat(policy(ns, "consumers-of-db").getSpec()).isEqualTo(good.getSpec()));

        Pod pod = pods(ns, "web").get(0);
        client.pods().inNamespace(ns).withName(pod.getMetadata().getName()).edit(it -> {
            it.getMetadata().getLabels().remove(KEY + "db." + ns);
            it.getMetadata().getLabels().put(KEY + "vault." + ns, "true");
            it.getMetadata().getLabels().put("team", "shop");
            return it;
        });
        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true"));
        assertThat(pods(ns, "web").get(0).getMetadata().getLabels()).containsEntry("team", "shop");
    }

    @Test
    void somebodyElsesPolicyIsLeftAloneAndReported() {
        NetworkPolicy foreign = apply("""
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: consumers-of-db, namespace: %s}
                spec: {podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]}
                """.formatted(ns), NetworkPolicy.class);
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");

        awaitState("web", TargetState.ForeignPolicy);
        awaitReady("web", false);
        assertThat(policy(ns, "consumers-of-db").getSpec()).isEqualTo(foreign.getSpec());
        awaitEvents("ForeignPolicy", 1);

        client.resource(foreign).delete();
        awaitState("web", TargetState.Enforced);
    }

    @Test
    void aTargetThatIsNotThereHoldsUpNoOther() {
        deployment(ns, "web");
        deployment(ns, "db");
        service(ns, "cache", "cache", 6379, 6379);
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: %s}
                spec:
                  client: {name: web}
                  consumes:
                    - {name: nowhere, kind: Service}
                    - {name: cache, kind: Service, ports: [{port: 6380}]}
                    - name: db
                """.formatted(ns));

        awaitLabels(ns, "db", workload("db"));
        await().untilAsserted(() -> assertThat(intents("web").getStatus())
                .isNotNull()
                .satisfies(status -> assertThat(status.servers())
                        .extracting(server -> server.state())
                        .containsExactly(TargetState.ServiceNotFound, TargetState.UnknownPort, TargetState.Enforced)));
        awaitEvents("ServiceNotFound", 1);
        awaitEvents("UnknownPort", 1);
    }

    @Test
    void defaultDenyStandsAsLongAsTheLabelAndShadowModeHasNoServerPolicies() {
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");
        awaitReady("web", true);

        label(ns, "clientintents.dev/default-deny", "ingress");
        await().untilAsserted(() ->
                assertThat(policyNames()).containsExactlyInAnyOrder("consumers-of-db", "default-deny-ingress"));
        label(ns, "clientintents.dev/enforcement", "shadow");
        await().untilAsserted(() -> assertThat(policyNames()).containsExactly("default-deny-ingress"));
        awaitState("web", TargetState.Shadow);
        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true"));
        label(ns, "clientintents.dev/enforcement", "active");
        await().untilAsserted(() ->
                assertThat(policyNames()).containsExactlyInAnyOrder("consumers-of-db", "default-deny-ingress"));
        label(ns, "clientintents.dev/default-deny", null);
        await().untilAsserted(() -> assertThat(policyNames()).containsExactly("consumers-of-db"));
    }

    @Test
    void aRestartOnAConvergedClusterWritesNothingAndCatchesUpWithWhatHappenedMeanwhile() {
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");
        awaitReady("web", true);
        operator.close();

        long before = controlPlane.auditLog().orElseThrow().position();
        operator = newOperator();
        operator.start();
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(writes(before)).isEmpty());
        operator.close();

        client.resources(ClientIntents.class).inNamespace(ns).withName("web").delete();
        operator = newOperator();
        operator.start();
        awaitLabels(ns, "web", Map.of());
        await().untilAsserted(() ->
                assertThat(policy(ns, "consumers-of-db").getSpec().getIngress()).isEmpty());
    }

    @Test
    void aForgedOwnerReferenceGivesNoIdentity() {
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");
        awaitReady("web", true);
        String replicaSet =
                pods(ns, "web").get(0).getMetadata().getOwnerReferences().get(0).getUid();
        long before = controlPlane.auditLog().orElseThrow().position();
        apply("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: forged
                  namespace: %s
                  labels: {app: forged}
                  ownerReferences:
                    - {apiVersion: apps/v1, kind: Deployment, name: web, uid: %s, controller: true}
                spec: {containers: [{name: app, image: app}]}
                """.formatted(ns, replicaSet));
        deployment(ns, "marker");
        intents("marker", "db");
        awaitLabels(ns, "marker", Map.of(KEY + "db." + ns, "true"));

        // the garbage collector deletes such a pod sooner or later; until then it must have got nothing
        assertThat(controlPlane.auditLog().orElseThrow().eventsSince(before))
                .filteredOn(event -> "forged".equals(event.name()))
                .filteredOn(AuditEvent::isWrite)
                .noneMatch(event -> event.userAgent().startsWith("client-intents"));
    }

    @Test
    void twoDeclarationsOfOneClientAddUpAndRenamingTheClientRevokesTheOldOne() {
        deployment(ns, "web");
        deployment(ns, "shop");
        deployment(ns, "db");
        deployment(ns, "cache");
        declare("one", "web", "db");
        declare("two", "web", "cache");
        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true", KEY + "cache." + ns, "true"));

        declare("two", "shop", "cache");

        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true"));
        awaitLabels(ns, "shop", Map.of(KEY + "cache." + ns, "true"));
    }

    @Test
    void clientsWithDifferentPortsGetNoCrossProduct() {
        deployment(ns, "web");
        deployment(other, "batch");
        deployment(ns, "db");
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: %1$s}
                spec: {client: {name: web}, consumes: [{name: db, ports: [{port: 5432}]}]}
                """.formatted(ns));
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: batch, namespace: %2$s}
                spec: {client: {name: batch}, consumes: [{name: db, namespace: %1$s, ports: [{port: 9187}]}]}
                """.formatted(ns, other));

        awaitLabels(other, "batch", Map.of(KEY + "db." + ns + "_9187", "true"));
        awaitReady("web", true);
        assertThat(policy(ns, "consumers-of-db").getSpec().getIngress())
                .hasSize(2)
                .allSatisfy(rule -> {
                    assertThat(rule.getFrom()).hasSize(1);
                    assertThat(rule.getPorts()).hasSize(1);
                    String key = rule.getFrom()
                            .get(0)
                            .getPodSelector()
                            .getMatchLabels()
                            .keySet()
                            .iterator()
                            .next();
                    assertThat(key)
                            .isEqualTo(KEY + "db." + ns + "_"
                                    + rule.getPorts().get(0).getPort().getIntVal());
                    assertThat(rule.getFrom()
                                    .get(0)
                                    .getNamespaceSelector()
                                    .getMatchExpressions()
                                    .get(0)
                                    .getValues())
                            .containsExactly(key.endsWith("5432") ? ns : other);
                });
    }

    @Test
    void anyTopOwnerIsAnIdentityAndTheServerMayComeAfterItsClient() {
        declare("nightly", "nightly", "store");
        apply("""
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: nightly, namespace: %s}
                spec:
                  schedule: "0 0 1 1 *"
                  jobTemplate:
                    spec:
                      template:
                        metadata: {labels: {app: nightly}}
                        spec: {restartPolicy: Never, containers: [{name: app, image: app}]}
                """.formatted(ns));
        var cronJob = client.batch()
                .v1()
                .cronjobs()
                .inNamespace(ns)
                .withName("nightly")
                .require();
        apply("""
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: nightly-1
                  namespace: %s
                  ownerReferences:
                    - {apiVersion: batch/v1, kind: CronJob, name: nightly, uid: %s, controller: true}
                spec:
                  template:
                    metadata: {labels: {app: nightly}}
                    spec: {restartPolicy: Never, containers: [{name: app, image: app}]}
                """.formatted(ns, cronJob.getMetadata().getUid()));
        awaitState("nightly", TargetState.NoPods);
        apply("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: store, namespace: %s}
                spec:
                  serviceName: store
                  selector: {matchLabels: {app: store}}
                  template:
                    metadata: {labels: {app: store}}
                    spec: {containers: [{name: app, image: app}]}
                """.formatted(ns));

        awaitLabels(ns, "nightly", Map.of(KEY + "store." + ns, "true"));
        awaitLabels(
                ns,
                "store",
                Map.of("clientintents.dev/workload", "store", "clientintents.dev/workload-kind", "StatefulSet"));
        awaitState("nightly", TargetState.Enforced);
    }

    @Test
    void aNamespaceThatIsRecreatedIsClosedAgain() {
        deployment(ns, "web");
        deployment(other, "db");
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: %1$s}
                spec: {client: {name: web}, consumes: [{name: db, namespace: %2$s}]}
                """.formatted(ns, other));
        awaitReady("web", true);

        client.namespaces().withName(other).delete();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.namespaces().withName(other).get() == null);
        awaitState("web", TargetState.NamespaceNotFound);
        createNamespace(other);
        deployment(other, "db");

        awaitLabels(other, "db", workload("db"));
        awaitState("web", TargetState.Enforced);
        assertThat(policy(other, "consumers-of-db").getSpec().getIngress()).hasSize(1);
    }

    @Test
    void aRestartOfTheApiServerIsSurvived() {
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");
        awaitReady("web", true);

        controlPlane.forgetHistory();

        deployment(ns, "cache");
        declare("more", "web", "cache");
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(reserved(pods(ns, "web").get(0)))
                        .containsOnlyKeys(KEY + "db." + ns, KEY + "cache." + ns));
    }

    @Test
    void aStandbyIsReadyButWritesNothingUntilTheLeaderReleasesTheLease() {
        deployment(ns, "web");
        deployment(ns, "db");
        declare("first", "web", "db");
        awaitReady("first", true);
        try (IntentOperator standby = newOperator()) {
            standby.start();
            assertThat(get(standby, "/readyz")).isEqualTo("ok");
            assertThat(get(standby, "/metrics")).contains("client_intents_leading 0");

            operator.close();
            deployment(ns, "cache");
            declare("second", "web", "cache");

            awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true", KEY + "cache." + ns, "true"));
            assertThat(get(standby, "/metrics")).contains("client_intents_leading 1");
        }
    }

    @Test
    void clientsCarryTheirKeysBeforeTheirServerIsIsolatedAndLoseThemAfterItsPolicyShrank() {
        deployment(ns, "web");
        deployment(ns, "db");
        long before = controlPlane.auditLog().orElseThrow().position();
        intents("web", "db");
        awaitReady("web", true);
        assertThat(writes(before)).containsSubsequence("patch pods", "patch pods", "create networkpolicies");
        assertThat(writes(before).indexOf("create networkpolicies"))
                .isGreaterThan(writes(before).indexOf("patch pods") + 1);

        long converged = controlPlane.auditLog().orElseThrow().position();
        client.resources(ClientIntents.class).inNamespace(ns).withName("web").delete();
        awaitLabels(ns, "web", Map.of());
        await().untilAsserted(() ->
                assertThat(writes(converged)).containsExactly("update networkpolicies", "patch pods", "patch pods"));
    }

    @Test
    void eachObjectIsWrittenOnce() {
        deployment(ns, "web");
        deployment(ns, "db");
        long before = controlPlane.auditLog().orElseThrow().position();
        intents("web", "db");
        awaitReady("web", true);

        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(writes(before))
                        .containsExactlyInAnyOrder(
                                "patch pods",
                                "patch pods",
                                "patch pods",
                                "patch pods",
                                "create networkpolicies",
                                "patch clientintents"));
    }

    @Test
    void aThousandDeclarationsOnOneServerAreOneRule() {
        deployment(ns, "web");
        deployment(ns, "db");
        IntStream.range(0, 1000).parallel().forEach(i -> declare("d-" + i, "web", "db"));

        awaitReady("d-999", true);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(client.resources(ClientIntents.class)
                                .inNamespace(ns)
                                .list()
                                .getItems())
                        .hasSize(1000)
                        .allSatisfy(object -> assertThat(object.getStatus()).isNotNull()));
        assertThat(policy(ns, "consumers-of-db").getSpec().getIngress()).hasSize(1);
        awaitLabels(ns, "web", Map.of(KEY + "db." + ns, "true"));
    }

    /** What the operator wrote since, in order, leases aside. */
    private List<String> writes(long since) {
        return controlPlane.auditLog().orElseThrow().eventsSince(since).stream()
                .filter(AuditEvent::isWrite)
                .filter(event -> event.userAgent().startsWith("client-intents"))
                .filter(event -> ns.equals(event.namespace()))
                .map(event -> event.verb() + " " + event.resource())
                .toList();
    }

    @Test
    void healthAndMetricsAreServed() {
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");
        awaitReady("web", true);

        assertThat(get(operator, "/livez")).isEqualTo("ok");
        assertThat(get(operator, "/readyz")).isEqualTo("ok");
        assertThat(get(operator, "/metrics"))
                .contains("client_intents_writes_total{action=\"patch\",object=\"pod\"}")
                .contains("client_intents_writes_total{action=\"create\",object=\"policy\"}")
                .contains("client_intents_event_to_write_seconds_bucket")
                .contains("client_intents_pods ")
                .contains("client_intents_servers ")
                .contains("reconciliations_execution_duration_seconds");
    }

    private static String get(IntentOperator operator, String path) {
        var uri = URI.create("http://127.0.0.1:" + operator.httpPort() + path);
        return HttpClient.newHttpClient()
                .sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .join()
                .body();
    }

    private void declare(String name, String from, String to) {
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: %s, namespace: %s}
                spec: {client: {name: %s}, consumes: [{name: %s}]}
                """.formatted(name, ns, from, to));
    }

    private void createNamespace(String name) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }

    private void label(String namespace, String key, @Nullable String value) {
        client.namespaces().withName(namespace).edit(it -> {
            if (value == null) {
                it.getMetadata().getLabels().remove(key);
            } else {
                it.getMetadata().getLabels().put(key, value);
            }
            return it;
        });
    }

    private void deployment(String namespace, String name) {
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

    private void service(String namespace, String name, String app, int port, int target) {
        apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: %s}
                spec: {selector: {app: %s}, ports: [{port: %d, targetPort: %d}]}
                """.formatted(name, namespace, app, port, target));
    }

    private void intents(String from, String to) {
        declare(from, from, to);
    }

    private ClientIntents intents(String name) {
        return client.resources(ClientIntents.class)
                .inNamespace(ns)
                .withName(name)
                .get();
    }

    private void apply(String yaml) {
        apply(yaml, HasMetadata.class);
    }

    private <T extends HasMetadata> T apply(String yaml, Class<T> type) {
        return type.cast(client.resource(yaml).serverSideApply());
    }

    private List<Pod> pods(String namespace, String app) {
        return client.pods().inNamespace(namespace).withLabel("app", app).list().getItems();
    }

    private NetworkPolicy policy(String namespace, String name) {
        return client.network()
                .v1()
                .networkPolicies()
                .inNamespace(namespace)
                .withName(name)
                .require();
    }

    private Set<String> policyNames() {
        return client.network().v1().networkPolicies().inNamespace(ns).list().getItems().stream()
                .map(policy -> policy.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    private static Map<String, String> workload(String name) {
        return Map.of("clientintents.dev/workload", name, "clientintents.dev/workload-kind", "Deployment");
    }

    private void awaitLabels(String namespace, String app, Map<String, String> expected) {
        await().untilAsserted(() -> assertThat(pods(namespace, app))
                .isNotEmpty()
                .allSatisfy(pod -> assertThat(reserved(pod)).isEqualTo(expected)));
    }

    private static Map<String, String> reserved(Pod pod) {
        var labels = new TreeMap<>(pod.getMetadata().getLabels());
        labels.keySet().removeIf(key -> !key.startsWith("clientintents.dev/"));
        return labels;
    }

    private void awaitReady(String name, boolean ready) {
        await().untilAsserted(() -> assertThat(intents(name).getStatus())
                .isNotNull()
                .satisfies(status -> assertThat(status.conditions()).anySatisfy(condition -> {
                    assertThat(condition.getType()).isEqualTo("Ready");
                    assertThat(condition.getStatus()).isEqualTo(ready ? "True" : "False");
                })));
    }

    private void awaitState(String name, TargetState state) {
        await().untilAsserted(() -> assertThat(intents(name).getStatus())
                .isNotNull()
                .satisfies(status -> assertThat(status.servers())
                        .extracting(server -> server.state())
                        .containsExactly(state)));
    }

    private void awaitEvents(String reason, int count) {
        await().untilAsserted(() -> assertThat(
                        client.v1().events().inNamespace(ns).list().getItems())
                .filteredOn(event -> event.getReason().equals(reason))
                .hasSize(count)
                .extracting(Event::getType)
                .containsOnly("Warning"));
    }
}

package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Crd;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.model.Enforcement;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * 20,000 pods and 500 namespaces come and go, with workloads, declarations, Services and policies. At the end the
 * operator remembers as much as before: every map, collection and queue that can be reached from it is as large as it
 * was.
 */
@RealCluster(dedicated = true)
class SoakIT {

    private static final int WAVES = 20;
    private static final int NAMESPACES = 25;
    private static final int PODS = 40;
    private static final int SERVERS = 4;

    /**
     * What may be larger at the end, and how large at most: what remembers the last that went, so as to know what is
     * late, and what the policy of the hub says, which is read when it is asked for.
     */
    private static final Map<String, Long> BOUNDED = Map.of(
            "dev.clientintents.operator.watch.ResourceVersions.gone", 40_000L,
            "dev.clientintents.operator.watch.PolicyStore.written", 1L,
            "dev.clientintents.transition.Written.rules", 1L,
            "dev.clientintents.rule.Rule.peers", 1L,
            "dev.clientintents.model.Selector.requirements", 2L,
            "dev.clientintents.model.Requirement.values", 2L);

    private final ControlPlane controlPlane;
    private final KubernetesClient client;

    SoakIT(ControlPlane controlPlane, KubernetesClient client) {
        this.controlPlane = controlPlane;
        this.client = client;
    }

    @Test
    void whatCameAndWentLeavesNothingBehind() throws InterruptedException, ExecutionException {
        Crd.install(client);
        Namespaces.create(client, "client-intents"); // where orphaned pods are recorded
        Namespaces.create(client, "hub");
        pod("hub", "hub", "");
        ExecutorService teams = Executors.newFixedThreadPool(8);
        try (var operator = new IntentOperator(controlPlane.config(), settings(), () -> {})) {
            operator.start();
            SortedMap<String, Long> before = afterWave(operator, teams, 0);
            for (int wave = 1; wave <= WAVES; wave++) {
                afterWave(operator, teams, wave);
            }
            await().atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofSeconds(2))
                    .untilAsserted(() -> {
                        SortedMap<String, Long> grown = ReachableSizes.from(operator);
                        grown.entrySet()
                                .removeIf(it -> it.getValue()
                                        <= Math.max(
                                                BOUNDED.getOrDefault(it.getKey(), 0L),
                                                before.getOrDefault(it.getKey(), 0L)));
                        assertThat(grown).isEmpty();
                    });
        } finally {
            teams.shutdownNow();
        }
    }

    /** Lets a wave of namespaces come, converge and go; only the hub stays, and stays closed. */
    private SortedMap<String, Long> afterWave(IntentOperator operator, ExecutorService teams, int wave)
            throws InterruptedException, ExecutionException {
        List<String> names = IntStream.range(0, NAMESPACES)
                .mapToObj(it -> "team-" + wave + "-" + it)
                .toList();
        all(teams, names, this::populate);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(notReady()).isEmpty());

        assertThat(sum(ReachableSizes.from(operator), "PodIndex")).isGreaterThan((long) NAMESPACES * PODS);
        all(teams, names, this::remove);

        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> gauge(operator, "pods") == 1 && gauge(operator, "servers") == 1);

        return new TreeMap<>(ReachableSizes.from(operator));
    }

    private static long sum(SortedMap<String, Long> sizes, String part) {
        return sizes.entrySet().stream()
                .filter(it -> it.getKey().contains(part))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static void all(ExecutorService teams, List<String> names, Consumer<String> deed)
            throws InterruptedException, ExecutionException {
        List<Future<?>> deeds = names.stream()
                .<Future<?>>map(name -> teams.submit(() -> deed.accept(name)))
                .toList();
        for (Future<?> it : deeds) {
            it.get();
        }
    }

    private void populate(String ns) {
        Namespaces.create(client, ns);
        String deployment = create("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: %s}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: app, image: app}]}
                """.formatted(ns));
        String set = create("""
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata:
                  name: web-1
                  namespace: %s
                  ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: %s, controller: true}]
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: app, image: app}]}
                """.formatted(ns, deployment));
        create("""
                apiVersion: v1
                kind: Service
                metadata: {name: front, namespace: %s}
                spec: {selector: {app: s0}, ports: [{port: 80, targetPort: 8080}]}
                """.formatted(ns));
        for (int it = 0; it < SERVERS; it++) {
            pod(ns, "s" + it, "");
        }
        create("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: %s}
                spec:
                  client: {name: web}
                  consumes:
                    - {name: s0}
                    - {name: s1, ports: [{port: 8080}, {port: 9090}]}
                    - {name: front, kind: Service}
                    - {name: hub, namespace: hub}
                """.formatted(ns));
        create("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: s2, namespace: %s}
                spec: {client: {name: s2}, consumes: [{name: s3, kind: Pod}]}
                """.formatted(ns));
        String owner =
                ", ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-1, uid: %s, controller: true}]"
                        .formatted(set);
        for (int it = 0; it < PODS - SERVERS; it++) {
            pod(ns, "web-1-" + it, owner);
        }
    }

    /** As the namespace controller does it. */
    private void remove(String ns) {
        client.namespaces().withName(ns).delete();
        boolean declarationsFirst = ns.hashCode() % 2 == 0;
        if (declarationsFirst) {
            client.resources(ClientIntents.class).inNamespace(ns).delete();
        }
        client.pods().inNamespace(ns).withGracePeriod(0).delete();
        client.apps().replicaSets().inNamespace(ns).delete();
        client.apps().deployments().inNamespace(ns).delete();
        client.services().inNamespace(ns).delete();
        if (!declarationsFirst) {
            client.resources(ClientIntents.class).inNamespace(ns).delete();
        }
        client.network().v1().networkPolicies().inNamespace(ns).delete();
        client.v1().events().inNamespace(ns).delete();
        Namespace terminating = client.namespaces().withName(ns).require();
        client.resource(new NamespaceBuilder(terminating)
                        .withNewSpec()
                        .withFinalizers(List.of())
                        .endSpec()
                        .build())
                .subresource("finalize")
                .update();
    }

    private List<String> notReady() {
        return client.resources(ClientIntents.class).inAnyNamespace().list().getItems().stream()
                .filter(it -> it.getStatus() == null
                        || it.getStatus().conditions().stream()
                                .noneMatch(condition -> condition.getType().equals("Ready")
                                        && condition.getStatus().equals("True")))
                .map(it ->
                        it.getMetadata().getNamespace() + "/" + it.getMetadata().getName())
                .toList();
    }

    private static double gauge(IntentOperator operator, String name) {
        return OperatorScenario.get(operator, "/metrics")
                .lines()
                .filter(line -> line.startsWith("client_intents_" + name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }

    private void pod(String ns, String name, String metadata) {
        create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: %s, labels: {app: %1$s}%s}
                spec: {containers: [{name: app, image: app}]}
                """.formatted(name, ns, metadata));
    }

    private String create(String yaml) {
        return client.resource(yaml).create().getMetadata().getUid();
    }

    private static Settings settings() {
        return TestSettings.like(TestSettings.of("client-intents", "replica", false, 16))
                .enforcing(Enforcement.ACTIVE)
                .isolatingAfter(Duration.ofSeconds(10))
                .settings();
    }
}

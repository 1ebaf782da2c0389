package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.Crd;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.model.ServerId;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The operator's API server crashes while hundreds of writes are under way. Another one, on the same data, sees it all.
 */
@RealCluster(dedicated = true)
class KilledApiServerIT {

    private static final List<String> NAMESPACES = List.of("mass-a", "mass-b");
    private static final int SERVERS = 10;
    private static final int CLIENTS = 14;
    private static final int CLIENT_PODS = 140;
    private static final long ALL_CLIENT_PODS = 280;
    private static final String KEY = "clientintents.dev/consumes-";

    private final ControlPlane controlPlane;
    private final KubernetesClient client;

    KilledApiServerIT(ControlPlane controlPlane, KubernetesClient client) {
        this.controlPlane = controlPlane;
        this.client = client;
    }

    @BeforeAll
    static void installCrd(KubernetesClient client) {
        Crd.install(client);
    }

    @Test
    void theExactStateIsReachedAndNobodyIsAdmittedWhoIsNotDeclared() {
        try (KubernetesClient witness = new KubernetesClientBuilder()
                .withConfig(controlPlane.startReplica())
                .build()) {
            NAMESPACES.forEach(name -> Namespaces.create(client, name));
            try (var watch = new AdmissionWatch(witness, NAMESPACES, servers());
                    var operator = new IntentOperator(controlPlane.config(), settings(), () -> {})) {
                NAMESPACES.parallelStream()
                        .flatMap(KilledApiServerIT::pods)
                        .forEach(pod -> client.resource(pod).create());
                NAMESPACES.stream()
                        .flatMap(KilledApiServerIT::declarations)
                        .forEach(yaml -> client.resource(yaml).create());
                operator.start();

                for (int labelled : List.of(20, 120)) {
                    await().atMost(Duration.ofSeconds(60))
                            .pollInterval(Duration.ofMillis(20))
                            .until(() -> carryingKeys(witness) >= labelled);
                    controlPlane.killApiServer();
                    assertThat(carryingKeys(witness)).isLessThan(ALL_CLIENT_PODS);
                    controlPlane.startApiServer();
                }

                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(500))
                        .untilAsserted(() -> assertThat(LiveState.differences(witness, NAMESPACES))
                                .isEmpty());
                assertThat(carryingKeys(witness)).isEqualTo(ALL_CLIENT_PODS);
                assertThat(watch.violations()).isEmpty();
                assertThat(watch.policyStates()).isGreaterThanOrEqualTo(NAMESPACES.size() * SERVERS);
            }
        }
    }

    private static Set<ServerId> servers() {
        return NAMESPACES.stream()
                .flatMap(namespace ->
                        IntStream.range(0, SERVERS).mapToObj(i -> ServerId.anyKind(namespace, "server-" + i)))
                .collect(Collectors.toSet());
    }

    private static Stream<String> pods(String namespace) {
        return Stream.concat(
                IntStream.range(0, SERVERS).mapToObj(i -> pod(namespace, "server-" + i, "server-" + i)),
                IntStream.range(0, CLIENT_PODS).mapToObj(i -> pod(namespace, "pod-" + i, "client-" + i % CLIENTS)));
    }

    private static String pod(String namespace, String name, String workload) {
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: %s
                  labels: {app: %3$s}
                  annotations: {clientintents.dev/service-name: %3$s}
                spec: {containers: [{name: app, image: app}]}
                """.formatted(name, namespace, workload);
    }

    /** Each client consumes three servers of its own namespace and one of the other. */
    private static Stream<String> declarations(String namespace) {
        String other = NAMESPACES.get(1 - NAMESPACES.indexOf(namespace));
        return IntStream.range(0, CLIENTS)
                .mapToObj(i -> """
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: client-%1$d, namespace: %2$s}
                spec:
                  client: {name: client-%1$d}
                  consumes:
                    - {name: server-%3$d}
                    - {name: server-%4$d, ports: [{port: 8080}]}
                    - {name: server-%5$d, ports: [{port: 9090}]}
                    - {name: server-%3$d, namespace: %6$s}
                """.formatted(i, namespace, i % SERVERS, (i + 1) % SERVERS, (i + 2) % SERVERS, other));
    }

    private static long carryingKeys(KubernetesClient witness) {
        return witness.pods().inAnyNamespace().list().getItems().stream()
                .filter(pod -> pod.getMetadata().getLabels().keySet().stream().anyMatch(key -> key.startsWith(KEY)))
                .count();
    }

    /** One thread, so that there is time to kill in the middle. */
    private static Settings settings() {
        return TestSettings.of("client-intents-tests", "tests", false, 1);
    }
}

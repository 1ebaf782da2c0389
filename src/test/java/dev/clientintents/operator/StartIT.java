package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.Crd;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.FaultProxy;
import dev.clientintents.cluster.Kubeconfig;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends the start, and what it goes on in spite of. */
@RealCluster(dedicated = true)
class StartIT {

    private static final String NAMESPACE = "client-intents";
    private static final String SHOP = "shop";

    private final ControlPlane controlPlane;
    private final KubernetesClient client;

    @TempDir
    private Path folder;

    StartIT(ControlPlane controlPlane, KubernetesClient client) {
        this.controlPlane = controlPlane;
        this.client = client;
    }

    @BeforeAll
    static void namespaces(KubernetesClient client) {
        Namespaces.create(client, NAMESPACE);
        Namespaces.create(client, SHOP);
    }

    @BeforeEach
    void install() {
        Crd.install(client);
    }

    @Test
    void withoutTheCustomResourceDefinitionItEndsWithOneLine() throws Exception {
        client.resource(Crd.read()).delete();
        await().until(() -> client.resource(Crd.read()).get() == null);

        assertThat(saidAtTheEnd(controlPlane.config(), "--namespace=" + NAMESPACE))
                .startsWith("cannot start: the API server does not serve clientintents.clientintents.dev")
                .contains("install the CustomResourceDefinition");
    }

    @Test
    void withoutRightsItEndsWithOneLine() throws Exception {
        serviceAccount("powerless");

        assertThat(saidAtTheEnd(
                        controlPlane.configForServiceAccount(NAMESPACE, "powerless"), "--namespace=" + NAMESPACE))
                .startsWith("cannot start: the operator may not list namespaces in the whole cluster: give ");
    }

    @Test
    void withoutTheRightToWatchOneKindItEndsWithOneLine() throws Exception {
        serviceAccount("blind");
        List.of("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: blind}
                rules:
                  - {apiGroups: ["", clientintents.dev, networking.k8s.io, coordination.k8s.io], resources: ["*"], verbs: [get, list]}
                  - {apiGroups: ["", clientintents.dev, coordination.k8s.io], resources: ["*"], verbs: [watch, create, update, patch]}
                """, """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: blind}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: blind}
                subjects: [{kind: ServiceAccount, name: blind, namespace: client-intents}]
                """).forEach(yaml -> client.resource(yaml).serverSideApply());

        assertThat(saidAtTheEnd(controlPlane.configForServiceAccount(NAMESPACE, "blind"), "--namespace=" + NAMESPACE))
                .startsWith(
                        "cannot start: the operator may not watch networkpolicies.networking.k8s.io in the whole cluster");
    }

    @Test
    void withoutTheNamespaceOfItsLeaseItEndsWithOneLine() throws Exception {
        assertThat(saidAtTheEnd(controlPlane.config(), "--namespace=nowhere"))
                .startsWith("cannot start: namespace nowhere, where the lease of the operator belongs, does not exist");
    }

    /**
     * Why a process ends with 1: the one line, beside some warnings that something is waited for, none with a stack
     * trace.
     */
    private String saidAtTheEnd(Config config, String... arguments) throws IOException, InterruptedException {
        Path kubeconfig = Kubeconfig.write(config, folder.resolve("kubeconfig"));
        String[] all =
                Stream.concat(Stream.of(arguments), Stream.of("--http-port=0")).toArray(String[]::new);
        Process operator = ChildOperator.start(kubeconfig, folder, all);
        try {
            assertThat(operator.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(operator.exitValue()).isEqualTo(1);
        } finally {
            operator.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(folder.resolve("operator.log"));
        assertThat(lines).noneMatch(line -> line.startsWith("\tat ")).hasSizeLessThan(25);
        List<String> end =
                lines.stream().filter(line -> line.startsWith("cannot start")).toList();
        assertThat(end).hasSize(1);
        return end.get(0);
    }

    private void serviceAccount(String name) {
        client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 429, 500, 503})
    void anApiServerThatIsAwayIsWaitedFor(int code) {
        try (FaultProxy proxy = FaultProxy.before(controlPlane.config(), 0, 1)) {
            proxy.heal();
            if (code == 0) {
                proxy.goAway();
            } else {
                proxy.answerAll(code);
            }
            try (var operator = operator(proxy.configThrough())) {
                CompletableFuture<Void> start =
                        CompletableFuture.runAsync(operator::start, task -> new Thread(task).start());
                await().during(Duration.ofSeconds(8))
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> !start.isDone());

                proxy.comeBack();

                assertThat(start).succeedsWithin(Duration.ofSeconds(60));
                assertThat(OperatorScenario.get(operator, "/readyz")).isEqualTo("ok");
            }
        }
    }

    @Test
    void aDeadConversionWebhookStopsNeitherTheStartNorOthers() {
        deadConversion();
        String uid = client.genericKubernetesResources("games.example/v1", "Game")
                .inNamespace(SHOP)
                .withName("chess")
                .get()
                .getMetadata()
                .getUid();
        String owned = ", ownerReferences: [{apiVersion: games.example/v2, kind: Game, name: chess, uid: " + uid
                + ", controller: true}]";
        for (int i = 0; i < 20; i++) {
            pod("chess-" + i, owned);
        }
        pod("web", "");
        pod("db", "");
        declare("web", "db");
        try (var operator = operator(controlPlane.config())) {
            long start = System.nanoTime();
            operator.start();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));

            awaitKey("web", "db");
            for (int i = 20; i < 40; i++) {
                pod("chess-" + i, owned);
            }
            pod("late", "");
            declare("late", "db");
            awaitKey("late", "db");
            assertThat(OperatorScenario.get(operator, "/metrics").lines())
                    .contains("client_intents_pods_unresolved 40.0");
        }
    }

    private IntentOperator operator(Config config) {
        return new IntentOperator(config, TestSettings.of(NAMESPACE, "tests", false, 4), () -> {});
    }

    /** A kind of two versions, stored in one, that can be read in the other only by a webhook that nobody serves. */
    private void deadConversion() {
        Crd.install(client, client.getKubernetesSerialization().unmarshal("""
                        apiVersion: apiextensions.k8s.io/v1
                        kind: CustomResourceDefinition
                        metadata: {name: games.games.example}
                        spec:
                          group: games.example
                          scope: Namespaced
                          names: {kind: Game, plural: games, singular: game, listKind: GameList}
                          conversion:
                            strategy: Webhook
                            webhook:
                              conversionReviewVersions: [v1]
                              clientConfig: {url: "https://127.0.0.1:1/convert"}
                          versions:
                            - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
                            - {name: v2, served: true, storage: false, schema: {openAPIV3Schema: {type: object}}}
                        """, CustomResourceDefinition.class));
        await().ignoreExceptions().untilAsserted(() -> client.resource("""
                apiVersion: games.example/v1
                kind: Game
                metadata: {name: chess, namespace: shop}
                """).serverSideApply());
    }

    private void awaitKey(String pod, String server) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(client.pods()
                                .inNamespace(SHOP)
                                .withName(pod)
                                .require()
                                .getMetadata()
                                .getLabels())
                        .containsKey(OperatorScenario.KEY + server + "." + SHOP));
    }

    private void pod(String name, String metadata) {
        client.resource("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: %s, labels: {app: %1$s}%s}
                spec: {containers: [{name: app, image: app}]}
                """.formatted(name, SHOP, metadata)).serverSideApply();
    }

    private void declare(String from, String to) {
        client.resource("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: %1$s, namespace: %3$s}
                spec: {client: {name: %1$s}, consumes: [{name: %2$s}]}
                """.formatted(from, to, SHOP)).serverSideApply();
    }
}

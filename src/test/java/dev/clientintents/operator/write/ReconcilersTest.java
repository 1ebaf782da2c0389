package dev.clientintents.operator.write;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Crd;
import dev.clientintents.cluster.MockApiServer;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.IntentOperator;
import dev.clientintents.operator.TestSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the reconcilers send, seen by a mock of an API server. What becomes of it on a real one is tested on a real one.
 */
class ReconcilersTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final MockApiServer server = MockApiServer.start(Crd.read());
    private IntentOperator operator = newOperator();

    private IntentOperator newOperator() {
        var settings = TestSettings.of("client-intents", "replica", false, 4);
        return new IntentOperator(server.client().getConfiguration(), settings, () -> {});
    }

    @BeforeEach
    void start() {
        server.client().resource(Crd.read()).create();
        server.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("shop")
                        .addToLabels("kubernetes.io/metadata.name", "shop")
                        .endMetadata()
                        .build())
                .create();
        operator.start();
    }

    @AfterEach
    void stop() {
        operator.close();
        server.close();
    }

    @Test
    void aPodIsPatchedOnceByItsUidWithItsWholeSetOfKeys() {
        Pod frontend = create(pod("frontend"));
        create(pod("auth"));
        create(pod("metrics"));
        declare("auth", "metrics");

        awaitReady();

        assertThat(patchesOf("/pods/frontend")).singleElement().satisfies(patch -> {
            assertThat(patch.at("/metadata/uid").asText())
                    .isEqualTo(frontend.getMetadata().getUid());
            assertThat(labels(patch))
                    .isEqualTo(Map.of(
                            "clientintents.dev/consumes-auth.shop", "true",
                            "clientintents.dev/consumes-metrics.shop", "true"));
        });
    }

    @Test
    void aRestartWritesNothing() {
        create(pod("frontend"));
        create(pod("auth"));
        declare("auth");
        awaitReady();
        int before = server.patches().size();

        operator.close();
        operator = newOperator();
        operator.start();
        create(pod("metrics"));
        declareAs("later", "metrics");

        await().untilAsserted(() ->
                assertThat(server.patches()).anyMatch(patch -> patch.path().endsWith("/later/status")));
        assertThat(server.patches().subList(before, server.patches().size()))
                .extracting(MockApiServer.Patch::path)
                .allMatch(path -> path.endsWith("/pods/frontend")
                        || path.endsWith("/pods/metrics")
                        || path.endsWith("/clientintents/later/status"));
    }

    @Test
    void anObjectBeyondTheBudgetIsNotAcceptedUntilThereIsRoom() {
        operator.close();
        var settings = TestSettings.of("client-intents", "replica", false, 4, Duration.ofSeconds(5), 1);
        operator = new IntentOperator(server.client().getConfiguration(), settings, () -> {});
        operator.start();
        create(pod("frontend"));
        create(pod("auth"));
        create(pod("metrics"));
        declareAs("first", "auth");
        declareAs("second", "metrics");

        await().untilAsserted(() -> assertThat(patchesOf("/clientintents/second/status"))
                .last()
                .satisfies(patch -> assertThat(patch.at("/status/conditions").toString())
                        .contains("\"reason\":\"TooManyObjects\"", "more than 1 ClientIntents")));
        assertThat(patchesOf("/pods/frontend"))
                .noneMatch(patch -> labels(patch).containsKey("clientintents.dev/consumes-metrics.shop"));
        await().untilAsserted(() -> assertThat(
                        server.client().v1().events().inNamespace("shop").list().getItems())
                .extracting(event -> event.getReason())
                .containsExactly("TooManyObjects"));
        server.client()
                .resources(ClientIntents.class)
                .inNamespace("shop")
                .withName("first")
                .delete();

        await().untilAsserted(() -> assertThat(patchesOf("/clientintents/second/status"))
                .last()
                .satisfies(patch ->
                        assertThat(patch.at("/status/servers/0/state").asText()).isEqualTo("Enforced")));
    }

    @Test
    void aPolicyOfTheNameThatAnEarlierVersionGaveGoesAfterTheOneOfTheNameHasCome() {
        String auth = "a".repeat(60);
        create(pod("frontend"));
        create(pod(auth));
        declare(auth);
        awaitReady();
        var name = PolicyName.of(ServerId.anyKind("shop", auth));
        var policies = server.client().network().v1().networkPolicies().inNamespace("shop");
        NetworkPolicy policy = requireNonNull(policies.withName(name).get());
        operator.close();
        policies.withName(name).delete();
        create(new NetworkPolicyBuilder(policy)
                .withNewMetadata()
                .withName("consumers-of-" + auth)
                .withNamespace("shop")
                .withLabels(policy.getMetadata().getLabels())
                .withAnnotations(policy.getMetadata().getAnnotations())
                .endMetadata()
                .build());
        var seen = new CopyOnWriteArrayList<String>();
        Watch watch = policies.watch(new Watcher<NetworkPolicy>() {
            @Override
            public void eventReceived(Action action, NetworkPolicy changed) {
                seen.add(action + " " + changed.getMetadata().getName());
            }

            @Override
            public void onClose(WatcherException cause) {}
        });
        operator = newOperator();
        operator.start();

        await().untilAsserted(() -> assertThat(seen).contains("ADDED " + name, "DELETED consumers-of-" + auth));
        assertThat(seen)
                .filteredOn(it -> !it.equals("ADDED consumers-of-" + auth))
                .containsExactly("ADDED " + name, "DELETED consumers-of-" + auth);
        watch.close();
        assertThat(policies.withName(name).get().getSpec()).isEqualTo(policy.getSpec());
    }

    @Test
    void aLabelThatIsUndoneIsToldOnceAndTriedAgainUntilItStays() {
        server.mutate(body -> body.replace("clientintents.dev/consumes-auth.shop", "team.example/was-a-key"));
        create(pod("frontend"));
        create(pod("auth"));
        create(pod("metrics"));
        declare("auth", "metrics");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(patchesOf("/clientintents/frontend/status"))
                        .anySatisfy(patch -> {
                            assertThat(patch.at("/status/servers/0/state").asText())
                                    .isEqualTo("Undone");
                            assertThat(patch.at("/status/servers/0/message").asText())
                                    .isEqualTo("a mutating webhook or policy in the cluster's admission changes label"
                                            + " clientintents.dev/consumes-auth.shop of pods: frontend; it will be"
                                            + " tried again");
                            assertThat(patch.at("/status/conditions").toString())
                                    .contains("\"reason\":\"Undone\"");
                        }));
        assertThat(patchesOf("/clientintents/frontend/status"))
                .noneMatch(patch -> patch.at("/status/servers/0/state").asText().equals("Enforced"));
        assertThat(patchesOf("/pods/frontend"))
                .as("one second, then two, then four")
                .hasSizeLessThan(6);
        await().untilAsserted(() -> assertThat(
                        server.client().v1().events().inNamespace("shop").list().getItems())
                .filteredOn(event -> event.getReason().equals("Undone"))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.getInvolvedObject().getKind()).isEqualTo("ClientIntents")));
        server.mutate(UnaryOperator.identity());

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(patchesOf("/clientintents/frontend/status"))
                        .last()
                        .satisfies(patch -> assertThat(
                                        patch.at("/status/servers/0/state").asText())
                                .isEqualTo("Enforced")));
    }

    private <T extends HasMetadata> T create(T object) {
        return server.client().resource(object).create();
    }

    private ClientIntents declare(String... servers) {
        return declareAs("frontend", servers);
    }

    private ClientIntents declareAs(String name, String... servers) {
        ClientIntents object = spec(servers);
        object.getMetadata().setName(name);
        object.getMetadata().setNamespace("shop");
        object.getMetadata().setGeneration(1L);
        return create(object);
    }

    private static ClientIntents spec(String... servers) {
        var consumes = new StringBuilder();
        for (String server : servers) {
            consumes.append("{name: ").append(server).append("},");
        }
        return Serialization.unmarshal("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {}
                spec: {client: {name: frontend}, consumes: [%s]}
                """.formatted(consumes), ClientIntents.class);
    }

    private static Pod pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .endStatus()
                .build();
    }

    private void awaitReady() {
        await().untilAsserted(() -> assertThat(patchesOf("/clientintents/frontend/status"))
                .anySatisfy(patch ->
                        assertThat(patch.at("/status/servers/0/state").asText()).isEqualTo("Enforced")));
    }

    private List<JsonNode> patchesOf(String path) {
        return server.patches().stream()
                .filter(patch -> patch.path().endsWith(path))
                .map(patch -> read(patch.body()))
                .toList();
    }

    private static Map<?, ?> labels(JsonNode patch) {
        return JSON.convertValue(patch.at("/metadata/labels"), Map.class);
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError(body, e);
        }
    }
}

package dev.clientintents.operator.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Crd;
import dev.clientintents.cluster.MockApiServer;
import dev.clientintents.operator.IntentOperator;
import dev.clientintents.operator.TestSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
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

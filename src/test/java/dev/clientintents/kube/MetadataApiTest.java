package dev.clientintents.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetadataApiTest {

    private static final String SETS = "/apis/apps/v1/replicasets";

    private final StubApi stub = new StubApi();
    private final KubernetesClient client = stub.client();
    private final MetadataApi api = new MetadataApi(client);

    @AfterEach
    void close() {
        client.close();
        stub.close();
    }

    @Test
    void anObjectIsItsMetadata() {
        stub.answer(
                "GET " + SETS + "/web", 200, "{\"kind\": \"X\", \"metadata\": {\"name\": \"web\", \"uid\": \"u\"}}");

        assertThat(api.get(SETS + "/web").getUid()).isEqualTo("u");
    }

    @Test
    void aListIsReadToItsEnd() {
        stub.answer(
                "GET " + SETS + "?limit=500",
                200,
                "{\"items\": [{\"metadata\": {\"name\": \"a\"}}], \"metadata\": {\"continue\": \"x=\"}}");
        stub.answer(
                "GET " + SETS + "?limit=500&continue=x%3D", 200, "{\"items\": [{\"metadata\": {\"name\": \"b\"}}]}");
        List<String> names = new ArrayList<>();

        api.list(SETS, owner -> names.add(owner.getName()));

        assertThat(names).containsExactly("a", "b");
    }

    @Test
    void aPatchAnswersWhatTheObjectBecame() {
        stub.answer(
                "PATCH " + SETS + "/web?fieldManager=client-intents",
                200,
                "{\"metadata\": {\"name\": \"web\", \"resourceVersion\": \"7\"}}");

        assertThat(api.mergePatch(SETS + "/web", Map.of()).getResourceVersion()).isEqualTo("7");
    }

    @Test
    void anErrorHasTheServersCodeAndWords() {
        stub.answer("GET " + SETS + "/web", 403, "{\"message\": \"replicasets is forbidden\"}");

        assertThatThrownBy(() -> api.get(SETS + "/web")).isInstanceOfSatisfying(KubernetesClientException.class, e -> {
            assertThat(e.getCode()).isEqualTo(403);
            assertThat(FailureCause.message(e)).contains("GET " + SETS + "/web: 403 replicasets is forbidden");
        });
    }

    @Test
    void noAnswerHasNoCode() {
        stub.close();

        assertThatThrownBy(() -> api.mergePatch(SETS + "/web", Map.of()))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(-1))
                .hasMessageContaining("does not answer to PATCH " + SETS + "/web");
    }
}

package dev.clientintents.cli.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.cli.CannotRun;
import dev.clientintents.doctor.Answer;
import dev.clientintents.doctor.guard.Attempt;
import dev.clientintents.kube.StubApi;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterApiTest {

    private static final String MAP = "/api/v1/namespaces/shop/configmaps/cni";
    private static final String NODES = "/api/v1/nodes";
    private static final String PODS = "/api/v1/namespaces/shop/pods";
    private static final String DRY = "?dryRun=All&fieldManager=client-intents-doctor";

    private final StubApi stub = new StubApi();
    private final ClusterApi api = new ClusterApi(stub.config());

    @AfterEach
    void close() {
        api.close();
        stub.close();
    }

    @Test
    void whatIsThereIsFoundAndWhatIsNotIsAbsent() {
        stub.answer("GET " + MAP, 200, "{\"metadata\": {\"name\": \"cni\"}}");

        assertThat(api.get(MAP, ConfigMap.class)
                        .toOptional()
                        .orElseThrow()
                        .getMetadata()
                        .getName())
                .isEqualTo("cni");
        assertThat(api.get(MAP + "-other", ConfigMap.class)).isEqualTo(new Answer.Absent<>());
        assertThat(api.found()).isEqualTo(2);
    }

    @Test
    void whatMayNotBeReadIsRemembered() {
        stub.answer("GET " + NODES + "?limit=500", 403, "{\"message\": \"nodes is forbidden\"}");

        assertThat(api.list(NODES, "", Node.class)).isEqualTo(new Answer.Refused<>("nodes is forbidden"));

        assertThat(api.refusals()).hasToString("nodes (that takes a cluster role of its own, or an administrator)");
        assertThat(api.found()).isZero();
    }

    @Test
    void aListIsAllItsPages() {
        stub.answer(
                "GET " + NODES + "?limit=500",
                200,
                "{\"items\": [{\"metadata\": {\"name\": \"a\"}}], \"metadata\": {\"continue\": \"x\"}}");
        stub.answer("GET " + NODES + "?limit=500&continue=x", 200, "{\"items\": [{\"metadata\": {\"name\": \"b\"}}]}");

        assertThat(api.list(NODES, "", Node.class).toOptional().orElse(List.of()))
                .extracting(node -> node.getMetadata().getName())
                .containsExactly("a", "b");
    }

    @Test
    void aDryRunIsAcceptedWithLabelsOrDeniedWithAReason() {
        stub.answer("POST " + PODS + DRY, 201, "{\"metadata\": {\"labels\": {\"a\": \"b\"}}}");
        stub.answer("PATCH " + PODS + "/web" + DRY, 403, "{\"message\": \"denied by policy\"}");

        assertThat(api.tryToCreate(PODS, Map.of(), "/metadata/labels"))
                .isEqualTo(new Attempt.Accepted(Map.of("a", "b")));
        assertThat(api.tryToPatch(PODS + "/web", Map.of())).isEqualTo(new Attempt.Denied("denied by policy"));
    }

    @Test
    void somebodyElseIsAskedFor() {
        stub.answer("GET " + MAP, 200, "{}");

        try (ClusterApi other = api.as("operator")) {
            other.get(MAP, ConfigMap.class);
        }

        assertThat(stub.impersonated()).containsExactly("operator");
    }

    @ParameterizedTest
    @CsvSource({
        "401, '{}', does not accept the credentials",
        "403, '{\"message\": \"no\"}', 'does not say its version: no'",
        "200, '{\"gitVersion\": \"nginx\"}', 'is not Kubernetes: version nginx'",
        "200, '<html>', 'is not a valid answer of an API server'",
    })
    void whatIsNoClusterOfTheUserIsALine(int code, String body, String message) {
        stub.answer("GET /version", code, body);

        assertThatThrownBy(api::version).isInstanceOf(CannotRun.class).hasMessageContaining(message);
    }

    @Test
    void aClusterThatDoesNotAnswerIsALineThatSaysWhatToDo() {
        stub.close();

        assertThatThrownBy(() -> api.get(MAP, ConfigMap.class))
                .isInstanceOf(CannotRun.class)
                .hasMessageContaining("does not answer to GET " + MAP)
                .hasMessageEndingWith("see whether it runs, or name another by --context or --kubeconfig");
    }
}

package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.clientintents.cluster.Kubeconfig;
import dev.clientintents.kube.StubApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies are judged by what the installed operator is told of where entrances come from. */
class DoctorSettingsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path OBJECTS = Path.of("src/test/resources/reach-cli/where-entrances-come-from/in.yaml");
    private static final String OPERATOR =
            "GET /apis/apps/v1/deployments?limit=500&labelSelector=app.kubernetes.io%2Fname%3Dclient-intents";
    private static final Map<String, String> COLLECTIONS = Map.of(
            "Deployment", "apps/v1/deployments",
            "Ingress", "networking.k8s.io/v1/ingresses",
            "IngressClass", "networking.k8s.io/v1/ingressclasses",
            "NetworkPolicy", "networking.k8s.io/v1/networkpolicies",
            "ServerAccess", "clientintents.dev/v1alpha1/serveraccesses",
            "Service", "v1/services");

    private final StubApi cluster = new StubApi();

    @TempDir
    private Path folder;

    @BeforeEach
    void createTheObjects() throws IOException {
        List<JsonNode> objects;
        try (var documents = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(OBJECTS.toFile())) {
            objects = documents.readAll();
        }
        List<JsonNode> all = new ArrayList<>(objects);
        StreamSupport.stream(policies().spliterator(), false).forEach(all::add);
        for (Map.Entry<String, String> collection : COLLECTIONS.entrySet()) {
            String kind = collection.getKey();
            String path = collection.getValue();
            answer(
                    "GET /" + (path.startsWith("v1/") ? "api/" : "apis/") + path + "?limit=500",
                    path.substring(0, path.lastIndexOf('/')),
                    kind,
                    all.stream()
                            .filter(it -> it.path("kind").asText().equals(kind))
                            .toList());
        }
        cluster.answer("GET /version", 200, "{\"gitVersion\": \"v1.34.0\"}");
        cluster.answer("GET /apis", 200, """
                {"groups": [{"name": "networking.k8s.io", "preferredVersion": {"groupVersion": "networking.k8s.io/v1"}}]}
                """);
        cluster.answer("GET /apis/networking.k8s.io/v1", 200, """
                {"resources": [{"name": "ingressclasses", "kind": "IngressClass"}]}
                """);
        cluster.answer("GET /apis/apiextensions.k8s.io/v1/customresourcedefinitions?limit=100", 200, """
                {"metadata": {"resourceVersion": "1"}, "items": []}
                """);
        Kubeconfig.write(cluster.config(), folder.resolve("kubeconfig"));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    /** The policies as an operator has written them that is told of the pods' addresses and of a controller. */
    private static JsonNode policies() throws IOException {
        return JSON.readTree(Run.of(
                                "render",
                                "-o",
                                "json",
                                "--pod-cidrs",
                                "10.244.0.0/16",
                                "--ingress-controllers",
                                "public=edge/gate",
                                OBJECTS.toString())
                        .out())
                .path("items");
    }

    private void answer(String request, String apiVersion, String kind, List<JsonNode> items)
            throws JsonProcessingException {
        cluster.answer(
                request,
                200,
                JSON.writeValueAsString(
                        Map.of("apiVersion", apiVersion, "kind", kind + "List", "metadata", Map.of(), "items", items)));
    }

    private void install(String environment) throws JsonProcessingException {
        answer(OPERATOR, "apps/v1", "Deployment", List.of(JSON.readTree("""
                {"metadata": {"name": "client-intents", "namespace": "ops"},
                 "spec": {"template": {"spec": {"containers": [{"name": "operator", "env": [%s]}]}}}}
                """.formatted(environment))));
    }

    private List<String> changed(String... options) throws JsonProcessingException {
        List<String> line = new ArrayList<>(List.of(
                "doctor",
                "-o",
                "json",
                "--kubeconfig",
                folder.resolve("kubeconfig").toString()));
        line.addAll(Arrays.asList(options));
        Run run = Run.of(line.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        return StreamSupport.stream(JSON.readTree(run.out()).path("findings").spliterator(), false)
                .filter(it -> it.path("code").asText().matches("policy-.*|unreadable-object")
                        || it.path("object").asText().equals("entrances"))
                .map(it -> it.path("code").asText() + " " + it.path("object").asText())
                .toList();
    }

    @Test
    void whatTheDeploymentSaysCounts() throws JsonProcessingException {
        install("""
                {"name": "CLIENT_INTENTS_POD_CIDRS", "value": "10.244.0.0/16"},
                {"name": "CLIENT_INTENTS_INGRESS_CONTROLLERS", "value": "public=edge/gate"}
                """);

        assertThat(changed()).isEmpty();
    }

    @Test
    void withoutItThePolicyOfTheEntranceIsNotAsItMustBe() throws JsonProcessingException {
        install("{\"name\": \"CLIENT_INTENTS_INGRESS_CONTROLLERS\", \"value\": \"public=edge/gate\"}");

        assertThat(changed()).containsExactly("policy-changed NetworkPolicy shop/consumers-of-web");
    }

    @Test
    void nodesTellTheAddressesOfPodsAsTheyTellTheOperator() throws JsonProcessingException {
        install("{\"name\": \"CLIENT_INTENTS_INGRESS_CONTROLLERS\", \"value\": \"public=edge/gate\"}");
        cluster.answer("GET /api/v1/nodes?limit=500", 200, """
                {"apiVersion": "v1", "kind": "NodeList", "metadata": {}, "items": [
                  {"metadata": {"name": "n"}, "spec": {"podCIDR": "10.244.0.0/16"},
                   "status": {"addresses": [{"type": "InternalIP", "address": "192.0.2.1"}]}}]}
                """);

        assertThat(changed()).isEmpty();
    }

    @Test
    void whatMayNotBeListedIsANote() throws JsonProcessingException {
        install("{\"name\": \"CLIENT_INTENTS_INGRESS_CONTROLLERS\", \"value\": \"public=edge/gate\"}");
        cluster.answer("GET /api/v1/nodes?limit=500", 403, "{\"message\": \"nodes is forbidden\"}");

        assertThat(changed())
                .containsExactly("policy-changed NetworkPolicy shop/consumers-of-web", "not-checked entrances");
    }

    @Test
    void whatIsGivenByHandWinsAndTheRestStaysAsTheDeploymentSays() throws JsonProcessingException {
        install("""
                {"name": "CLIENT_INTENTS_POD_CIDRS", "value": "10.0.0.0/16"},
                {"name": "CLIENT_INTENTS_INGRESS_CONTROLLERS", "value": "public=edge/gate"}
                """);

        assertThat(changed("--pod-cidrs", "10.244.0.0/16")).isEmpty();
    }
}

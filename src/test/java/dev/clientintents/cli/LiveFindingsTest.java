package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.api.Crd;
import dev.clientintents.cluster.Kubeconfig;
import dev.clientintents.cluster.MockApiServer;
import dev.clientintents.deploy.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A finding in a live cluster names the object, where one in a file has a line. */
class LiveFindingsTest {

    private static final String TYPO = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{image: a, name: a}]}}}
            ---
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: calls, namespace: shop}
            spec: {client: {name: web}, consumes: [{name: wep}]}
            """;

    private final MockApiServer cluster = MockApiServer.start(Crd.read());

    @TempDir
    private Path folder;

    @BeforeEach
    void writeKubeconfig() {
        Kubeconfig.write(cluster.client().getConfiguration(), folder.resolve("kubeconfig"));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void createTheObjects() throws IOException {
        Manifests.read(Files.writeString(folder.resolve("typo.yaml"), TYPO))
                .forEach(object -> cluster.client().resource(object).create());
    }

    private Run check(String format) {
        return Run.of("check", "--kubeconfig", folder.resolve("kubeconfig").toString(), "-o", format);
    }

    @Test
    void theTextBeginsWithTheObject() throws IOException {
        createTheObjects();

        assertThat(check("text").out())
                .startsWith("ClientIntents shop/calls: error unknown-server: ")
                .doesNotContain("/apis/");
    }

    @Test
    void programsAreToldKindNamespaceAndNameAndNoLine() throws IOException {
        createTheObjects();

        JsonNode live = new ObjectMapper().readTree(check("json").out()).at("/findings/0");
        JsonNode read = new ObjectMapper()
                .readTree(Run.of(
                                "check",
                                "-o",
                                "json",
                                folder.resolve("typo.yaml").toString())
                        .out())
                .at("/findings/0");

        assertThat(live.path("object").toString())
                .isEqualTo("{\"kind\":\"ClientIntents\",\"namespace\":\"shop\",\"name\":\"calls\"}");
        assertThat(live.has("file") || live.has("document") || live.has("line")).isFalse();
        assertThat(read.path("object")).isEqualTo(live.path("object"));
        assertThat(read.path("line").asInt()).isEqualTo(9);
    }

    @Test
    void sarifHasALogicalLocation() throws IOException {
        createTheObjects();

        JsonNode location = new ObjectMapper().readTree(check("sarif").out()).at("/runs/0/results/0/locations/0");

        assertThat(location.has("physicalLocation")).isFalse();
        assertThat(location.at("/logicalLocations/0/fullyQualifiedName").asText())
                .isEqualTo("ClientIntents shop/calls");
    }

    @Test
    void anAnnotationHasNoFile() throws IOException {
        createTheObjects();

        assertThat(check("github").out()).startsWith("::error title=unknown-server::ClientIntents shop/calls: ");
    }

    @Test
    void anEmptyClusterIsNotAFile() {
        assertThat(check("text").out()).startsWith("the cluster: warning nothing-to-read: ");
    }
}

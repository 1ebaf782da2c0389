package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestsTest {

    private static final Path CASE = Path.of("src/test/resources/pipelines/consent-and-entrances-of-a-server");

    private static final String MORE = """
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: more-ads, namespace: mobile}
            spec:
              client: {name: ads}
              consumes:
                - {name: frontend, namespace: shop, ports: [{port: 9000, endPort: 9010, protocol: UDP}]}
                - {name: db, namespace: shop}
            ---
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: own, namespace: shop}
            spec: {client: {name: frontend}, consumes: [{name: db}, {name: frontend, kind: Deployment}]}
            ---
            apiVersion: clientintents.dev/v1alpha1
            kind: ServerAccess
            metadata: {name: db, namespace: shop}
            spec: {consumers: []}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void manifests() throws IOException {
        for (String file : new String[] {"in-all.yaml", "in-intents.yaml"}) {
            Files.copy(CASE.resolve(file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("more.yaml"), MORE);
    }

    private Run requests(String... more) {
        return Run.of(Run.with(new String[] {folder.toString()}, Run.with(more, "requests")));
    }

    @Test
    void whoWaitsIsListedByServerAndClientWithWhereItIsDeclared() {
        assertThat(requests().out().replace(folder + "/", "")).isEqualTo("""
                        mobile/ads waits for shop/db : all ports (more.yaml:8)
                        mobile/ads waits for shop/frontend : TCP https, UDP 9000-9010 (in-intents.yaml:15 (document 2))
                        """);
        assertThat(requests().exitCode()).isZero();
    }

    @Test
    void onlyTheServersOfSomeNamespacesAreListed() {
        assertThat(requests("--of", "mobile,elsewhere").out()).isEmpty();
        assertThat(requests("--of", "shop").out()).hasLineCount(2);
    }

    @Test
    void programsReadTheSame() throws IOException {
        JsonNode json = new ObjectMapper().readTree(requests("-o", "json").out());

        assertThat(json.path("complete").asBoolean()).isTrue();
        assertThat(json.at("/requests/0/server").asText()).isEqualTo("shop/db");
        assertThat(json.at("/requests/0").has("ports")).isFalse();
        assertThat(json.at("/requests/1/client").asText()).isEqualTo("mobile/ads");
        assertThat(json.at("/requests/1/ports/1").asText()).isEqualTo("UDP 9000-9010");
        assertThat(json.at("/requests/1/closed").asBoolean()).isTrue();
        assertThat(json.at("/requests/1/line").asInt()).isEqualTo(15);
        assertThat(new YAMLMapper().readTree(requests("-o", "yaml").out())).isEqualTo(json);
    }

    @Test
    void whatIsPrintedToGrantThemLeavesNobodyWaitingAndTakesNothingAway() throws IOException {
        String before = Run.of("reach", folder.toString()).out();
        String granting = requests("--grant").out();
        Files.writeString(folder.resolve("zz-granted.yaml"), granting);

        assertThat(granting)
                .as("one object is extended; that of the whole namespace stays, and its name is not taken")
                .contains("name: db-2", "cidr: 203.0.113.0/24", "name: bff")
                .doesNotContain("frontend-2");
        assertThat(requests().out()).isEmpty();
        assertThat(Run.of("reach", folder.toString()).out().lines())
                .containsAll(before.lines().toList());
        assertThat(Run.of("check", folder.toString()).out())
                .contains("0 errors")
                .doesNotContain("not-granted");
    }

    @Test
    void twoNamesOfOneServerExtendOneObjectOnce() throws IOException {
        Files.writeString(folder.resolve("kind.yaml"), """
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: by-kind, namespace: mobile}
                spec: {client: {name: ads}, consumes: [{name: frontend, namespace: shop, kind: Deployment}]}
                """);

        assertThat(requests("--grant").out()).containsOnlyOnce("\n  name: frontend\n  namespace: shop\n");
    }

    @Test
    void aServerThatIsNotClosedGetsNoObjectThatWouldCloseIt() throws IOException {
        Files.writeString(folder.resolve("more.yaml"), """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {clientintents.dev/enforcement: shadow}}
                ---
                apiVersion: clientintents.dev/v1alpha1
                kind: ServerAccess
                metadata: {name: all, namespace: shop}
                spec: {consumers: []}
                ---
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: more-ads, namespace: mobile}
                spec: {client: {name: ads}, consumes: [{name: db, namespace: shop}]}
                """);

        assertThat(requests().out()).contains("mobile/ads waits for shop/db", "the server is not closed");
        assertThat(requests("--grant").out()).contains("name: frontend").doesNotContain("name: db\n  namespace: shop");
    }

    @Test
    void whatCannotBeReadIsSaidAndFails() throws IOException {
        Files.writeString(folder.resolve("broken.yaml"), "a: [");

        assertThat(requests().exitCode()).isEqualTo(1);
        assertThat(requests().err()).contains("unreadable");
        assertThat(requests("-o", "json").out()).contains("\"complete\" : false");
    }
}

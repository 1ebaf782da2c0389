package dev.clientintents.manifest.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.manifest.ManifestReader;
import dev.clientintents.manifest.yaml.BrokenDocuments.Broken;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is broken costs one line, and nothing else of the file. */
class BrokenDocumentsTest {

    private static final long SEED = 20261121;

    private static final String BEFORE = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: before, namespace: shop}
            spec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{image: a, name: a}]}}}
            """;

    private static final String AFTER = """
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: after, namespace: shop}
            spec: {client: {name: before}, consumes: []}
            """;

    static Stream<Broken> broken() {
        return BrokenDocuments.all(SEED).stream();
    }

    @Test
    void thereAreEnoughOfThem() {
        assertThat(BrokenDocuments.all(SEED)).hasSizeGreaterThan(200);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void aBrokenDocumentIsOneLineAndItsNeighboursCount(Broken broken) {
        String text = BEFORE + "---\n" + broken.text() + "---\n" + AFTER;

        Snapshot snapshot = Assertions.assertTimeout(Duration.ofSeconds(5), () -> read(text));

        assertThat(snapshot.findings()).as("seed %d", SEED).hasSize(1).allSatisfy(finding -> {
            assertThat(finding.position().file()).isEqualTo("stream");
            assertThat(finding.position().document()).isEqualTo(2);
            assertThat(finding.position().line())
                    .isBetween(6, 5 + Math.max(1, (int) broken.text().lines().count() + 1));
            assertThat(finding.message()).isNotBlank().doesNotContain("Exception", "\n", "io.fabric8", "com.fasterxml");
            assertThat(finding.advice()).isNotBlank();
        });
        assertThat(snapshot.pods()).extracting(pod -> pod.workload().name()).contains("before");
        assertThat(snapshot.intents()).extracting(it -> it.entry().key().name()).contains("after");
    }

    @Test
    void whatTheyAreMadeFromIsHealthy() {
        assertThat(BrokenDocuments.healthy())
                .allSatisfy(text -> assertThat(read(text).findings()).isEmpty());
    }

    @Test
    void lineBreaksOfWindowsAndOldMacsAndAMarkOfTheByteOrderAreHealthy() {
        for (String breaks : List.of("\n", "\r\n", "\r")) {
            Snapshot snapshot = read("\uFEFF" + (BEFORE + "---\n" + AFTER).replace("\n", breaks));

            assertThat(snapshot.findings()).isEmpty();
            assertThat(snapshot.pods()).hasSize(1);
            assertThat(snapshot.intents()).singleElement().satisfies(it -> {
                assertThat(it.position())
                        .isEqualTo(new Position("stream", 2, 6, new Position.Named("ClientIntents", "shop", "after")));
                assertThat(it.clientLine()).isEqualTo(9);
            });
        }
    }

    @Test
    void documentsWithNothingInThemAreHealthy() {
        Snapshot snapshot = read("---\n\n---\n# a comment\n---\n" + BEFORE + "...\n---\n" + AFTER + "---\n---\n");

        assertThat(snapshot.findings()).isEmpty();
        assertThat(snapshot.intents())
                .singleElement()
                .satisfies(it -> assertThat(it.position().document()).isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\n\n  ", "\t"})
    void valuesOfJsonFollowEachOtherWithoutAMarkerAsJqWritesThem(String between) {
        String pod = """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s", "annotations": {"a": "}{\\"'", "b": "# }"}},
                 "spec": {"containers": [{"image": "a", "name": "a"}]}}""";
        String list = "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [" + pod.formatted("c") + "]}";
        String flow = "{apiVersion: v1, kind: Pod, metadata: {name: d, annotations: {a: 'it''s } {', b: it's}}, # }\n"
                + "spec: {containers: [{image: a, name: a}]}}";

        Snapshot snapshot =
                read(String.join(between, pod.formatted("a"), pod.formatted("b"), list, list, flow, pod.formatted("e"))
                        + "\n");

        assertThat(snapshot.findings()).extracting(Finding::code).containsExactly(Code.DUPLICATE_OBJECT);
        assertThat(snapshot.pods())
                .extracting(it -> it.pod().getMetadata().getName())
                .containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void aBrokenValueOfJsonCostsOnlyItself() {
        String pod =
                "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"%s\"}, \"spec\": {\"containers\": [{\"image\": \"a\", \"name\": \"a\"}]}}";

        Snapshot snapshot = read(
                pod.formatted("a") + "\n{\"a\": 1,\n \"a\": {\"b\": 2}}\n" + pod.formatted("c") + "\n---\n" + AFTER);

        assertThat(snapshot.findings())
                .extracting(Finding::message, Finding::position)
                .containsExactly(tuple("the key 'a' stands twice in one map", new Position("stream", 2, 3)));
        assertThat(snapshot.pods()).hasSize(2);
        assertThat(snapshot.intents())
                .singleElement()
                .satisfies(it -> assertThat(it.position().document()).isEqualTo(4));
    }

    @Test
    void nothingAtAllIsHealthy() {
        assertThat(read("").findings()).isEmpty();
    }

    @Test
    void textOfAnotherEncodingIsOneLineOfItsDocument() {
        String text = BEFORE + "---\n" + BEFORE.replace("before", "b\u00e9") + "---\n" + AFTER;

        Snapshot snapshot = read(text, StandardCharsets.ISO_8859_1);

        assertThat(snapshot.findings())
                .extracting(Finding::message, Finding::position)
                .containsExactly(tuple("the text is not UTF-8", new Position("stream", 2, 8)));
        assertThat(snapshot.intents()).hasSize(1);
    }

    @Test
    void aFileInUtf16IsOneLine() {
        assertThat(read(BEFORE + "---\n" + AFTER, StandardCharsets.UTF_16).findings())
                .hasSize(1);
    }

    @Test
    void jsonIsReadWhateverItsIndentation() {
        Snapshot snapshot = read("""
                {
                \t"apiVersion": "v1",
                \t"kind": "Pod",
                \t"metadata": {"name": "a\\/b"},
                \t"spec": {
                \t\t"containers": [{"image":"a","name":"a"}]
                \t}
                }
                """);

        assertThat(snapshot.findings())
                .extracting(Finding::message)
                .containsExactly("Pod default/a/b: metadata.name is not a valid name");
    }

    private static Snapshot read(String text) {
        return read(text, StandardCharsets.UTF_8);
    }

    private static Snapshot read(String text, Charset charset) {
        var reader = new ManifestReader("default");
        reader.read("stream", new ByteArrayInputStream(text.getBytes(charset)));
        return reader.snapshot();
    }
}

package dev.clientintents.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.manifest.ManifestReader;
import dev.clientintents.manifest.schema.Schema;
import dev.clientintents.manifest.schema.Schemas;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about the servers' side says what is so. */
class ServerAccessPageTest {

    private static final Path PAGE = Path.of("src/site/markdown/server-access.md");
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

    @Test
    void everyExampleIsAServerAccessThatTheApiServerTakes() throws IOException {
        List<String> examples = YAML.matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .toList();
        var reader = new ManifestReader("default");
        for (int i = 0; i < examples.size(); i++) {
            reader.read("example " + i, new ByteArrayInputStream(examples.get(i).getBytes(StandardCharsets.UTF_8)));
        }

        Snapshot snapshot = reader.snapshot();

        assertThat(snapshot.findings()).isEmpty();
        assertThat(snapshot.accesses()).hasSize(examples.size()).hasSizeGreaterThan(3);
    }

    @Test
    void theExamplesOfThePageAboutAdoptionAreTakenToo() throws IOException {
        var reader = new ManifestReader("default");
        String page = Files.readString(Path.of("src/site/markdown/adoption.md"));
        YAML.matcher(page)
                .results()
                .forEach(match -> reader.read(
                        "adoption.md", new ByteArrayInputStream(match.group(1).getBytes(StandardCharsets.UTF_8))));

        // the same object twice: closed, and opened again
        assertThat(reader.snapshot().findings()).extracting(Finding::code).containsExactly(Code.DUPLICATE_OBJECT);
    }

    @Test
    void everyFieldIsExplained() throws IOException {
        String page = Files.readString(PAGE);
        Schema spec = new Schemas()
                .of("clientintents.dev/v1alpha1", "ServerAccess")
                .orElseThrow()
                .properties()
                .get("spec");

        assertThat(spec.properties()).isNotEmpty();
        spec.properties().forEach((name, field) -> {
            assertThat(page).contains("`" + name);
            Schema inner = field.items() == null ? field : field.items();
            String path = field.items() == null ? name + "." : name + "[].";
            assertThat(inner.properties().keySet())
                    .allSatisfy(it -> assertThat(page).containsAnyOf("`" + path + it + "`", ", `" + it + "` |"));
        });
    }

    @Test
    void everyStateOfAnEntranceIsExplained() throws IOException {
        String page = Files.readString(PAGE);
        String crd = Files.readString(Path.of("crds/serveraccesses.yaml"));

        assertThat(Pattern.compile("enum: \\[(Admitted[^]]*)]")
                        .matcher(crd)
                        .results()
                        .toList())
                .singleElement()
                .satisfies(match -> assertThat(match.group(1).split(", "))
                        .allSatisfy(state -> assertThat(page).contains("| `" + state + "` |")));
    }
}

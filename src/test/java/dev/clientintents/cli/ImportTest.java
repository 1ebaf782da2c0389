package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One folder for each case: the source in {@code source.txt}, manifests in {@code in-*.yaml}, and what {@code import}
 * writes and tells of them. With {@code -Dgolden.write=true} the latter are written, to be read before they are committed.
 */
class ImportTest {

    private static final Path CASES = Path.of("src/test/resources/import");

    static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatIsImportedFollowsFromTheManifests(Path folder) throws IOException {
        String[] inputs = inputs(folder);
        String source = Files.readString(folder.resolve("source.txt")).strip();

        Run run = Run.of(Run.with(inputs, "import", "--from", source));

        compare(folder.resolve("out-objects.yaml"), run.out());
        compare(folder.resolve("out-told.txt"), run.err() + "exit code " + run.exitCode() + "\n");
    }

    @Test
    void jsonHasAllThatIsTold() throws IOException {
        Run run = Run.of(
                "import",
                "--from",
                "otterize",
                "-o",
                "json",
                CASES.resolve("otterize-into-a-namespace-in-shadow").toString());

        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(run.err()).isEmpty();
        assertThat(json.path("complete").asBoolean()).isTrue();
        assertThat(json.path("objects").findValuesAsText("kind")).contains("ClientIntents", "ServerAccess");
        assertThat(json.path("findings").findValuesAsText("code")).containsExactly("unproven");
        assertThat(json.path("proof").path("differences").findValuesAsText("kind"))
                .containsExactly("opened", "opened");
        assertThat(json.path("proof").path("workloads").asInt()).isEqualTo(3);
    }

    @Test
    void whatIsWrittenIsReadAgainWithoutAFinding() throws IOException {
        Path folder = CASES.resolve("otterize-all-versions");

        Run run = Run.of(
                "check",
                "--strict",
                folder.resolve("in-workloads.yaml").toString(),
                folder.resolve("out-objects.yaml").toString());

        assertThat(run.out()).doesNotContain("error", "warning unknown");
    }

    @Test
    void aSourceThatIsNotKnownIsRefusedWithThoseThatAre() {
        Run run = Run.of("import", "--from", "nobody", CASES.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("nobody", "otterize");
    }

    private static String[] inputs(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("in-"))
                    .map(Path::toString)
                    .sorted()
                    .toArray(String[]::new);
        }
    }

    private static void compare(Path file, String actual) throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, actual);
        }
        assertThat(actual).as(file.toString()).isEqualTo(Files.readString(file));
    }
}

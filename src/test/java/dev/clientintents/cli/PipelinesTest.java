package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One folder for each case: manifests in {@code in-*.yaml}, and what {@code check} and {@code render --labels table}
 * print. With {@code -Dgolden.write=true} the latter are written, to be read before they are committed.
 */
class PipelinesTest {

    private static final Path CASES = Path.of("src/test/resources/pipelines");

    static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatIsPrintedFollowsFromTheManifests(Path folder) throws IOException {
        String[] inputs = inputs(folder);

        compare(
                folder.resolve("out-check.txt"),
                Run.of(Run.with(inputs, "check")).out());
        compare(
                folder.resolve("out-render.yaml"),
                Run.of(Run.with(inputs, "render", "--labels", "table")).out());
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

package dev.clientintents.learn.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One folder for each case: manifests in {@code in-*.yaml}, records of connections in {@code flows*}, and what {@code evidence}
 * and {@code rollout} print of them. With {@code -Dgolden.write=true} the latter are written, to be read before they are
 * committed.
 */
class EvidenceTest {

    private static final Path CASES = Path.of("src/test/resources/evidence");

    static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatIsToldFollowsFromWhatWasSeen(Path folder) throws IOException {
        compare(folder.resolve("out-evidence.txt"), run(folder, "evidence", "--all"));
        compare(folder.resolve("out-evidence.json"), run(folder, "evidence", "-o", "json"));
        compare(folder.resolve("out-evidence.md"), run(folder, "evidence", "-o", "markdown"));
        compare(folder.resolve("out-rollout.txt"), run(folder, "rollout"));
        compare(folder.resolve("out-rollout.json"), run(folder, "rollout", "-o", "json"));
        compare(folder.resolve("out-next.yaml"), run(folder, "rollout", "--next"));
    }

    @Test
    void thePageShowsWhatClosesTheNextServer() throws IOException {
        String next = Files.readString(CASES.resolve("a-shop-in-shadow/out-next.yaml"));

        assertThat(Files.readString(Path.of("src/site/markdown/evidence.md")))
                .contains("```yaml\n" + next.replace("# exit 0\n", "") + "```\n");
    }

    private static String run(Path folder, String... command) throws IOException {
        var arguments = new ArrayList<>(List.of(command));
        for (Path flows : files(folder, "flows")) {
            arguments.add("--flows");
            arguments.add(flows.toString());
        }
        files(folder, "in-").forEach(it -> arguments.add(it.toString()));
        Run run = Run.of(arguments.toArray(String[]::new));
        return run.out() + (run.err().isEmpty() ? "" : "# " + run.err()) + "# exit " + run.exitCode() + "\n";
    }

    private static List<Path> files(Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(it -> it.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private static void compare(Path file, String actual) throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, actual);
        }
        assertThat(actual).as(file.toString()).isEqualTo(Files.readString(file));
    }
}

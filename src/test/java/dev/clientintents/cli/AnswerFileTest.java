package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerFileTest {

    private static final String CASES = "src/test/resources/reach-cli/";
    private static final String BEFORE = CASES + "a-change-that-opens-and-closes/before.yaml";
    private static final String AFTER = CASES + "a-change-that-opens-and-closes/after.yaml";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check BEFORE",
                "render BEFORE",
                "reach BEFORE",
                "who-can-reach auth -f BEFORE",
                "can web auth -f BEFORE",
                "explain web auth -f BEFORE",
                "diff BEFORE AFTER",
                "assert -f CASES/expectations/not-met.yaml CASES/expectations/in.yaml",
                "graph -o html BEFORE",
                "completion bash"
            })
    void theFileHoldsWhatWouldBePrinted(String command) {
        Run printed = Run.of(arguments(command));
        Path file = folder.resolve("answer");

        Run written = Run.of(arguments(command + " --output-file " + file));

        assertThat(written).isEqualTo(new Run(printed.exitCode(), "", printed.err()));
        assertThat(file).content().isEqualTo(printed.out()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reach no-such-file",
                "can web no-such-server -f BEFORE",
                "diff BEFORE no-such-file",
                "assert -f CASES/expectations/misspelt.yaml BEFORE"
            })
    void whereThereIsNoAnswerTheFileStaysAsItWas(String command) throws IOException {
        Path old = Files.writeString(folder.resolve("old"), "as it was");
        Path none = folder.resolve("none");

        assertThat(Run.of(arguments(command + " --output-file " + old)).exitCode())
                .isEqualTo(2);
        assertThat(Run.of(arguments(command + " --output-file " + none)).exitCode())
                .isEqualTo(2);

        assertThat(old).hasContent("as it was");
        assertThat(none).doesNotExist();
    }

    @Test
    void aLongerFileIsReplaced() throws IOException {
        Path file = Files.writeString(folder.resolve("answer"), "x".repeat(100_000));

        assertThat(Run.of("reach", BEFORE, "--output-file", file.toString()).exitCode())
                .isZero();

        assertThat(file).content().isEqualTo(Run.of("reach", BEFORE).out());
    }

    @Test
    void aFolderThatIsNotThereAndAFolderInItsPlaceAreNamed() {
        Path missing = folder.resolve("missing");

        Run run = Run.of(
                "reach", BEFORE, "--output-file", missing.resolve("answer").toString());

        assertThat(run)
                .isEqualTo(new Run(
                        2,
                        "",
                        "cannot write " + missing.resolve("answer") + ": there is no folder " + missing
                                + "; create it first\n"));
        assertThat(missing).doesNotExist();
        assertThat(Run.of("reach", BEFORE, "--output-file", folder.toString()).err())
                .isEqualTo("cannot write " + folder + ": it is a folder; remove it, or write elsewhere\n");
    }

    @Test
    void twoPlacesAtOnceAreRefused() {
        String file = folder.resolve("answer").toString();

        assertThat(Run.of("render", "--output-dir", folder.toString(), "--output-file", file, BEFORE)
                        .err())
                .isEqualTo("choose --output-dir or --output-file\n");
        assertThat(Run.of("check", "--write-baseline", file, "--output-file", file, BEFORE)
                        .err())
                .isEqualTo("choose --write-baseline or --output-file\n");
        assertThat(folder).isEmptyDirectory();
    }

    private static String[] arguments(String command) {
        return command.replace("CASES/", CASES)
                .replace("BEFORE", BEFORE)
                .replace("AFTER", AFTER)
                .split(" ");
    }
}

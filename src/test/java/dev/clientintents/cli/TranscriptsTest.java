package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One folder for each case: files, and in {@code out.txt} commands with what they print about these files. With {@code
 * -Dgolden.write=true} what they print is written, to be read before it is committed.
 */
class TranscriptsTest {

    static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("src/test/resources/reach-cli"))) {
            return folders.sorted().toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theCommandsPrintWhatTheTranscriptShows(Path folder) throws IOException {
        Path file = folder.resolve("out.txt");
        var expected = new Transcript(Files.readString(file));

        Transcript actual = expected.rerun(folder);

        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, actual.text());
        }
        assertThat(actual.text()).isEqualTo(Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "src/site/markdown/egress.md",
                "src/site/markdown/evidence.md",
                "src/site/markdown/pipelines.md",
                "src/site/markdown/suggest.md"
            })
    void whatThePagesShowIsWhatIsPrinted(String page) throws IOException {
        var shown = Pattern.compile("(?m)^    \\$ client-intents (?:.+\\n)+")
                .matcher(Files.readString(Path.of(page)))
                .results()
                .map(match -> match.group().replaceAll("(?m)^    ", ""))
                .toList();

        assertThat(shown)
                .isNotEmpty()
                .allSatisfy(text -> assertThat(
                                new Transcript(text).rerun(Path.of("")).text())
                        .isEqualTo(text));
    }
}

package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.cli.option.FlowOptions;
import dev.clientintents.cli.option.InputOptions;
import dev.clientintents.cli.report.ObservationsReport;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.learn.flow.FlowFormat;
import dev.clientintents.learn.observe.Observations;
import dev.clientintents.manifest.ManifestReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * One folder for each case: records in {@code flows.*}, which were made by hand after the formats of their sources, and what is seen in
 * them in {@code out.txt}, in the cluster of {@code world.yaml}. With {@code -Dgolden.write=true} the latter are written, to be read
 * before they are committed.
 */
class FlowsTest {

    private static final Path CASES = Path.of("src/test/resources/flows");
    private static final Path WORLD = CASES.resolve("world.yaml");

    private static final Snapshot SNAPSHOT = snapshot();

    private static Snapshot snapshot() {
        var reader = new ManifestReader("default");
        try {
            reader.read(WORLD);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reader.snapshot();
    }

    @Test
    void theWorldHasNoFinding() {
        assertThat(SNAPSHOT.findings()).isEmpty();
    }

    /** Has what commands have that learn from records. */
    @Command
    private static final class Learning {

        @Mixin
        private InputOptions input = new InputOptions();

        @Mixin
        private FlowOptions flows = new FlowOptions();

        static Observations of(String... arguments) {
            var learning = new Learning();
            new CommandLine(learning).parseArgs(Run.with(arguments, "-f", WORLD.toString()));
            learning.flows.checkAgainst(learning.input);
            return learning.flows.read(SNAPSHOT, List.of());
        }
    }

    static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatIsSeenFollowsFromTheRecords(Path folder) throws IOException {
        String actual = text(Learning.of("--flows", flows(folder).toString()));

        Path expected = folder.resolve("out.txt");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(expected, actual);
        }
        assertThat(actual).as(expected.toString()).isEqualTo(Files.readString(expected));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatIsCutOffAnywhereIsCountedAndNeverFatal(Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(flows(folder));
        String format = format(folder);
        for (int length = 1; length < whole.length; length += 1 + whole.length / 97) {
            var in = new ByteArrayInputStream(whole, 0, length);
            InputStream before = System.in;
            System.setIn(in);
            try {
                Learning.of("--flows", format + ":-");
            } catch (CannotRun e) {
                assertThat(e).hasMessageContaining("no record of");
            } finally {
                System.setIn(before);
            }
        }
    }

    @Test
    void severalSourcesAreSeenTogether() {
        Observations both = Learning.of(
                "--flows",
                flows("conntrack"),
                "--flows",
                "hubble:" + flows("hubble"),
                "--flows",
                "istio:" + flows("istio"));

        assertThat(text(both))
                .contains(
                        "shop/Deployment/web -> shop/StatefulSet/cart any port: 42 came through",
                        "shop/Deployment/web -> shop/StatefulSet/cart 8080 TCP: 5 came through",
                        "shop/CronJob/report -> shop/StatefulSet/cart 8080 TCP: 41 came through");
    }

    @Test
    void recordsMayBePacked(@TempDir Path folder) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            Files.copy(Path.of(flows("hubble")), gzip);
        }
        Path file = Files.write(folder.resolve("flows.gz"), packed.toByteArray());

        assertThat(text(Learning.of("--flows", file.toString())))
                .isEqualTo(Files.readString(CASES.resolve("hubble/out.txt")));
    }

    @Test
    void anUnknownFormatIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> Learning.of("--flows", "pixie:flows.json"))
                .isInstanceOf(CannotRun.class)
                .hasMessageContaining("pixie")
                .hasMessageContaining(FlowFormat.names());
    }

    @Test
    void whatIsNotRecognisedIsRefusedAndShown() {
        assertThatThrownBy(() -> Learning.of("--flows", WORLD.toString()))
                .isInstanceOf(CannotRun.class)
                .hasMessageContaining("cannot tell the format of")
                .hasMessageContaining("# the cluster in which");
    }

    @Test
    void aFormatThatIsNotThatOfTheFileIsRefused() {
        assertThatThrownBy(() -> Learning.of("--flows", "hubble:" + flows("antrea")))
                .isInstanceOf(CannotRun.class)
                .hasMessageContaining("holds no record of hubble");
    }

    @Test
    void whatIsNotThereOrEmptyOrAFolderIsRefused(@TempDir Path folder) throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.json"), "\n \n");

        assertThatThrownBy(() -> Learning.of("--flows", folder.resolve("none").toString()))
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> Learning.of("--flows", folder.toString())).hasMessageContaining("is a folder");
        assertThatThrownBy(() -> Learning.of("--flows", empty.toString())).hasMessageContaining("is empty");
    }

    @Test
    void standardInputIsReadOnce() {
        assertThatThrownBy(() -> Learning.of("--flows", "-", "--flows", "hubble:-"))
                .hasMessageContaining("standard input twice");
        assertThatThrownBy(() -> Learning.of("--flows", "-", "-f", "-")).hasMessageContaining("both");
    }

    private static String text(Observations observations) {
        var text = new StringWriter();
        var out = new PrintWriter(text);
        ObservationsReport.print(observations, out);
        out.flush();
        return text.toString();
    }

    private static String format(Path folder) {
        String name = folder.getFileName().toString();
        return name.equals("addresses") || name.equals("scan")
                ? "conntrack"
                : Stream.of(FlowFormat.values())
                        .map(FlowFormat::toString)
                        .filter(name::startsWith)
                        .findFirst()
                        .orElseThrow();
    }

    private static String flows(String name) {
        return flows(CASES.resolve(name)).toString();
    }

    private static Path flows(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(it -> it.getFileName().toString().startsWith("flows."))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

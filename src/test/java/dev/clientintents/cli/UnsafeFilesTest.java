package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Pipes, sockets and links where files are expected. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnsafeFilesTest {

    private static final String SHOP = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{image: a, name: a}]}}}
            ---
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: web, namespace: shop}
            spec: {client: {name: web}, consumes: [{name: web}]}
            """;

    @TempDir
    private Path folder;

    private Path input;

    @BeforeEach
    void aShop() throws IOException {
        input = Files.createDirectory(folder.resolve("in"));
        Files.writeString(input.resolve("shop.yaml"), SHOP);
    }

    @Test
    void aLinkToNothingIsCalledOne() throws IOException {
        Path link = Files.createSymbolicLink(input.resolve("gone.yaml"), Path.of("nowhere.yaml"));

        assertThat(Run.of("check", input.toString()).out())
                .contains(link + ":1: error unreadable: this is a symbolic link to what does not exist")
                .contains("in 2 objects");
        assertThat(Run.of("check", link.toString()).err())
                .startsWith(link + " is a symbolic link to what does not exist");
    }

    @Test
    void aPipeInAFolderIsRefusedAndTheRestIsRead() throws Exception {
        pipe(input.resolve("a.yaml"));
        Files.createSymbolicLink(input.resolve("b.json"), Path.of("a.yaml"));

        Run run = Run.of("check", input.toString());

        assertThat(run.out())
                .contains(input + "/a.yaml:1: error unreadable: this is a pipe, a socket or a device")
                .contains(input + "/b.json:1: error unreadable: this is a pipe, a socket or a device")
                .contains("in 2 objects");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void aSocketAndADeviceInAFolderAreRefused() throws IOException {
        Files.createSymbolicLink(input.resolve("zero.yaml"), Path.of("/dev/zero"));
        Path socket = input.resolve("s.yaml");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));

            assertThat(Run.of("check", input.toString()).out())
                    .contains(socket + ":1: error unreadable: this is a pipe")
                    .contains(input + "/zero.yaml:1: error unreadable: this is a pipe");
        }
    }

    @Test
    void aPipeThatIsNamedItselfIsRead() throws Exception {
        Path pipe = folder.resolve("pipe");
        pipe(pipe);
        var writer = new Thread(() -> {
            try {
                Files.writeString(pipe, SHOP);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();

        assertThat(Run.of("check", pipe.toString()).out()).contains("in 2 objects");
        writer.join();
    }

    @Test
    void linksToFilesAreFollowedAndLinksToFoldersAreNot() throws IOException {
        Path mounted = Files.createDirectories(folder.resolve("mounted/..data"));
        Files.writeString(mounted.resolve("shop.yaml"), SHOP);
        Files.createSymbolicLink(folder.resolve("mounted/shop.yaml"), Path.of("..data/shop.yaml"));
        Files.createSymbolicLink(folder.resolve("mounted/more"), input);

        assertThat(Run.of("check", folder.resolve("mounted").toString()).out()).contains("in 2 objects");
    }

    @Test
    void nothingIsWrittenThroughALink() throws IOException {
        Path out = Files.createDirectory(folder.resolve("out"));
        Path other = Files.writeString(folder.resolve("other"), "as it was");
        for (Path target : new Path[] {other, folder.resolve("not-there")}) {
            Path link = Files.createSymbolicLink(out.resolve("shop.yaml"), target);

            Run run = Run.of("render", "--output-dir", out.toString(), input.toString());

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("cannot write " + link + ": it is a symbolic link");
            assertThat(Run.of("render", "--output-file", link.toString(), input.toString()))
                    .isEqualTo(new Run(
                            2,
                            "",
                            "cannot write " + link + ": it is a symbolic link; remove it, or write elsewhere\n"));
            assertThat(Run.of("check", "--write-baseline", link.toString(), input.toString()))
                    .isEqualTo(new Run(
                            2,
                            "",
                            "cannot write " + link + ": it is a symbolic link; remove it, or write elsewhere\n"));
            Files.delete(link);
        }
        assertThat(other).hasContent("as it was");
        assertThat(folder.resolve("not-there")).doesNotExist();
    }

    @Test
    void nothingIsWrittenIntoAPipeAndFilesAreReplaced() throws Exception {
        Path out = Files.createDirectory(folder.resolve("out"));
        Path file = out.resolve("shop.yaml");
        pipe(file);
        assertThat(Run.of("render", "--output-dir", out.toString(), input.toString())
                        .err())
                .contains("it is no regular file");
        assertThat(Run.of("render", "--output-file", file.toString(), input.toString())
                        .err())
                .contains("it is no regular file");
        Files.delete(file);
        Files.writeString(file, "x".repeat(100_000));

        assertThat(Run.of("render", "--output-dir", out.toString(), input.toString())
                        .exitCode())
                .isZero();
        assertThat(file).content().contains("kind: NetworkPolicy").doesNotContain("xxx");
    }

    private static void pipe(Path path) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
    }
}

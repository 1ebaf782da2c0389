package dev.clientintents.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryCacheTest {
    private static final Platform PLATFORM = new Platform("linux", "amd64");

    private final Path root;
    private final BinaryCache cache;

    BinaryCacheTest(@TempDir Path root) {
        this.root = root;
        this.cache = new BinaryCache(root, PLATFORM);
    }

    /** Another JVM, whose source takes until it is told to go on. */
    static final class Other {
        private Other() {}

        public static void main(String[] root) throws IOException, InterruptedException {
            BinarySource slow = (tool, folder, progress) -> {
                System.out.println("fetching");
                System.in.read();
                return executable(Files.writeString(folder.resolve("a"), "of the other"));
            };
            new BinaryCache(Path.of(root[0]), PLATFORM).findOrFetch(Tool.ETCD, List.of(slow), new Progress(line -> {}));
        }
    }

    @Test
    void itIsWhereTheEnvironmentSaysElseInTheHomeOfTheUser() {
        Path home = Path.of("/home/me");

        assertThat(BinaryCache.root(Map.of("CLIENT_INTENTS_CACHE", "/own", "XDG_CACHE_HOME", "/xdg"), home))
                .isEqualTo(Path.of("/own"));
        assertThat(BinaryCache.root(Map.of("CLIENT_INTENTS_CACHE", " ", "XDG_CACHE_HOME", "/xdg"), home))
                .isEqualTo(Path.of("/xdg/client-intents"));
        assertThat(BinaryCache.root(Map.of(), home)).isEqualTo(Path.of("/home/me/.cache/client-intents"));
    }

    @Test
    void aFileHasItsNameOnlyWhenItIsComplete() throws Exception {
        Path file = cache.findOrFetch(
                Tool.ETCD,
                List.of((tool, folder, progress) -> {
                    Path half = executable(Files.writeString(folder.resolve("etcd"), "half"));
                    assertThat(cache.find(tool)).isEmpty();
                    return Files.writeString(half, "whole");
                }),
                new Progress(line -> {}));

        assertThat(file).isEqualTo(cache.file(Tool.ETCD)).hasContent("whole").isExecutable();
    }

    @Test
    void threadsThatWantTheSameFetchItOnce() {
        var fetched = new AtomicInteger();
        BinarySource source = (tool, folder, progress) ->
                executable(Files.writeString(folder.resolve("a"), "number " + fetched.incrementAndGet()));

        List<CompletableFuture<Path>> all = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> find(source), task -> new Thread(task).start()))
                .toList();

        assertThat(all).extracting(CompletableFuture::join).containsOnly(cache.file(Tool.ETCD));
        assertThat(fetched).hasValue(1);
    }

    @Test
    void aProcessWaitsForAnotherThatFetchesAndThenUsesWhatIsThere() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = other.inputReader(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("fetching");
            var lines = new CopyOnWriteArrayList<String>();
            CompletableFuture<Path> waiting = CompletableFuture.supplyAsync(() -> find(
                    (tool, folder, progress) -> {
                        throw new IOException("nobody should ask");
                    },
                    lines));
            await().until(() -> lines.contains("waiting for another process that fetches etcd"));
            assertThat(waiting).isNotDone();

            other.getOutputStream().close();

            assertThat(waiting.join()).hasContent("of the other");
        } finally {
            other.destroyForcibly();
        }
    }

    private Path find(BinarySource source) {
        return find(source, new CopyOnWriteArrayList<>());
    }

    private Path find(BinarySource source, List<String> lines) {
        try {
            return cache.findOrFetch(Tool.ETCD, List.of(source), new Progress(lines::add));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path executable(Path file) {
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}

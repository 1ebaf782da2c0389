package dev.clientintents.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.Main;
import dev.clientintents.manifest.yaml.BrokenDocuments;
import dev.clientintents.manifest.yaml.BrokenDocuments.Broken;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever the input is, {@code check} ends soon, in little memory, and says in one line what is wrong. It runs in a
 * JVM of its own, whose heap is bounded and whose resident size is measured where the system tells it.
 */
class HostileInputIT {

    private static final long SEED = 20261121;
    private static final String HEAP = "-Xmx400m";
    private static final long MOST_MEBIBYTES = 512;
    private static final int MOST_SECONDS = 60;

    private static final String POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {a: b}}\nspec:\n";

    @TempDir
    private Path folder;

    /** Files that are made to cost more than they should. */
    enum Hostile {
        AN_ALIAS_BOMB {
            @Override
            void write(OutputStream out) throws IOException {
                print(out, "a: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
                for (int i = 1; i < 20; i++) {
                    print(
                            out,
                            "b%d: &a%d [%s]\n"
                                    .formatted(i, i, "*a%d, ".formatted(i - 1).repeat(10)));
                }
            }
        },
        A_NUMBER_OF_A_MILLION_DIGITS {
            @Override
            void write(OutputStream out) throws IOException {
                print(out, POD + "  containers: [{name: a, ports: [{containerPort: " + "9".repeat(1 << 20) + "}]}]\n");
            }
        },
        A_HEXADECIMAL_NUMBER_OF_A_MILLION_DIGITS {
            @Override
            void write(OutputStream out) throws IOException {
                print(
                        out,
                        POD + "  containers: [{name: a, ports: [{containerPort: 0x" + "F".repeat(1 << 20) + "}]}]\n");
            }
        },
        A_NUMBER_WITH_A_GIANT_EXPONENT {
            @Override
            void write(OutputStream out) throws IOException {
                print(out, POD + "  containers: [{name: a, ports: [{containerPort: 1e999999999}]}]\n");
            }
        },
        A_SMALL_NUMBER_WITH_A_GIANT_EXPONENT {
            @Override
            void write(OutputStream out) throws IOException {
                print(out, POD + "  containers: [{name: a, ports: [{containerPort: 1.0E-2147483647}]}]\n");
            }
        },
        LISTS_NESTED_100_000_DEEP {
            @Override
            void write(OutputStream out) throws IOException {
                print(out, POD + "  x: " + "[".repeat(100_000) + "]".repeat(100_000) + "\n");
            }
        },
        MAPS_OF_JSON_NESTED_100_000_DEEP {
            @Override
            void write(OutputStream out) throws IOException {
                print(out, "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000));
            }
        },
        BLOCKS_NESTED_100_000_DEEP {
            @Override
            void write(OutputStream out) throws IOException {
                print(out, "a:\n " + "- ".repeat(100_000) + "a\n");
            }
        },
        LISTS_THAT_100_000_OPEN_AND_NONE_CLOSES {
            @Override
            void write(OutputStream out) throws IOException {
                print(out, "[".repeat(100_000));
            }
        },
        A_LINE_OF_50_MEBIBYTES {
            @Override
            void write(OutputStream out) throws IOException {
                print(out, POD + "  nodeName: ");
                fill(out, "x".repeat(1 << 20), 50);
                print(out, "\n");
            }
        },
        A_LIST_OF_MANY_MILLION_VALUES_ON_ONE_LINE {
            @Override
            void write(OutputStream out) throws IOException {
                print(out, POD + "  containers: [");
                fill(out, "1,".repeat(1 << 19), 50);
                print(out, "1]\n");
            }
        },
        A_KEY_OF_50_MEBIBYTES {
            @Override
            void write(OutputStream out) throws IOException {
                print(out, "{\"");
                fill(out, "k".repeat(1 << 20), 50);
                print(out, "\": 1}\n");
            }
        },
        A_MILLION_BROKEN_DOCUMENTS {
            @Override
            void write(OutputStream out) throws IOException {
                fill(out, "{a: ]\n---\n".repeat(1 << 10), 1 << 10);
            }
        },
        FIFTY_MEBIBYTES_OF_NOISE {
            @Override
            void write(OutputStream out) throws IOException {
                var random = new SplittableRandom(SEED);
                byte[] noise = new byte[1 << 20];
                for (int i = 0; i < 50; i++) {
                    random.nextBytes(noise);
                    out.write(noise);
                }
            }
        },
        FIFTY_MEBIBYTES_OF_NOTHING {
            @Override
            void write(OutputStream out) throws IOException {
                fill(out, "\0".repeat(1 << 20), 50);
            }
        };

        abstract void write(OutputStream out) throws IOException;

        static void print(OutputStream out, String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }

        static void fill(OutputStream out, String text, int times) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < times; i++) {
                out.write(bytes);
            }
        }
    }

    /** What a command came to. */
    private record Result(int code, List<String> out, List<String> err, long mebibytes) {}

    @Test
    void twoHundredBrokenDocumentsAreALineEach() throws Exception {
        List<Broken> broken = BrokenDocuments.all(SEED);
        Path input = Files.createDirectory(folder.resolve("input"));
        var files = new ArrayList<Path>();
        for (Broken document : broken) {
            files.add(Files.writeString(input.resolve("%03d.yaml".formatted(files.size())), document.text()));
        }

        Result result = check(input);

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).hasSize(files.size() + 1).noneMatch(HostileInputIT::isStackTrace);
        for (Path file : files) {
            assertThat(result.out())
                    .filteredOn(line -> line.startsWith(file + ":"))
                    .as(broken.get(files.indexOf(file)).name())
                    .hasSize(1);
        }
        assertThat(result.mebibytes()).isLessThan(MOST_MEBIBYTES);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsMadeToBeExpensiveIsALineAndNotExpensive(Hostile hostile) throws Exception {
        Path file = folder.resolve("hostile.yaml");
        try (OutputStream out = Files.newOutputStream(file)) {
            hostile.write(out);
        }

        Result result = check(file);

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .hasSizeBetween(2, 102) // what is broken a million times is told a hundred times
                .noneMatch(HostileInputIT::isStackTrace)
                .allMatch(line -> line.length() < 2000)
                .first()
                .asString()
                .startsWith(file + ":");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.mebibytes()).isLessThan(MOST_MEBIBYTES);
    }

    @Test
    void whatJavaHasNoMemoryForIsALine() throws Exception {
        Path file = folder.resolve("large.yaml");
        try (OutputStream out = Files.newOutputStream(file)) {
            Hostile.A_LIST_OF_MANY_MILLION_VALUES_ON_ONE_LINE.write(out);
        }

        Result result = check("-Xmx24m", file);

        assertThat(result.err()).singleElement().asString().contains("needs more memory");
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(2);
    }

    private static boolean isStackTrace(String line) {
        return line.startsWith("\tat ") || line.contains("Exception") || line.contains("java.lang.");
    }

    private Result check(Path input) throws IOException, InterruptedException {
        return check(HEAP, input);
    }

    private Result check(String heap, Path input) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = new ProcessBuilder(Arrays.asList(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "check",
                        input.toString()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
            long most = 0;
            while (process.isAlive() && System.nanoTime() < end) {
                most = Math.max(most, resident(process));
                process.waitFor(5, TimeUnit.MILLISECONDS);
            }
            assertThat(process.isAlive())
                    .as("still running after %d s", MOST_SECONDS)
                    .isFalse();
            return new Result(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err), most);
        } finally {
            process.destroyForcibly();
        }
    }

    /** The most that was resident so far, in MiB; 0 where the system does not tell. */
    private static long resident(Process process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(it -> it.startsWith("VmHWM:"))
                    .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }
}

package dev.clientintents.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures the pipeline commands as a pipeline runs them: each in a JVM of its own, with an archive of its classes, from the
 * start of the process to its end. It asserts nothing about time. The best and the median of {@code -Dbench.rounds=5} runs are
 * printed, and the largest resident size that was seen.
 */
public final class PipelineBenchmark {

    private static final Path JAR = Path.of("target/client-intents.jar");
    private static final Path ARCHIVE = Path.of("target/client-intents-commands.jsa");
    private static final Path FOLDER = Path.of("target/bench-pipelines");

    private PipelineBenchmark() {}

    /** A run of a command. */
    private record Measured(double seconds, long mebibytes, long lines) {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var archived = new PipelineWorld(20, 1);
        run("-XX:ArchiveClassesAtExit=" + ARCHIVE, who(archived, archived.write(FOLDER)));
        System.out.println("| | lines | best | median | resident at most |");
        System.out.println("|---|---|---|---|---|");
        for (var world :
                List.of(new PipelineWorld(1_000, 0), new PipelineWorld(5_000, 0), new PipelineWorld(2_000, 5))) {
            Path file = world.write(FOLDER);
            measure("`who-can-reach`, " + world.title(), who(world, file));
            measure("`reach`, " + world.title(), List.of("reach", file.toString()));
        }
    }

    private static List<String> who(PipelineWorld world, Path file) {
        return List.of("who-can-reach", world.server(), "-f", file.toString());
    }

    private static void measure(String title, List<String> command) throws IOException, InterruptedException {
        var runs = new ArrayList<Measured>();
        for (int i = 0; i < Integer.getInteger("bench.rounds", 5); i++) {
            runs.add(run("-XX:SharedArchiveFile=" + ARCHIVE, command));
        }
        double[] seconds = runs.stream().mapToDouble(Measured::seconds).sorted().toArray();
        System.out.printf(
                "| %s | %,d | %.2f s | %.2f s | %d MiB |%n",
                title,
                runs.get(0).lines(),
                seconds[0],
                seconds[seconds.length / 2],
                runs.stream().mapToLong(Measured::mebibytes).max().orElse(0));
    }

    private static Measured run(String archive, List<String> command) throws IOException, InterruptedException {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "-Xshare:auto"));
        line.add(archive);
        line.addAll(Arrays.asList("-jar", JAR.toString()));
        line.addAll(command);
        Path out = FOLDER.resolve("out.txt");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(line)
                .redirectOutput(out.toFile())
                .redirectError(FOLDER.resolve("err.txt").toFile())
                .start();
        long most = 0;
        while (process.isAlive()) {
            most = Math.max(most, resident(process));
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) {
            throw new IllegalStateException(line + ": " + Files.readString(FOLDER.resolve("err.txt")));
        }
        try (Stream<String> lines = Files.lines(out)) {
            return new Measured(seconds, most, lines.count());
        }
    }

    /** The most that was resident so far, in MiB; 0 where the system does not tell. */
    private static long resident(Process process) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(it -> it.startsWith("VmHWM:"))
                    .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}

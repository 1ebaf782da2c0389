package dev.clientintents.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A command in a process of its own, from its start to its end.
 *
 * @param seconds how long it took
 * @param processorSeconds how much processor time it was seen to take
 * @param mebibytes the largest resident size that was seen; 0 where the system does not say
 * @param lines how many lines it printed
 */
record CommandRun(double seconds, double processorSeconds, long mebibytes, long lines) {

    private static final Path LAUNCHER = Path.of("deploy/kubectl-intents");
    private static final Path JAR = Path.of("target/client-intents.jar").toAbsolutePath();
    private static final Path CACHE = Path.of("target/bench-commands").toAbsolutePath();

    /**
     * Runs a command as its users do, by the launcher, which leaves an archive of its classes the first time.
     *
     * @param folder where its output goes, as {@code out.txt} and {@code err.txt}
     */
    static CommandRun of(Path folder, List<String> command) throws IOException, InterruptedException {
        var line = new ArrayList<String>();
        line.add(LAUNCHER.toString());
        line.addAll(command);
        Files.createDirectories(folder);
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        long start = System.nanoTime();
        var builder = new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("CLIENT_INTENTS_JAR", JAR.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JDK_JAVA_OPTIONS", "-Xmx512m");
        builder.environment().put("XDG_CACHE_HOME", CACHE.toString());
        Process process = builder.start();
        double processor = 0;
        long most = 0;
        while (process.isAlive()) {
            processor = Math.max(processor, ProcessStatus.processorSeconds(process));
            most = Math.max(most, ProcessStatus.mebibytes(process, "VmHWM"));
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        // 1 is the answer "no"
        if (!Set.of(0, 1).contains(process.exitValue())) {
            throw new IllegalStateException(line + ": " + Files.readString(err));
        }
        try (Stream<String> lines = Files.lines(out)) {
            return new CommandRun(seconds, processor, most, lines.count());
        }
    }
}

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
 * A command in a JVM of its own, with an archive of its classes, from the start of the process to its end.
 *
 * @param seconds how long it took
 * @param processorSeconds how much processor time it was seen to take
 * @param mebibytes the largest resident size that was seen; 0 where the system does not say
 * @param lines how many lines it printed
 */
record CommandRun(double seconds, double processorSeconds, long mebibytes, long lines) {

    private static final Path JAR = Path.of("target/client-intents.jar");
    private static final Path ARCHIVE = Path.of("target/client-intents-commands.jsa");

    /** Writes the archive of the classes that the command needs, in a run of its own. */
    static void archive(Path folder, List<String> command) throws IOException, InterruptedException {
        of("-XX:ArchiveClassesAtExit=" + ARCHIVE, folder, command);
    }

    /**
     * Runs a command.
     *
     * @param folder where its output goes, as {@code out.txt} and {@code err.txt}
     */
    static CommandRun of(Path folder, List<String> command) throws IOException, InterruptedException {
        return of("-XX:SharedArchiveFile=" + ARCHIVE, folder, command);
    }

    private static CommandRun of(String archive, Path folder, List<String> command)
            throws IOException, InterruptedException {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "-Xshare:auto", archive));
        line.addAll(List.of("-jar", JAR.toString()));
        line.addAll(command);
        Files.createDirectories(folder);
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(line)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
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

package dev.clientintents.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A child process that never outlives this JVM, however the JVM ends, and that the terminal's Ctrl-C does not reach, so
 * that the JVM can stop its children in order.
 */
public final class Daemon {
    /**
     * A shell holds one end of a pipe from the JVM. When the pipe closes, which happens even if the JVM is killed, it
     * kills the program; on SIGTERM it asks the program to end; when the program ends, it ends with the same code.
     */
    private static final String GUARD = """
            exec 3<&0
            "$@" </dev/null 3<&- &
            program=$!
            exec 2>/dev/null
            trap 'kill -TERM "$program"' TERM
            { trap - TERM; read -r line <&3; kill -KILL "$program"; } &
            watch=$!
            while kill -0 "$program"; do
                wait "$program"
                code=$?
            done
            kill -KILL "$watch"
            exit "$code"
            """;

    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));
    private static final Duration POLL = Duration.ofMillis(20);

    private final String name;
    private final Path log;
    private final Process process;

    private Daemon(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Starts a program whose output is appended to a log file. */
    public static Daemon start(String name, List<String> program, Path log) {
        List<String> command = new ArrayList<>();
        SETSID.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .ifPresent(command::add);
        command.addAll(List.of("/bin/sh", "-c", GUARD, name));
        command.addAll(program);
        try {
            return new Daemon(
                    name,
                    log,
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be started", e);
        }
    }

    /**
     * Waits until a probe says yes.
     *
     * @throws IllegalStateException with the last lines of the log, when the process ends before or the time is up
     */
    public void awaitReady(Duration timeout, BooleanSupplier probe) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!ends(POLL)) {
            if (probe.getAsBoolean()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                kill();
                throw new IllegalStateException(
                        name + " is not ready after " + timeout.toSeconds() + " s:\n" + LogTail.of(log));
            }
        }
        throw new IllegalStateException(name + " ended with code " + process.exitValue() + ":\n" + LogTail.of(log));
    }

    /** The processes that it started, and that these started. */
    public Stream<ProcessHandle> descendants() {
        return process.descendants();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Lets it end in an orderly way, and kills it when that takes longer than {@code patience}. */
    void stop(Duration patience) {
        process.toHandle().destroy(); // unlike process.destroy(), which closes the pipe too
        if (!ends(patience)) {
            kill();
        }
    }

    /** Ends it at once. */
    public void kill() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        }
        process.onExit().join();
    }

    /** Whether it ends within a time. Not interruptible, so that an impatient JVM still ends its children in order. */
    private boolean ends(Duration patience) {
        return !process.onExit()
                .thenApply(Process::isAlive)
                .completeOnTimeout(true, patience.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}

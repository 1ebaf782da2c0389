package dev.clientintents.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the system says of a process that runs. */
final class ProcessStatus {

    private ProcessStatus() {}

    /** The processor time that it has taken, in seconds; 0 where the system does not say. */
    static double processorSeconds(Process process) {
        return process.info()
                .totalCpuDuration()
                .map(it -> it.toMillis() / 1000.0)
                .orElse(0.0);
    }

    /** A line of {@code /proc/<pid>/status} in MiB, such as {@code VmRSS}; 0 where there is none. */
    static long mebibytes(Process process, String line) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(it -> it.startsWith(line + ":"))
                    .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}

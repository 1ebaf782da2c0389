package dev.clientintents.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A command that runs to its end in a folder. */
public final class Command {
    private final Path folder;
    private final Map<String, String> added = new HashMap<>();
    private final Set<String> removed = new HashSet<>();

    private Command(Path folder) {
        this.folder = folder;
    }

    public static Command in(Path folder) {
        return new Command(folder);
    }

    public Command with(String variable, String value) {
        added.put(variable, value);
        return this;
    }

    Command without(String variable) {
        removed.add(variable);
        return this;
    }

    /**
     * Runs it and returns what it prints.
     *
     * @throws IOException when it cannot be started or fails; the message ends in the last lines that it printed
     */
    public String run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("command", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(added);
            builder.environment().keySet().removeAll(removed);
            Process process = builder.start();
            process.getOutputStream().close();
            int code = awaitOrDestroy(process);
            if (code != 0) {
                throw new IOException("'" + String.join(" ", List.of(command)) + "' failed with code " + code + ":\n"
                        + LogTail.of(output));
            }
            return Files.readString(output);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static int awaitOrDestroy(Process process) throws InterruptedException {
        try {
            return process.waitFor();
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }
}

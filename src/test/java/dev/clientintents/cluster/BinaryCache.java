package dev.clientintents.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folder of a user that keeps binaries by release and platform. Any number of JVMs may use it at once: one of them
 * fetches, the others wait for it, and a file appears under its name only when it is complete.
 */
final class BinaryCache {
    private static final Object ONE_THREAD_A_JVM = new Object();

    private final Path root;
    private final Platform platform;

    BinaryCache(Path root, Platform platform) {
        this.root = root;
        this.platform = platform;
    }

    /**
     * {@code $CLIENT_INTENTS_CACHE}, else {@code $XDG_CACHE_HOME/client-intents}, else {@code ~/.cache/client-intents}.
     */
    static Path root(Map<String, String> environment, Path home) {
        String own = environment.getOrDefault("CLIENT_INTENTS_CACHE", "");
        if (!own.isBlank()) {
            return Path.of(own);
        }
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (shared.isBlank() ? home.resolve(".cache") : Path.of(shared)).resolve("client-intents");
    }

    Path file(Tool tool) {
        return folder(tool).resolve(tool.fileName());
    }

    private Path folder(Tool tool) {
        return root.resolve(tool.project() + "-" + tool.version() + "-" + platform);
    }

    Optional<Path> find(Tool tool) {
        return Optional.of(file(tool)).filter(Files::isRegularFile);
    }

    /**
     * Returns the cached binary, or asks the sources for it, in order.
     *
     * @throws IOException when no source has it; the message names the reason of each
     */
    Path findOrFetch(Tool tool, List<BinarySource> sources, Progress progress)
            throws IOException, InterruptedException {
        Optional<Path> cached = find(tool);
        if (cached.isPresent()) {
            return cached.get();
        }
        Path folder = Files.createDirectories(folder(tool));
        synchronized (ONE_THREAD_A_JVM) {
            try (FileChannel channel = FileChannel.open(
                    folder.resolve(tool.fileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock(channel, tool, progress);
                if (find(tool).isEmpty()) {
                    fetch(tool, sources, progress);
                }
            }
        }
        return file(tool);
    }

    /** Locks the file until the channel is closed. */
    private static void lock(FileChannel channel, Tool tool, Progress progress) throws IOException {
        if (channel.tryLock() == null) {
            try (Progress.Step waiting =
                    progress.step("waiting for another process that fetches " + tool.fileName(), "")) {
                channel.lock();
                waiting.done();
            }
        }
    }

    private void fetch(Tool tool, List<BinarySource> sources, Progress progress)
            throws IOException, InterruptedException {
        List<String> reasons = new ArrayList<>();
        for (BinarySource source : sources) {
            Path work = Files.createTempDirectory(folder(tool), tool.fileName() + ".part");
            try {
                Files.move(source.fetch(tool, work, progress), file(tool), StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (IOException e) {
                reasons.add(Failures.describe(e));
            } finally {
                Folders.delete(work);
            }
        }
        throw new IOException("no " + tool.fileName() + " " + tool.version() + ": " + String.join("; ", reasons));
    }
}

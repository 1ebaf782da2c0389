package dev.clientintents.agent;

import dev.clientintents.learn.observe.ConntrackLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads the kernel's file of connections, line by line, in one buffer. */
final class ConnectionFile {

    private static final int BUFFER = 64 * 1024;

    private final Path file;
    private final byte[] buffer = new byte[BUFFER];
    private final ConntrackLine line = new ConntrackLine();

    ConnectionFile(Path file) {
        this.file = file;
    }

    /**
     * Reads all connections.
     *
     * @param each is told of each; it has to take from the line what it needs before it returns
     * @return how many lines were none that is known
     * @throws java.nio.file.NoSuchFileException where the kernel has no such file
     */
    long read(Consumer<ConntrackLine> each) throws IOException {
        long malformed = 0;
        try (InputStream in = Files.newInputStream(file)) {
            int filled = 0;
            boolean skipping = false;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer, filled, BUFFER - filled)) {
                int end = filled + read;
                int start = 0;
                for (int i = filled; i < end; i++) {
                    if (buffer[i] == '\n') {
                        malformed += skipping || take(start, i, each) ? 0 : 1;
                        skipping = false;
                        start = i + 1;
                    }
                }
                filled = end - start;
                System.arraycopy(buffer, start, buffer, 0, filled);
                if (filled == BUFFER) {
                    // no line of the kernel is so long
                    malformed++;
                    skipping = true;
                    filled = 0;
                }
            }
            if (filled > 0 && !skipping) {
                malformed += take(0, filled, each) ? 0 : 1;
            }
        }
        return malformed;
    }

    /** Returns whether the line was an entry. */
    private boolean take(int from, int to, Consumer<ConntrackLine> each) {
        ConntrackLine.Kind kind = line.read(buffer, from, to);
        if (kind == ConntrackLine.Kind.CONNECTION) {
            each.accept(line);
        }
        return kind != ConntrackLine.Kind.MALFORMED;
    }
}

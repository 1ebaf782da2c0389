package dev.clientintents.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that holds an answer once there is one: until {@link #keep}, the answer is in a temporary file, and the file is
 * as it was.
 */
public final class AnswerFile implements AutoCloseable {

    private final Path file;
    private final Path draft;
    private final PrintWriter writer;

    private AnswerFile(Path file, Path draft) throws IOException {
        this.file = file;
        this.draft = draft;
        writer = PlainWriter.before(Files.newBufferedWriter(draft, StandardCharsets.UTF_8));
    }

    /**
     * Begins an answer that is to be in a file.
     *
     * @throws CannotRun where the file cannot be written, as far as that is known before
     */
    public static AnswerFile at(Path file) {
        RegularFile.check(file);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new CannotRun("cannot write " + file + ": there is no folder " + folder + "; create it first");
        }
        try {
            return new AnswerFile(file, Files.createTempFile("client-intents", null));
        } catch (IOException e) {
            throw new CannotRun("cannot write a temporary file for " + file + ": " + CannotRun.reason(e));
        }
    }

    /** Returns what writes the answer. */
    public PrintWriter writer() {
        return writer;
    }

    /**
     * Ends the answer and puts it into the file.
     *
     * @throws CannotRun where the file cannot be written
     */
    public void keep() {
        try {
            if (writer.checkError()) {
                throw new CannotRun("cannot write " + draft + ", the draft of " + file);
            }
            try (WritableByteChannel out = RegularFile.open(file)) {
                Files.copy(draft, Channels.newOutputStream(out));
            }
        } catch (IOException e) {
            throw new CannotRun("cannot write " + file + ": " + CannotRun.reason(e));
        }
    }

    /** Removes the temporary file. */
    @Override
    public void close() {
        writer.close();
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            throw new CannotRun("cannot remove " + draft + ": " + CannotRun.reason(e));
        }
    }
}

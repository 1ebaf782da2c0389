package dev.clientintents.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;

/**
 * Files that commands write: regular ones in their own place. Through a link, somebody else would choose the file, and a
 * pipe might never take it.
 */
public final class RegularFile {

    private RegularFile() {}

    /**
     * Writes a file anew, as UTF-8.
     *
     * @throws CannotRun where something else than a regular file is in its place
     */
    public static void write(Path file, String text) throws IOException {
        try (SeekableByteChannel out = open(file)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
    }

    /**
     * Puts another text, as UTF-8, in the place of a file at once: whoever reads it sees the old one or the new one. Its
     * permissions stay.
     *
     * @param created whether there must be no such file yet
     * @throws CannotRun where something else than a regular file is in its place
     */
    static void replace(Path file, String text, boolean created) throws IOException {
        if (created) {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return;
        }
        check(file);
        Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), ".client-intents", null);
        try {
            Files.writeString(draft, text);
            if (Files.getFileStore(draft).supportsFileAttributeView(PosixFileAttributeView.class)) {
                Files.setPosixFilePermissions(draft, Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /**
     * Opens a file to write it anew; what is in it is gone, its owner and its permissions stay.
     *
     * @throws CannotRun where something else than a regular file is in its place
     */
    static SeekableByteChannel open(Path file) throws IOException {
        check(file);
        return Files.newByteChannel(
                file,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                LinkOption.NOFOLLOW_LINKS);
    }

    /** @throws CannotRun where something else than a regular file is in the place of a file */
    static void check(Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new CannotRun("cannot write " + file + ": it is "
                    + (Files.isSymbolicLink(file)
                            ? "a symbolic link"
                            : Files.isDirectory(file) ? "a folder" : "no regular file")
                    + "; remove it, or write elsewhere");
        }
    }
}

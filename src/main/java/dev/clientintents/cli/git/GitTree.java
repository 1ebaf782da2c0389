package dev.clientintents.cli.git;

import dev.clientintents.cli.CannotRun;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Files of a revision, as {@code git show} names them, {@code REVISION:PATH}, in a temporary folder. Neither the files
 * nor the index of the repository are touched.
 */
public final class GitTree implements AutoCloseable {

    /**
     * The first one is known to git 2.45 and newer. The second one, for older ones, names no protocol at all, and
     * overrides the configuration.
     */
    private static final Map<String, String> ALONE = Map.of(
            "GIT_NO_LAZY_FETCH", "1",
            "GIT_ALLOW_PROTOCOL", "none",
            "GIT_TERMINAL_PROMPT", "0",
            "GIT_OPTIONAL_LOCKS", "0");

    /** The character that Java puts for bytes of an argument that are not characters in the locale. */
    private static final char UNDECODABLE = '\uFFFD';

    private static final String LOCALE = "set LC_ALL=C.UTF-8, or another locale of UTF-8";

    private final Path folder;

    private GitTree(Path folder) {
        this.folder = folder;
    }

    /**
     * Takes the files out of a repository.
     *
     * @param repository a folder of it
     * @param revision for example {@code main} or {@code HEAD~1}
     * @param path a file or folder, from that folder on; {@code .} for all of that
     * @throws CannotRun where git, the revision, or the path in it is not there
     */
    public static GitTree of(Path repository, String revision, String path) {
        if (revision.isEmpty() || revision.startsWith("-")) {
            throw new CannotRun("not a Git revision: " + revision + "; write git:REVISION:PATH");
        }
        text(
                git(repository, "rev-parse", "--quiet", "--verify", revision + "^{commit}"),
                "no Git revision " + revision);
        String list = text(
                git(repository, "ls-tree", "-r", "-z", revision, "--", path),
                "cannot list " + path + " of Git revision " + revision);
        if (list.isEmpty()) {
            throw new CannotRun("Git revision " + revision + " has no " + path
                    + (path.indexOf(UNDECODABLE) < 0 ? "" : "; for names beyond ASCII " + LOCALE));
        }
        try {
            var tree = new GitTree(Files.createTempDirectory("client-intents"));
            boolean complete = false;
            try {
                tree.extract(repository, list.substring(0, list.length() - 1).split("\0", -1));
                complete = true;
                return tree;
            } finally {
                if (!complete) {
                    tree.close();
                }
            }
        } catch (IOException e) {
            throw new CannotRun("cannot read Git revision " + revision + ": " + e.getMessage());
        }
    }

    /** Returns the folder with the files. */
    public Path folder() {
        return folder;
    }

    /** Links and submodules are passed over. */
    private void extract(Path repository, String[] entries) throws IOException {
        var ids = new ArrayList<String>();
        var files = new ArrayList<Path>();
        for (String entry : entries) {
            int tab = entry.indexOf('\t');
            String[] mode = entry.substring(0, tab).split(" ", -1);
            Path file = place(entry.substring(tab + 1));
            if (mode[0].startsWith("100") && file.startsWith(folder)) {
                ids.add(mode[2]);
                files.add(file);
            }
        }
        Process process = git(repository, "cat-file", "--batch");
        try {
            extract(process, ids, files);
        } finally {
            process.destroy();
        }
    }

    private void extract(Process process, List<String> ids, List<Path> files) throws IOException {
        CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> {
            try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
                in.write(String.join("\n", ids) + "\n");
            } catch (IOException e) {
                process.destroy();
            }
        });
        try (var out = new DataInputStream(process.getInputStream())) {
            for (Path file : files) {
                byte[] content = new byte[size(line(out), file)];
                out.readFully(content);
                out.readByte();
                Files.createDirectories(file.getParent());
                Files.copy(new ByteArrayInputStream(content), file);
            }
        }
        asking.join();
    }

    private Path place(String name) {
        try {
            return folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new CannotRun("the name of the file " + name
                    + " cannot be written in the character set of this locale; " + LOCALE);
        }
    }

    /** Returns the size in the line that git writes before an object: {@code ID TYPE SIZE}, or {@code ID missing}. */
    private int size(String header, Path file) throws IOException {
        String[] words = header.split(" ", -1);
        if (words.length == 2 && words[1].equals("missing")) {
            throw new CannotRun("this repository lacks the content of " + folder.relativize(file)
                    + ", as a partial clone may; fetch it first, for example with git fetch --refetch --no-filter");
        }
        try {
            return Integer.parseInt(words[words.length - 1]);
        } catch (NumberFormatException e) {
            throw new IOException(
                    "git answers " + (header.isEmpty() ? "nothing" : header) + " where a file is asked for");
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    /**
     * Starts git so that it reads what is in the repository and does nothing else: it fetches nothing that a partial
     * clone lacks, speaks no protocol, asks nobody for a password and runs no program that the repository's
     * configuration names.
     */
    private static Process git(Path repository, String... arguments) {
        try {
            var git = new ProcessBuilder(Stream.concat(
                                    Stream.of("git", "--no-pager", "-c", "core.fsmonitor=false"), Stream.of(arguments))
                            .toList())
                    .directory(repository.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            git.environment().putAll(ALONE);
            return git.start();
        } catch (IOException e) {
            throw new CannotRun("git cannot be run: " + e.getMessage());
        }
    }

    private static String text(Process process, String failure) {
        try {
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.onExit().join().exitValue() != 0) {
                throw new CannotRun(failure + " in the repository of this folder");
            }
            return text;
        } catch (IOException e) {
            throw new CannotRun(failure + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new CannotRun("cannot remove " + folder + ": " + e.getMessage());
        }
    }
}

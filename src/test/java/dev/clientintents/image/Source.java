package dev.clientintents.image;

import dev.clientintents.cluster.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an image is built from, as it says about itself.
 *
 * @param time the time of everything in it, which is the one that {@code pom.xml} gives to all that is built
 * @param revision the commit; empty outside of a clone
 */
record Source(String version, Instant time, Optional<String> revision) {

    private static final Pattern VERSION = Pattern.compile("(?m)^  <version>(.*?)</version>$");
    private static final Pattern TIME =
            Pattern.compile("<project\\.build\\.outputTimestamp>(.*?)</project\\.build\\.outputTimestamp>");

    /** The source in the present folder. */
    static Source here() throws IOException, InterruptedException {
        String pom = Files.readString(Path.of("pom.xml"));
        return new Source(first(VERSION, pom), Instant.parse(first(TIME, pom)), commit());
    }

    private static String first(Pattern pattern, String text) throws IOException {
        var matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("pom.xml has no " + pattern);
        }
        return matcher.group(1);
    }

    private static Optional<String> commit() throws InterruptedException {
        try {
            return Optional.of(Command.in(Path.of("").toAbsolutePath())
                    .run("git", "rev-parse", "HEAD")
                    .strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}

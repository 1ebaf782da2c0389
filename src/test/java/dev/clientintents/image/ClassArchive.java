package dev.clientintents.image;

import dev.clientintents.cluster.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The classes that a start loads, parsed, verified and linked beforehand (<a
 * href="https://docs.oracle.com/en/java/javase/25/vm/class-data-sharing.html">class-data sharing</a>).
 *
 * <p>The list of them is kept in the repository instead of being made by a run while the image is built: no two runs
 * load exactly the same classes, and then no two images would be the same. A class that the list lacks is only loaded
 * more slowly.
 */
final class ClassArchive {

    static final Path LIST = Path.of("src/main/image/classes.lst");
    static final Path FOLDER = Path.of("app");
    static final Path JAR = FOLDER.resolve("client-intents.jar");
    static final Path FILE = FOLDER.resolve("client-intents.jsa");

    private static final Path MAP = Path.of("client-intents.map");

    private ClassArchive() {}

    /**
     * Writes the archive beside the jar, whose time is part of it. Paths are relative, so that the folder of the build
     * is not.
     */
    static void writeTo(Path root) throws IOException, InterruptedException {
        Path map = root.resolve(MAP);
        Command.in(root)
                .run(
                        JavaRuntime.FOLDER.resolve("bin/java").toString(),
                        "-Xshare:dump",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-XX:+AOTClassLinking",
                        "-XX:SharedClassListFile=" + LIST.toAbsolutePath(),
                        "-XX:SharedArchiveFile=" + FILE,
                        ArchiveMap.option(MAP.toString()),
                        "-cp",
                        JAR.toString());
        TimelessArchive.clear(root.resolve(FILE), ArchiveMap.read(map));
        Files.delete(map);
    }
}

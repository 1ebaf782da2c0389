package dev.clientintents.image;

import dev.clientintents.cluster.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The modules of the JDK that the operator and the commands use, and nothing else of it, at {@code /opt/java} of the
 * image.
 */
final class JavaRuntime {

    static final Path FOLDER = Path.of("opt/java");

    /** As {@code jdeps} finds them, less those that libraries can do without: the desktop's and databases'. */
    private static final String MODULES = String.join(
            ",",
            "java.base",
            "java.logging",
            "java.naming",
            "java.net.http",
            "java.xml",
            "jdk.httpserver",
            "jdk.management",
            "jdk.unsupported");

    /**
     * What holds where nobody says otherwise, in {@code JDK_JAVA_OPTIONS} or on the command line. One collector thread
     * and one compiler are enough for the operator and start soonest; there is no file for tools that nobody can run in
     * the container.
     */
    private static final String OPTIONS = String.join(
            " ",
            "-XX:SharedArchiveFile=/" + ClassArchive.FILE,
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData");

    private JavaRuntime() {}

    static void writeTo(Path root, Jdk25 jdk) throws IOException, InterruptedException {
        Path folder = root.resolve(FOLDER);
        Files.createDirectories(folder.getParent());
        Command.in(Path.of("").toAbsolutePath())
                .run(
                        jdk.tool("jlink"),
                        "--add-modules",
                        MODULES,
                        "--add-options",
                        OPTIONS,
                        "--vm",
                        "server",
                        "--strip-java-debug-attributes",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output",
                        folder.toString());
        // Linking from a JDK without jmods cannot leave them out.
        for (String tool : new String[] {"jwebserver", "keytool"}) {
            Files.deleteIfExists(folder.resolve("bin").resolve(tool));
        }
        // Whoever speaks to a cluster is told its authority; to trust the public ones beside it would be wrong, and to
        // read them takes time.
        Files.delete(folder.resolve("lib/security/cacerts"));
    }
}

package dev.clientintents.image;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JDK 25 that the runtime of the image is cut out of; Maven itself may run on another. */
record Jdk25(Path home) {

    /** The variables that GitHub's runners set for the JDKs that they bring. */
    private static final List<String> VARIABLES =
            List.of("JAVA_HOME_25", "JAVA_HOME_25_X64", "JAVA_HOME_25_ARM64", "JAVA_HOME");

    private static final List<Path> FOLDERS = List.of(Path.of("/usr/lib/jvm"), Path.of("/opt/java"));

    /** The first of: the JDK that runs this, those that the environment names, those in the usual folders. */
    static Optional<Jdk25> find(Map<String, String> environment) {
        var candidates = new ArrayList<Path>(List.of(Path.of(System.getProperty("java.home"))));
        VARIABLES.stream().filter(environment::containsKey).forEach(it -> candidates.add(Path.of(environment.get(it))));
        FOLDERS.forEach(folder -> candidates.addAll(children(folder)));
        return candidates.stream().filter(Jdk25::is25).findFirst().map(Jdk25::new);
    }

    private static List<Path> children(Path folder) {
        var children = new ArrayList<Path>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        } catch (IOException e) {
            return List.of(); // there is no such folder
        }
        children.sort(null);
        return children;
    }

    private static boolean is25(Path home) {
        try {
            return Files.isExecutable(home.resolve("bin/jlink"))
                    && Files.readString(home.resolve("release")).contains("\nJAVA_VERSION=\"25");
        } catch (IOException e) {
            return false;
        }
    }

    String tool(String name) {
        return home.resolve("bin").resolve(name).toString();
    }
}

package dev.clientintents.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The classes that a process has loaded, by the names of {@link ClassArchive#LIST}. Those that it made itself, such as
 * those of lambdas, are not among them.
 *
 * @param archived those that came from the archive
 * @param others those that had to be read, parsed and verified
 */
record LoadedClasses(Set<String> archived, Set<String> others) {

    private static final Pattern LINE = Pattern.compile("] (\\S+) source: (\\S+)");
    private static final Pattern MADE =
            Pattern.compile("/0x|\\$\\$Lambda|LambdaForm\\$|LambdaForms\\$|Species_|\\$Proxy");

    /** The option of Java that writes the log. */
    static String option(String file) {
        return "-Xlog:class+load:file=" + file;
    }

    /** Reads what {@code -Xlog:class+load} has written. */
    static LoadedClasses read(Path log) throws IOException {
        var archived = new TreeSet<String>();
        var others = new TreeSet<String>();
        for (String line : Files.readAllLines(log)) {
            var loaded = LINE.matcher(line);
            if (loaded.find() && !MADE.matcher(loaded.group(1)).find()) {
                String name = loaded.group(1).replace('.', '/');
                String source = loaded.group(2);
                if (source.equals("shared")) {
                    archived.add(name);
                } else if (source.startsWith("jrt:") || source.startsWith("file:")) {
                    others.add(name);
                }
            }
        }
        return new LoadedClasses(archived, others);
    }

    /** The part that did not come from the archive, 0 to 1. */
    double missed() {
        return (double) others.size() / (archived.size() + others.size());
    }
}

package dev.clientintents.chart;

import dev.clientintents.cluster.Helm;
import dev.clientintents.deploy.Manifests;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The chart in this repository. */
final class Chart {

    static final Path FOLDER = Manifests.DEPLOY.resolve("charts/client-intents");
    static final Path VALUES = FOLDER.resolve("values.yaml");
    static final String RELEASE = "client-intents";

    private static final Path TRIED = Path.of("src/test/resources/chart");

    private Chart() {}

    /** The values files that the chart is tried with, each for what its name says. */
    static List<Path> tried() {
        try (Stream<Path> files = Files.list(TRIED)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path tried(String name) {
        return TRIED.resolve(name + ".yaml");
    }

    /** The text that {@code helm template} renders for a release in the namespace {@code client-intents}. */
    static String template(Helm helm, String... arguments) {
        var all = new ArrayList<>(List.of("template", RELEASE, FOLDER.toString(), "--namespace", "client-intents"));
        all.addAll(List.of(arguments));
        return helm.offline(all.toArray(String[]::new));
    }

    /** The objects that {@code helm template} renders. */
    static List<HasMetadata> objects(Helm helm, String... arguments) {
        try {
            Path file = Files.createTempFile("rendered", ".yaml");
            try {
                Files.writeString(file, template(helm, arguments));
                return Manifests.read(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

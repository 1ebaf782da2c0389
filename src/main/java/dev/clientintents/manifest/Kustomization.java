package dev.clientintents.manifest;

import dev.clientintents.manifest.yaml.Documents;
import dev.clientintents.manifest.yaml.Relevance;
import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads from a kustomization which files are patches of others, and so no objects. */
final class Kustomization {

    private Kustomization() {}

    /** Returns the files that a kustomization names as patches; none where it cannot be read. */
    static Set<Path> patches(Path kustomization) {
        var names = new ArrayList<String>();
        try (InputStream in = Files.newInputStream(kustomization)) {
            Documents.read(
                    in,
                    Relevance.OBJECT,
                    document -> document.values().stream()
                            .filter(Mapping.class::isInstance)
                            .forEach(it -> names.addAll(named((Mapping) it))));
        } catch (IOException e) {
            return Set.of();
        }
        return names.stream()
                .flatMap(name -> beside(kustomization, name).stream())
                .map(Kustomization::real)
                .collect(Collectors.toSet());
    }

    /** Returns the file of a name; empty where that is a patch and no name. */
    private static Optional<Path> beside(Path kustomization, String name) {
        try {
            return Optional.of(kustomization.resolveSibling(name));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Returns the path by which a file is known, whatever the way to it. */
    static Path real(Path file) {
        return file.toAbsolutePath().normalize();
    }

    private static List<String> named(Mapping kustomization) {
        return Stream.concat(
                        kustomization.items("patchesStrategicMerge").stream(),
                        Stream.of("patches", "patchesJson6902")
                                .flatMap(field -> kustomization.items(field).stream())
                                .flatMap(it ->
                                        it instanceof Mapping patch ? patch.get("path").stream() : Stream.empty()))
                .filter(it -> it instanceof Value.Scalar)
                .map(it -> ((Value.Scalar) it).content())
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }
}

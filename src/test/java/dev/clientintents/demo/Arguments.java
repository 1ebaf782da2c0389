package dev.clientintents.demo;

import dev.clientintents.deploy.Manifests;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the demo is told.
 *
 * @param example the folder whose manifests are applied
 * @param mock whether to use the mock server, even where a real control plane can be had
 * @param once whether to end after the table
 */
record Arguments(Path example, boolean mock, boolean once) {

    /** @throws IllegalArgumentException with a line for the person who typed them */
    static Arguments parse(String... arguments) {
        var names = new ArrayList<>(List.of(arguments));
        boolean mock = names.remove("--mock");
        boolean once = names.remove("--once");
        if (names.size() > 1) {
            throw new IllegalArgumentException("one example at a time, not " + String.join(" ", names));
        }
        return new Arguments(example(names.isEmpty() ? "frontend" : names.get(0)), mock, once);
    }

    private static Path example(String name) {
        return Manifests.examples().stream()
                .filter(folder -> folder.getFileName().toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no example '" + name + "', only "
                        + Manifests.examples().stream()
                                .map(folder -> folder.getFileName().toString())
                                .collect(Collectors.joining(", "))));
    }
}

package dev.clientintents.demo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How many objects of which kind there are. */
final class Inventory {
    private Inventory() {}

    static String of(List<HasMetadata> objects) {
        return objects.stream()
                .collect(Collectors.groupingBy(HasMetadata::getKind, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
    }
}

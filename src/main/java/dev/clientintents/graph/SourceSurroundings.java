package dev.clientintents.graph;

import dev.clientintents.model.ObjectKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the sources of entrances for which the change of a pod matters. */
final class SourceSurroundings {

    private final EntranceSources sources;
    private final Map<EntranceSource.Pods, EntranceSources.Found> before = new HashMap<>();
    private final Set<ObjectKey> workloads = new HashSet<>();

    /** Records the sources as they are before the change. */
    SourceSurroundings(EntranceSources sources, @Nullable PodEntry old, @Nullable PodEntry pod) {
        this.sources = sources;
        Stream.of(Optional.ofNullable(old), Optional.ofNullable(pod))
                .flatMap(Optional::stream)
                .forEach(side -> {
                    before.putAll(sources.around(side));
                    var name = new ObjectKey(
                            side.workload().namespace(), side.workload().name());
                    if (!sources.named(name).isEmpty()) {
                        workloads.add(name);
                    }
                });
    }

    /** Returns the sources of which other workloads are found than before. */
    List<EntranceSource.Pods> changed() {
        return before.entrySet().stream()
                .filter(it -> !it.getValue().equals(sources.find(it.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns the names of workloads that are sources and of which the pod is, before or after. */
    Set<ObjectKey> workloads() {
        return workloads;
    }
}

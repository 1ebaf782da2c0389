package dev.clientintents.graph;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds for which entrances the change of a pod matters: as a source, and as what they lead to. */
final class EntranceSurroundings {

    private final EntranceSources sources;
    private final ServiceSelections selections;
    private final Map<EntranceSource.Pods, EntranceSources.Found> found = new HashMap<>();
    private final Map<ServerId, Set<WorkloadId>> behindServices = new HashMap<>();
    private final Set<WorkloadId> workloads = new LinkedHashSet<>();
    private final Set<ObjectKey> namedSources = new HashSet<>();

    /**
     * Records what there is before the change.
     *
     * @param known the workload objects
     * @param servers those to which the pod belongs, before or after
     */
    EntranceSurroundings(
            EntranceSources sources,
            ServiceSelections selections,
            WorkloadIndex known,
            Collection<ServerId> servers,
            @Nullable PodEntry old,
            @Nullable PodEntry pod) {
        this.sources = sources;
        this.selections = selections;
        Stream.of(Optional.ofNullable(old), Optional.ofNullable(pod))
                .flatMap(Optional::stream)
                .forEach(side -> {
                    found.putAll(sources.around(side));
                    WorkloadId workload = side.workload();
                    workloads.add(workload);
                    namedSources.add(new ObjectKey(workload.namespace(), workload.name()));
                    namedSources.addAll(known.matching(side));
                });
        namedSources.removeIf(name -> sources.named(name).isEmpty());
        servers.stream()
                .filter(ServerId::isService)
                .forEach(it -> behindServices.put(it, Set.copyOf(selections.workloads(it))));
    }

    /** Returns the sources of which other workloads are found than before. */
    List<EntranceSource.Pods> changedSources() {
        return found.entrySet().stream()
                .filter(it -> !it.getValue().equals(sources.find(it.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns the names of workloads that are sources and of which the pod is, or that select it, before or after. */
    Set<ObjectKey> namedSources() {
        return namedSources;
    }

    /** Returns the Services that have pods of other workloads than before. */
    List<ServerId> changedServices() {
        var changed = new ArrayList<ServerId>();
        behindServices.forEach((service, before) -> {
            if (!before.equals(selections.workloads(service))) {
                changed.add(service);
            }
        });
        return changed;
    }

    /** Returns the workloads of the pod, before and after. */
    Set<WorkloadId> workloads() {
        return workloads;
    }
}

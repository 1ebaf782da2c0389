package dev.clientintents.check;

import dev.clientintents.graph.PodEntry;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.Reachability;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds as what pods take part in connections. */
final class LiveEndpoints {

    private final Map<WorkloadId, List<Endpoint.Workload>> endpoints;

    LiveEndpoints(Reachability reachability) {
        endpoints = reachability.workloads().stream().collect(Collectors.groupingBy(Endpoint.Workload::id));
    }

    /** Returns the endpoints of a workload; none where it has no pods. */
    List<Endpoint.Workload> of(WorkloadId workload) {
        return endpoints.getOrDefault(workload, List.of());
    }

    /** Returns the endpoints of those pods that run or will. */
    List<Endpoint.Workload> of(Collection<PodEntry> pods) {
        return pods.stream()
                .filter(PodEntry::isLive)
                .map(PodEntry::workload)
                .distinct()
                .flatMap(id -> of(id).stream())
                .toList();
    }
}

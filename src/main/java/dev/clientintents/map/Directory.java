package dev.clientintents.map;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds the endpoints that intents mean. */
final class Directory {

    private final IntentGraph graph;
    private final Map<WorkloadId, List<Endpoint.Workload>> endpoints = new HashMap<>();
    private final Map<ObjectKey, List<WorkloadId>> byName = new HashMap<>();

    Directory(IntentGraph graph, List<Endpoint.Workload> workloads) {
        this.graph = graph;
        for (Endpoint.Workload workload : workloads) {
            WorkloadId id = workload.id();
            List<Endpoint.Workload> variants = endpoints.computeIfAbsent(id, absent -> new ArrayList<>());
            if (variants.isEmpty()) {
                byName.computeIfAbsent(new ObjectKey(id.namespace(), id.name()), key -> new ArrayList<>())
                        .add(id);
            }
            variants.add(workload);
        }
    }

    /** Returns the workloads of the client; none where it is not in the input. */
    List<Endpoint.Workload> client(IntentsEntry entry) {
        return endpoints(named(entry.client()).filter(entry::isOf));
    }

    /**
     * Returns the workloads of the server, or behind it where it is a Service; none where they are not in the input.
     */
    List<Endpoint.Workload> server(ServerId server) {
        if (server.isService()) {
            return endpoints(graph.serverPods(server).stream().map(PodEntry::workload));
        }
        return endpoints(named(new ObjectKey(server.namespace(), server.name()))
                .filter(id -> server.kind() == null || server.kind().equals(id.kind())));
    }

    private Stream<WorkloadId> named(ObjectKey name) {
        return byName.getOrDefault(name, List.of()).stream();
    }

    private List<Endpoint.Workload> endpoints(Stream<WorkloadId> workloads) {
        return workloads
                .distinct()
                .flatMap(id -> endpoints.getOrDefault(id, List.of()).stream())
                .toList();
    }
}

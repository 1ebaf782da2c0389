package dev.clientintents.query;

import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.reach.Endpoint;
import java.util.List;
import java.util.Optional;

/**
 * The endpoints that a name means.
 *
 * @param name as it was written
 * @param endpoints one or more; several where the name has a {@code *}, where it is a Service of several workloads, and
 *     where policies see the pods of a workload differently
 * @param service the Service that was named, whose port numbers a question about it means; empty for anything else
 */
public record Parties(String name, List<Endpoint> endpoints, Optional<ServiceEntry> service) {

    public Parties {
        endpoints = List.copyOf(endpoints);
    }
}

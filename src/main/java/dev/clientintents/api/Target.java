package dev.clientintents.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server that is consumed.
 *
 * @param name the name of the workload or Service
 * @param namespace where it runs; null means the namespace of the object
 * @param kind {@code Service}, or the kind of the workload; null means any workload of that name
 * @param ports the ports that are consumed; empty means all
 */
public record Target(
        String name, @Nullable String namespace, @Nullable String kind, List<Port> ports) {

    public Target(String name, @Nullable String namespace, @Nullable String kind, @Nullable List<Port> ports) {
        this.name = name;
        this.namespace = namespace == null || namespace.isEmpty() ? null : namespace;
        this.kind = kind == null || kind.isEmpty() ? null : kind;
        this.ports = ports == null ? List.of() : List.copyOf(ports);
    }
}

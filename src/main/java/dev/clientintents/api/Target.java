package dev.clientintents.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is consumed: a server by its name, or what is outside of the cluster by addresses or by the name of a host. Exactly
 * one of name, cidr and host is set.
 *
 * @param name the name of the workload or Service; null where it is outside
 * @param namespace where it runs; null means the namespace of the object
 * @param kind {@code Service}, or the kind of the workload; null means any workload of that name
 * @param cidr a block of addresses outside; null where another is set
 * @param except blocks within it that are not consumed; empty where all of it is, and without a block
 * @param host the name of a host outside, or {@code *.} and the end of names; null where another is set
 * @param ports the ports that are consumed; empty means all
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Target(
        @Nullable String name,
        @Nullable String namespace,
        @Nullable String kind,
        @Nullable String cidr,
        List<String> except,
        @Nullable String host,
        List<Port> ports) {

    public Target(
            @Nullable String name,
            @Nullable String namespace,
            @Nullable String kind,
            @Nullable String cidr,
            @Nullable List<String> except,
            @Nullable String host,
            @Nullable List<Port> ports) {
        this.name = name;
        this.namespace = namespace == null || namespace.isEmpty() ? null : namespace;
        this.kind = kind == null || kind.isEmpty() ? null : kind;
        this.cidr = cidr;
        this.except = except == null ? List.of() : List.copyOf(except);
        this.host = host;
        this.ports = ports == null ? List.of() : List.copyOf(ports);
    }

    /** Returns the target that is a server of the cluster. */
    public static Target server(String name, @Nullable String namespace, @Nullable String kind, List<Port> ports) {
        return new Target(name, namespace, kind, null, null, null, ports);
    }
}

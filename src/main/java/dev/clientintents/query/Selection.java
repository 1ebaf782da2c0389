package dev.clientintents.query;

import dev.clientintents.reach.Connection;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.Reachability;
import dev.clientintents.reach.explain.Exposure;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A part of all connections.
 *
 * @param clients only those of these; empty for all
 * @param servers only those to these; empty for all
 */
public record Selection(Optional<Parties> clients, Optional<Parties> servers) {

    /**
     * Returns the connections, sorted by the texts of source and destination; they are computed while they are read.
     */
    public Stream<Connection> connections(Reachability reachability) {
        if (clients.isPresent()) {
            return clients.get().endpoints().stream()
                    .flatMap(client -> reachability.from(client, families(reachability)).stream())
                    .filter(matching(servers, Connection::destination));
        }
        if (servers.isPresent()) {
            return servers.get().endpoints().stream()
                    .flatMap(server -> reachability.to(server).stream())
                    .sorted((one, other) -> one.toString().compareTo(other.toString()));
        }
        return reachability.connections();
    }

    /** Returns all addresses of the families that are listed and that are asked for. */
    private Set<IpRange> families(Reachability reachability) {
        var families = new LinkedHashSet<>(reachability.families());
        servers.ifPresent(parties -> parties.endpoints().stream()
                .filter(Endpoint.External.class::isInstance)
                .forEach(it -> families.add(((Endpoint.External) it).addresses().family())));
        return families;
    }

    /**
     * Returns what is open to pods that could come: ingress of the servers, and egress of the clients, where they are
     * given.
     */
    public List<Exposure> exposures(Reachability reachability) {
        boolean all = clients.isEmpty() && servers.isEmpty();
        return reachability.exposures().stream()
                .filter(it -> all || isNamed(it.direction() == Direction.INGRESS ? servers : clients, it.workload()))
                .toList();
    }

    private static boolean isNamed(Optional<Parties> parties, Endpoint endpoint) {
        return parties.filter(it -> it.endpoints().contains(endpoint)).isPresent();
    }

    private static Predicate<Connection> matching(Optional<Parties> parties, Function<Connection, Endpoint> side) {
        if (parties.isEmpty()) {
            return connection -> true;
        }
        Set<Endpoint> endpoints = new HashSet<>(parties.get().endpoints());
        List<Endpoint.External> outside = parties.get().endpoints().stream()
                .filter(Endpoint.External.class::isInstance)
                .map(Endpoint.External.class::cast)
                .toList();
        return connection -> endpoints.contains(side.apply(connection))
                || (side.apply(connection) instanceof Endpoint.External external
                        && outside.stream().anyMatch(it -> overlap(it, external)));
    }

    private static boolean overlap(Endpoint.External one, Endpoint.External other) {
        return one.addresses().intersect(other.addresses()).isPresent();
    }
}

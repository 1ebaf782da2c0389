package dev.clientintents.egress;

import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.OutsideAddresses;
import dev.clientintents.model.PortRange;
import dev.clientintents.observe.Protocols;
import dev.clientintents.reach.IpRange;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * At which addresses and ports pods reach a Service. Most network plugins look at the addresses of its endpoints, some at its
 * own.
 */
final class ServiceAddresses {

    private ServiceAddresses() {}

    /** Returns a Service's own addresses of both families; none where it is only a name for a host. */
    static List<OutsideAddresses> read(Service service) {
        ServiceSpec spec = service.getSpec();
        List<OutsideAddresses.Port> ports = spec.getPorts().stream()
                .map(it -> new OutsideAddresses.Port(
                        Optional.ofNullable(it.getName()).orElse(""),
                        PortRange.Numbered.of(Protocols.parse(it.getProtocol()), it.getPort())))
                .distinct()
                .toList();
        return ports.isEmpty() || "ExternalName".equals(spec.getType())
                ? List.of()
                : clusterIps(spec).stream()
                        .map(it -> new OutsideAddresses(block(it), ports))
                        .toList();
    }

    static boolean isWithoutPods(ServiceSpec spec) {
        return !"ExternalName".equals(spec.getType())
                && Optional.ofNullable(spec.getSelector())
                        .filter(it -> !it.isEmpty())
                        .isEmpty();
    }

    /** Returns the addresses at which clients reach a Service; those of both families. */
    static List<IpRange> clusterIps(ServiceSpec spec) {
        return Stream.concat(
                        Stream.ofNullable(spec.getClusterIP()),
                        Stream.ofNullable(spec.getClusterIPs()).flatMap(List::stream))
                .flatMap(it -> HostAddress.parse(it).stream())
                .distinct()
                .toList();
    }

    /** Returns what several objects tell, each address once, in a fixed order. */
    static List<OutsideAddresses> union(Collection<List<OutsideAddresses>> told) {
        SortedMap<IpRange, Optional<SortedSet<OutsideAddresses.Port>>> open =
                new TreeMap<>(Comparator.comparing(IpRange::first));
        for (List<OutsideAddresses> each : told) {
            for (OutsideAddresses some : each) {
                open.merge(
                        IpRange.parse(some.block().cidr()).orElseThrow(),
                        Optional.ofNullable(some.ports()).map(ServiceAddresses::sorted),
                        ServiceAddresses::both);
            }
        }
        var union = new ArrayList<OutsideAddresses>();
        open.forEach((range, ports) -> union.add(
                new OutsideAddresses(block(range), ports.map(List::copyOf).orElse(null))));
        return union;
    }

    /** Returns the ports of both; empty means all. */
    private static Optional<SortedSet<OutsideAddresses.Port>> both(
            Optional<SortedSet<OutsideAddresses.Port>> some, Optional<SortedSet<OutsideAddresses.Port>> others) {
        return some.flatMap(all -> others.map(more -> {
            all.addAll(more);
            return all;
        }));
    }

    private static SortedSet<OutsideAddresses.Port> sorted(Collection<OutsideAddresses.Port> ports) {
        SortedSet<OutsideAddresses.Port> sorted =
                new TreeSet<>(Comparator.comparing(it -> it.number() + " " + it.ofService()));
        sorted.addAll(ports);
        return sorted;
    }

    private static AddressBlock block(IpRange address) {
        return new AddressBlock(address.blocks().get(0), List.of());
    }
}

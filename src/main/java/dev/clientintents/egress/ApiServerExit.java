package dev.clientintents.egress;

import dev.clientintents.exposure.ApiServerAddresses;
import dev.clientintents.exposure.Fields;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.OutsideAddresses;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.observe.Protocols;
import dev.clientintents.reach.IpRange;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * At which addresses and ports pods reach the API server, as the objects of the Service {@code default/kubernetes} tell.
 * Most network plugins look at the API server's own addresses, some at that of the Service.
 */
public final class ApiServerExit {

    private static final String TCP = Protocol.TCP.name();
    private static final int MOST = 65535;

    private ApiServerExit() {}

    /**
     * Reads an EndpointSlice: the API server's own addresses; none where it is another Service's.
     *
     * @param object the whole object: maps, lists, texts, numbers and truth values
     */
    public static List<OutsideAddresses> read(String namespace, Map<?, ?> object) {
        List<String> addresses = ApiServerAddresses.read(namespace, object);
        // one without a number would mean all ports, which nobody says of an API server
        List<Integer> ports = new Fields(object)
                .each("ports")
                .filter(it -> it.text("protocol", TCP).equals(TCP))
                .flatMap(it -> it.number("port").stream())
                .filter(it -> it > 0 && it <= MOST)
                .toList();
        return each(
                addresses.stream().flatMap(it -> HostAddress.parse(it).stream()).toList(), ports);
    }

    /** Reads a Service: its own addresses of both families; none where it is not that of the API server. */
    public static List<OutsideAddresses> read(Service service) {
        if (!ApiServerAddresses.NAMESPACE.equals(service.getMetadata().getNamespace())
                || !ApiServerAddresses.KUBERNETES.equals(service.getMetadata().getName())) {
            return List.of();
        }
        return each(
                DnsService.clusterIps(service.getSpec()),
                service.getSpec().getPorts().stream()
                        .filter(it -> Protocols.parse(it.getProtocol()) == Protocol.TCP)
                        .map(it -> it.getPort())
                        .toList());
    }

    /** Returns what several objects tell, each address once, in a fixed order. */
    public static List<OutsideAddresses> union(Collection<List<OutsideAddresses>> told) {
        var ports = new TreeMap<IpRange, TreeSet<PortRange>>(Comparator.comparing(IpRange::first));
        told.stream()
                .flatMap(List::stream)
                .forEach(it -> ports.computeIfAbsent(
                                IpRange.parse(it.block().cidr()).orElseThrow(),
                                range -> new TreeSet<>(Comparator.comparing(PortRange::toString)))
                        .addAll(Objects.requireNonNull(it.ports())));
        var union = new ArrayList<OutsideAddresses>();
        ports.forEach((range, some) -> union.add(new OutsideAddresses(block(range), List.copyOf(some))));
        return union;
    }

    private static List<OutsideAddresses> each(List<IpRange> addresses, List<Integer> ports) {
        List<PortRange> all = ports.stream()
                .distinct()
                .sorted()
                .<PortRange>map(it -> PortRange.Numbered.of(Protocol.TCP, it))
                .toList();
        return all.isEmpty()
                ? List.of()
                : addresses.stream()
                        .map(it -> new OutsideAddresses(block(it), all))
                        .toList();
    }

    private static AddressBlock block(IpRange address) {
        return new AddressBlock(address.blocks().get(0), List.of());
    }
}

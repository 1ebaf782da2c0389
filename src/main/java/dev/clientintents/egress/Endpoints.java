package dev.clientintents.egress;

import dev.clientintents.exposure.ApiServerAddresses;
import dev.clientintents.exposure.Fields;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.OutsideAddresses;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.observe.Protocols;
import dev.clientintents.reach.IpRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one EndpointSlice tells of a Service: where connections to it end, by number.
 *
 * @param service the Service
 * @param addresses in their order, each once; possibly empty
 * @param ports those that have a number; null where the slice opens all ports
 */
public record Endpoints(
        ObjectKey service,
        List<IpRange> addresses,
        @Nullable List<OutsideAddresses.Port> ports) {

    private static final int MOST = 65535;

    public Endpoints {
        addresses = List.copyOf(addresses);
        ports = ports == null ? null : List.copyOf(ports);
    }

    /**
     * Reads an EndpointSlice; empty where it names no Service.
     *
     * @param namespace where it lies
     * @param object the whole object: maps, lists, texts, numbers and truth values
     */
    public static Optional<Endpoints> read(String namespace, Map<?, ?> object) {
        var slice = new Fields(object);
        // host names are no addresses, whatever the slice says that they are
        return slice.at("metadata")
                .at("labels")
                .text(ApiServerAddresses.SERVICE)
                .map(service -> new Endpoints(
                        new ObjectKey(namespace, service),
                        slice.each("endpoints")
                                .flatMap(it -> it.texts("addresses").stream())
                                .flatMap(it -> HostAddress.parse(it).stream())
                                .distinct()
                                .toList(),
                        slice.each("ports").anyMatch(it -> !it.has("port")) ? null : ports(slice)));
    }

    private static List<OutsideAddresses.Port> ports(Fields slice) {
        return slice.each("ports")
                .flatMap(port -> port
                        .number("port")
                        .filter(number -> number > 0 && number <= MOST)
                        .map(number -> new OutsideAddresses.Port(
                                port.text("name", ""),
                                PortRange.Numbered.of(
                                        Protocols.parse(port.text("protocol", Protocol.TCP.name())), number)))
                        .stream())
                .distinct()
                .toList();
    }

    /** Returns each address with the ports; none where no port is open. */
    List<OutsideAddresses> outside() {
        if (ports != null && ports.isEmpty()) {
            return List.of();
        }
        return addresses.stream()
                .map(it -> new OutsideAddresses(new AddressBlock(it.blocks().get(0), List.of()), ports))
                .toList();
    }

    /** Returns the numbers to which a port of the Service leads; none where the slice does not tell. */
    Set<Integer> numbers(@Nullable String name, Protocol protocol) {
        return ports == null
                ? Set.of()
                : ports.stream()
                        .filter(it -> it.ofService().equals(name == null ? "" : name)
                                && it.number().protocol() == protocol)
                        .map(it -> it.number().first())
                        .collect(Collectors.toSet());
    }
}

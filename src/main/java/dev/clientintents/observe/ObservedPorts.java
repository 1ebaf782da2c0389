package dev.clientintents.observe;

import dev.clientintents.api.Port;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import java.util.List;

/** Reads the ports of declarations. */
final class ObservedPorts {

    private ObservedPorts() {}

    /**
     * Returns what the entries of a list of ports name, in their order.
     *
     * @throws IllegalArgumentException where one of them breaks a rule of the CRDs' schemas
     */
    static List<PortRange> of(List<Port> ports) {
        return ports.stream().map(ObservedPorts::of).toList();
    }

    private static PortRange of(Port port) {
        Protocol protocol = Protocols.parse(port.protocol());
        Integer number = port.port().getIntVal();
        if (number == null) {
            return new PortRange.Named(protocol, port.port().getStrVal());
        }
        return new PortRange.Numbered(protocol, number, port.endPort() == null ? number : port.endPort());
    }
}

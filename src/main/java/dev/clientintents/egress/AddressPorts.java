package dev.clientintents.egress;

import dev.clientintents.graph.AddressBlock;
import dev.clientintents.model.PortRange;
import java.util.List;

/**
 * Addresses and the ports at which they are reached.
 *
 * @param block the addresses
 * @param ports their ports; never empty
 */
public record AddressPorts(AddressBlock block, List<PortRange> ports) {

    /** @throws IllegalArgumentException where no port is named, which would open all of them */
    public AddressPorts {
        if (ports.isEmpty()) {
            throw new IllegalArgumentException("an empty list of ports is not valid: it would open all ports");
        }
        ports = List.copyOf(ports);
    }
}

package dev.clientintents.graph;

import dev.clientintents.model.PortRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Addresses behind a Service that selects no pods.
 *
 * @param block the addresses
 * @param ports the ports of these addresses; null for all, and the list is never empty
 */
public record OutsideAddresses(AddressBlock block, @Nullable List<Port> ports) {

    /**
     * A port of addresses.
     *
     * @param ofService the name of the Service's port that leads there; empty where that has none
     * @param number its protocol and number
     */
    public record Port(String ofService, PortRange.Numbered number) {}

    /** @throws IllegalArgumentException where the list of ports is empty, which could be taken for all */
    public OutsideAddresses {
        if (ports != null && ports.isEmpty()) {
            throw new IllegalArgumentException("an empty list of ports is not valid; say null for all ports");
        }
        ports = ports == null ? null : List.copyOf(ports);
    }
}

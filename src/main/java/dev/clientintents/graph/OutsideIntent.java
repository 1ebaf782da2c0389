package dev.clientintents.graph;

import dev.clientintents.model.PortRange;
import java.util.List;

/**
 * The declaration that a client consumes what is outside of the cluster.
 *
 * @param server what is consumed
 * @param ports the ports that are consumed, which are numbers; empty means all
 */
public record OutsideIntent(OutsideServer server, List<PortRange> ports) {

    public OutsideIntent {
        ports = List.copyOf(ports);
    }
}

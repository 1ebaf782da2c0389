package dev.clientintents.learn.importing;

import dev.clientintents.api.ServerAccessSpec.Cidr;
import dev.clientintents.finding.Position;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.List;

/**
 * The statement of a source that a server admits blocks of addresses.
 *
 * @param blocks the blocks; never empty
 * @param ports the server's ports; empty means all
 * @param origin where the source says so
 */
public record AddressEntrance(ServerId server, List<Cidr> blocks, List<PortRange> ports, Position origin) {

    public AddressEntrance {
        blocks = List.copyOf(blocks);
        ports = List.copyOf(ports);
    }
}

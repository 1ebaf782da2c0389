package dev.clientintents.learn.importing;

import dev.clientintents.finding.Position;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.List;

/**
 * The statement of a source that a client consumes a server.
 *
 * @param client the client; without a kind, any workload of that name
 * @param server the server
 * @param ports the server's ports that are open to the client; empty means all
 * @param origin where the source says so
 */
public record Consumption(Party client, ServerId server, List<PortRange> ports, Position origin) {

    public Consumption {
        ports = List.copyOf(ports);
    }
}

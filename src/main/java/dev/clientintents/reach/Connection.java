package dev.clientintents.reach;

/**
 * What one endpoint may open to another.
 *
 * @param ports the ports of the destination; never empty
 */
public record Connection(Endpoint source, Endpoint destination, PortSet ports) {

    @Override
    public String toString() {
        return source + " => " + destination + " : " + ports;
    }
}

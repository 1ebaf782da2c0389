package dev.clientintents.reach;

/**
 * The ports on which one endpoint may connect to another.
 *
 * @param ports the ports of the destination; never empty
 */
public record Connection(Endpoint source, Endpoint destination, PortSet ports) {

    @Override
    public String toString() {
        return source + " => " + destination + " : " + ports;
    }
}

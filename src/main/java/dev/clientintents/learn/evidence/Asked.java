package dev.clientintents.learn.evidence;

import dev.clientintents.learn.observe.Connection;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.reach.PortSet;

/**
 * The ports of a connection that was seen.
 *
 * @param ports the port; all that it may have been where no source tells which
 * @param any whether no source tells, so that one of them is enough
 */
record Asked(PortSet ports, boolean any) {

    static Asked of(Connection connection) {
        Protocol protocol = connection.protocol();
        if (connection.port() == 0) {
            return new Asked(protocol == null ? PortSet.ALL : PortSet.of(protocol), true);
        }
        if (protocol != null) {
            return new Asked(PortSet.of(PortRange.Numbered.of(protocol, connection.port())), false);
        }
        PortSet ports = PortSet.NONE;
        for (Protocol each : Protocol.values()) {
            ports = ports.union(PortSet.of(PortRange.Numbered.of(each, connection.port())));
        }
        return new Asked(ports, true);
    }

    /** Returns whether the connection is possible where these ports are open. */
    boolean isIn(PortSet open) {
        return any ? !open.intersect(ports).isEmpty() : open.containsAll(ports);
    }
}

package dev.clientintents.graph;

import dev.clientintents.model.PortRange;
import dev.clientintents.model.Selector;
import java.util.List;

/** A destination of DNS queries that pods of the cluster send. */
public sealed interface NameServer {

    /** Returns the ports on which it is asked, those of the pods where it is pods; never empty. */
    List<PortRange> ports();

    /**
     * Pods that answer queries.
     *
     * @param namespace their namespace
     * @param pods what their labels meet
     * @param ports their own ports
     */
    record Pods(String namespace, Selector pods, List<PortRange> ports) implements NameServer {

        public Pods {
            ports = nonEmpty(ports);
        }
    }

    /**
     * Addresses at which queries are answered, such as those of a cache on the node.
     *
     * @param block the addresses
     * @param ports the ports of these addresses
     */
    record Addresses(AddressBlock block, List<PortRange> ports) implements NameServer {

        public Addresses {
            ports = nonEmpty(ports);
        }
    }

    private static List<PortRange> nonEmpty(List<PortRange> ports) {
        if (ports.isEmpty()) {
            throw new IllegalArgumentException("an empty list of ports is not valid: it would open all ports");
        }
        return List.copyOf(ports);
    }
}

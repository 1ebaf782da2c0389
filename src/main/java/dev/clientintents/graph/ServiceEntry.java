package dev.clientintents.graph;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Service.
 *
 * @param key its namespace and name
 * @param selector the labels of its pods; empty where it selects none
 * @param ports its ports; empty for a headless Service that leaves them open
 * @param externalName the host of which it is another name; null where it is none
 */
public record ServiceEntry(
        ObjectKey key,
        Map<String, String> selector,
        List<Port> ports,
        @Nullable String externalName) {

    /** Creates a Service that is no other name for a host. */
    public ServiceEntry(ObjectKey key, Map<String, String> selector, List<Port> ports) {
        this(key, selector, ports, null);
    }

    /**
     * A port of a Service.
     *
     * @param name its name; null where it has none
     * @param protocol its protocol
     * @param number its number on the Service
     * @param target the port of the pods behind it
     */
    public record Port(@Nullable String name, Protocol protocol, int number, PortRange target) {

        /** Returns whether an intent that lists {@code wanted} means this port. */
        public boolean matches(PortRange wanted) {
            if (wanted.protocol() != protocol) {
                return false;
            }
            if (wanted instanceof PortRange.Numbered range) {
                return range.first() <= number && number <= range.last();
            }
            return ((PortRange.Named) wanted).name().equals(name);
        }
    }

    /**
     * Returns the pods' ports behind those ports of the Service that {@code wanted} names; empty where it names none of
     * them.
     */
    public List<PortRange> targets(PortRange wanted) {
        return ports.stream()
                .filter(port -> port.matches(wanted))
                .map(Port::target)
                .distinct()
                .toList();
    }

    /** Returns the pods' ports behind all ports of the Service. */
    public List<PortRange> targets() {
        return ports.stream().map(Port::target).distinct().toList();
    }
}

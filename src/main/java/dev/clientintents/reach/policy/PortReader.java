package dev.clientintents.reach.policy;

import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.reach.PortSet;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the ports of rules. */
final class PortReader {

    private static final Pattern NAME = Pattern.compile("(?=.*[a-z])[a-z0-9](-?[a-z0-9]){0,14}");

    private PortReader() {}

    /** Reads the ports of a rule; none listed means all. */
    static PortSpec read(List<NetworkPolicyPort> ports, String field) throws InvalidPolicyException {
        if (ports.isEmpty()) {
            return PortSpec.ALL;
        }
        var all = new PortSpec(PortSet.NONE, List.of());
        for (int i = 0; i < ports.size(); i++) {
            NetworkPolicyPort listed = ports.get(i);
            all = all.union(entry(listed == null ? new NetworkPolicyPort() : listed, field + "[" + i + "]"));
        }
        return all;
    }

    private static PortSpec entry(NetworkPolicyPort entry, String field) throws InvalidPolicyException {
        Protocol protocol = protocol(entry.getProtocol(), field);
        IntOrString port = entry.getPort();
        Integer end = entry.getEndPort();
        if (port == null) {
            if (end != null) {
                throw new InvalidPolicyException(field, "has an endPort without a port");
            }
            return new PortSpec(PortSet.of(protocol), List.of());
        }
        Integer number = port.getIntVal();
        if (number == null) {
            return named(protocol, port.getStrVal(), end, field);
        }
        int last = end == null ? number : end;
        if (number < 1 || number > last || last > 65535) {
            throw new InvalidPolicyException(
                    field, "is not a range of ports: " + number + (end == null ? "" : " to " + end));
        }
        return new PortSpec(PortSet.of(new PortRange.Numbered(protocol, number, last)), List.of());
    }

    private static PortSpec named(Protocol protocol, @Nullable String name, @Nullable Integer end, String field)
            throws InvalidPolicyException {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new InvalidPolicyException(field, "has a port that is neither a number nor the name of one: " + name);
        }
        if (end != null) {
            throw new InvalidPolicyException(field, "has an endPort, which needs a port that is a number");
        }
        return new PortSpec(PortSet.NONE, List.of(new PortRange.Named(protocol, name)));
    }

    private static Protocol protocol(@Nullable String text, String field) throws InvalidPolicyException {
        if (text == null || text.isEmpty()) {
            return Protocol.TCP;
        }
        for (Protocol protocol : Protocol.values()) {
            if (protocol.name().equals(text)) {
                return protocol;
            }
        }
        throw new InvalidPolicyException(field, "has the unknown protocol " + text);
    }
}

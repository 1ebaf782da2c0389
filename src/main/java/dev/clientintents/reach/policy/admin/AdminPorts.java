package dev.clientintents.reach.policy.admin;

import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.policy.InvalidPolicyException;
import dev.clientintents.reach.policy.PortSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the ports of rules. A name stands for the container's port that is called so, whatever its protocol. */
final class AdminPorts {

    private static final int LAST = 65535;

    private AdminPorts() {}

    /** Reads the one field of an entry of {@code ports}, v1alpha1. */
    static PortSpec port(Field entry) throws InvalidPolicyException {
        return switch (entry.name()) {
            case "portNumber" -> {
                int number = entry.require("port").number(1, LAST);
                yield numbers(protocolOf(entry), number, number);
            }
            case "portRange" -> range(entry, protocolOf(entry), true);
            case "namedPort" -> named(entry.text());
            default -> throw new InvalidPolicyException(entry.path(), "is not a valid field of this kind");
        };
    }

    /** Reads the one field of an entry of {@code protocols}, v1alpha2. */
    static PortSpec protocol(Field entry) throws InvalidPolicyException {
        return switch (entry.name()) {
            case "tcp" -> destination(entry, Protocol.TCP);
            case "udp" -> destination(entry, Protocol.UDP);
            case "sctp" -> destination(entry, Protocol.SCTP);
            case "destinationNamedPort" -> named(entry.text());
            default -> throw new InvalidPolicyException(entry.path(), "is not a valid field of this kind");
        };
    }

    private static PortSpec destination(Field entry, Protocol protocol) throws InvalidPolicyException {
        Optional<Field> port = entry.get("destinationPort");
        if (port.isEmpty()) {
            return new PortSpec(PortSet.of(protocol), List.of());
        }
        Field only = port.get().only();
        return switch (only.name()) {
            case "number" -> {
                int number = only.number(1, LAST);
                yield numbers(protocol, number, number);
            }
            case "range" -> range(only, protocol, false);
            default -> throw new InvalidPolicyException(only.path(), "is not a valid field of this kind");
        };
    }

    private static PortSpec range(Field range, Protocol protocol, boolean mayBeOne) throws InvalidPolicyException {
        int start = range.require("start").number(1, LAST);
        int end = range.require("end").number(1, LAST);
        if (start > end || (start == end && !mayBeOne)) {
            throw new InvalidPolicyException(range.path(), "must begin below its end: " + start + " to " + end);
        }
        return numbers(protocol, start, end);
    }

    private static PortSpec numbers(Protocol protocol, int first, int last) {
        return new PortSpec(PortSet.of(new PortRange.Numbered(protocol, first, last)), List.of());
    }

    private static PortSpec named(String name) {
        return new PortSpec(
                PortSet.NONE,
                Arrays.stream(Protocol.values())
                        .map(protocol -> new PortRange.Named(protocol, name))
                        .toList());
    }

    private static Protocol protocolOf(Field entry) throws InvalidPolicyException {
        Optional<Field> listed = entry.get("protocol");
        if (listed.isEmpty()) {
            return Protocol.TCP;
        }
        String text = listed.get().text();
        return Arrays.stream(Protocol.values())
                .filter(it -> it.name().equals(text))
                .findFirst()
                .orElseThrow(
                        () -> new InvalidPolicyException(listed.get().path(), "must be TCP, UDP or SCTP, not " + text));
    }
}

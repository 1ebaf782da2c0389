package dev.clientintents.reach;

import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import java.util.ArrayList;
import java.util.List;

/** A set of ports of each protocol. Sets that hold the same are equal and have the same text. */
public final class PortSet {

    private static final int LAST = 65535;
    private static final Intervals EVERY = Intervals.of(1, LAST);

    /** The set with no port at all. */
    public static final PortSet NONE = new PortSet(Intervals.NONE, Intervals.NONE, Intervals.NONE);

    /** The set with every port of TCP, UDP and SCTP. */
    public static final PortSet ALL = new PortSet(EVERY, EVERY, EVERY);

    private final Intervals sctp;
    private final Intervals tcp;
    private final Intervals udp;

    private PortSet(Intervals sctp, Intervals tcp, Intervals udp) {
        this.sctp = sctp;
        this.tcp = tcp;
        this.udp = udp;
    }

    public static PortSet of(PortRange.Numbered range) {
        return of(range.protocol(), Intervals.of(range.first(), range.last()));
    }

    /** Returns every port of a protocol. */
    public static PortSet of(Protocol protocol) {
        return of(protocol, EVERY);
    }

    private static PortSet of(Protocol protocol, Intervals ports) {
        return switch (protocol) {
            case TCP -> new PortSet(Intervals.NONE, ports, Intervals.NONE);
            case UDP -> new PortSet(Intervals.NONE, Intervals.NONE, ports);
            case SCTP -> new PortSet(ports, Intervals.NONE, Intervals.NONE);
        };
    }

    /** Returns the ports that either set holds. */
    public PortSet union(PortSet other) {
        if (isAll() || other.isEmpty()) {
            return this;
        }
        return isEmpty() || other.isAll()
                ? other
                : new PortSet(sctp.union(other.sctp), tcp.union(other.tcp), udp.union(other.udp));
    }

    /** Returns the ports that both sets hold. */
    public PortSet intersect(PortSet other) {
        if (isEmpty() || other.isAll()) {
            return this;
        }
        return isAll() || other.isEmpty()
                ? other
                : new PortSet(sctp.intersect(other.sctp), tcp.intersect(other.tcp), udp.intersect(other.udp));
    }

    /** Returns the ports that this set holds and the other does not. */
    public PortSet minus(PortSet other) {
        if (isEmpty() || other.isEmpty()) {
            return this;
        }
        if (other.isAll()) {
            return NONE;
        }
        return new PortSet(sctp.minus(other.sctp), tcp.minus(other.tcp), udp.minus(other.udp));
    }

    /** Returns whether every port of {@code other} is in this set. */
    public boolean containsAll(PortSet other) {
        return other.minus(this).isEmpty();
    }

    public boolean contains(Protocol protocol, int port) {
        return ports(protocol).contains(port);
    }

    public boolean isEmpty() {
        return sctp.isEmpty() && tcp.isEmpty() && udp.isEmpty();
    }

    /** Returns whether the set holds every port of every protocol. */
    public boolean isAll() {
        return sctp.equals(EVERY) && tcp.equals(EVERY) && udp.equals(EVERY);
    }

    /** Returns the ranges, by protocol and number. */
    public List<PortRange.Numbered> ranges() {
        var ranges = new ArrayList<PortRange.Numbered>();
        for (Protocol protocol : List.of(Protocol.SCTP, Protocol.TCP, Protocol.UDP)) {
            Intervals ports = ports(protocol);
            for (int i = 0; i < ports.size(); i++) {
                ranges.add(new PortRange.Numbered(protocol, (int) ports.first(i), (int) ports.last(i)));
            }
        }
        return ranges;
    }

    private Intervals ports(Protocol protocol) {
        return switch (protocol) {
            case TCP -> tcp;
            case UDP -> udp;
            case SCTP -> sctp;
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PortSet it && sctp.equals(it.sctp) && tcp.equals(it.tcp) && udp.equals(it.udp);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * sctp.hashCode() + tcp.hashCode()) + udp.hashCode();
    }

    /**
     * Returns {@code All Connections}, {@code No Connections}, or the protocols in alphabetical order:
     * {@code TCP 80,443,UDP 53}.
     */
    @Override
    public String toString() {
        if (isAll()) {
            return "All Connections";
        }
        if (isEmpty()) {
            return "No Connections";
        }
        var parts = new ArrayList<String>();
        for (Protocol protocol : List.of(Protocol.SCTP, Protocol.TCP, Protocol.UDP)) {
            if (!ports(protocol).isEmpty()) {
                parts.add(protocol + " " + ports(protocol));
            }
        }
        return String.join(",", parts);
    }
}

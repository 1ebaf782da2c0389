package dev.clientintents.reach.engine;

import dev.clientintents.reach.AddressSet;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.PortSet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The ports that are open to, or at, each address.
 *
 * @param segments by address; they do not overlap, those that touch differ in their ports, and an address of none has
 *     no port
 */
public record AddressMap(List<Segment> segments) {

    static final AddressMap ALL =
            new AddressMap(List.of(new Segment(IpRange.IPV4, PortSet.ALL), new Segment(IpRange.IPV6, PortSet.ALL)));

    static final AddressMap NONE = new AddressMap(List.of());

    public AddressMap {
        segments = List.copyOf(segments);
    }

    public record Segment(IpRange addresses, PortSet ports) {}

    /** Returns the ports of each set of addresses, where an address in several has the ports of all. */
    static AddressMap of(Map<PortSet, AddressSet> parts) {
        var starts = new TreeSet<BigInteger>();
        parts.values()
                .forEach(addresses -> addresses.ranges().forEach(range -> {
                    starts.add(range.first());
                    starts.add(range.after());
                }));
        var segments = new ArrayList<Segment>();
        for (BigInteger start : starts) {
            BigInteger next = starts.higher(start);
            PortSet ports = at(start, parts);
            if (next != null && !ports.isEmpty()) {
                append(segments, new Segment(new IpRange(start, next.subtract(BigInteger.ONE)), ports));
            }
        }
        return new AddressMap(segments);
    }

    private static PortSet at(BigInteger address, Map<PortSet, AddressSet> parts) {
        PortSet ports = PortSet.NONE;
        for (Map.Entry<PortSet, AddressSet> part : parts.entrySet()) {
            boolean isIn = part.getValue().ranges().stream()
                    .anyMatch(range -> range.first().compareTo(address) <= 0 && address.compareTo(range.last()) <= 0);
            ports = isIn ? ports.union(part.getKey()) : ports;
        }
        return ports;
    }

    /** Adds a segment that comes after all others of a list, unless it has no ports. */
    static void append(List<Segment> segments, Segment next) {
        if (next.ports.isEmpty()) {
            return;
        }
        Segment last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
        if (last != null && last.ports.equals(next.ports) && last.addresses.touches(next.addresses)) {
            segments.set(segments.size() - 1, new Segment(last.addresses.through(next.addresses), next.ports));
        } else {
            segments.add(next);
        }
    }

    /** Returns the ports that all of the addresses have in common. */
    public PortSet common(IpRange addresses) {
        PortSet common = PortSet.ALL;
        for (Segment segment : covering(addresses)) {
            common = common.intersect(segment.ports);
        }
        return common;
    }

    /** Returns the ports that any of the addresses has. */
    public PortSet any(IpRange addresses) {
        PortSet any = PortSet.NONE;
        for (Segment segment : within(addresses)) {
            any = any.union(segment.ports);
        }
        return any;
    }

    /** Returns the part of the map within these addresses. */
    public List<Segment> within(IpRange addresses) {
        return segments.stream()
                .flatMap(segment -> segment.addresses.intersect(addresses).stream()
                        .map(common -> new Segment(common, segment.ports)))
                .toList();
    }

    /**
     * Returns the segments that cover every one of these addresses, in their order, with no ports at those that the map
     * does not contain.
     */
    public List<Segment> covering(IpRange addresses) {
        var covering = new ArrayList<Segment>();
        BigInteger next = addresses.first();
        for (Segment segment : within(addresses)) {
            BigInteger first = segment.addresses.first();
            if (first.compareTo(next) > 0) {
                covering.add(new Segment(new IpRange(next, first.subtract(BigInteger.ONE)), PortSet.NONE));
            }
            covering.add(segment);
            next = segment.addresses.after();
        }
        if (next.compareTo(addresses.last()) <= 0) {
            covering.add(new Segment(new IpRange(next, addresses.last()), PortSet.NONE));
        }
        return covering;
    }

    /** Gathers parts. */
    static final class Builder {

        private final Map<PortSet, List<IpRange>> parts = new HashMap<>();

        void add(AddressSet addresses, PortSet ports) {
            parts.computeIfAbsent(ports, it -> new ArrayList<>()).addAll(addresses.ranges());
        }

        AddressMap build() {
            var united = new HashMap<PortSet, AddressSet>();
            parts.forEach((ports, addresses) -> united.put(ports, AddressSet.union(addresses)));
            return AddressMap.of(united);
        }
    }
}

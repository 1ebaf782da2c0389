package dev.clientintents.reach.engine;

import dev.clientintents.reach.Intervals;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.PortSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The ports that are open to, or at, each IPv4 address.
 *
 * @param segments by address; they do not overlap, those that touch differ in their ports, and an address of none has no port
 */
public record AddressMap(List<Segment> segments) {

    static final AddressMap ALL = new AddressMap(List.of(new Segment(IpRange.ALL, PortSet.ALL)));

    public AddressMap {
        segments = List.copyOf(segments);
    }

    public record Segment(IpRange addresses, PortSet ports) {}

    /** The ports of each set of addresses, where an address in several has the ports of all. */
    static AddressMap of(Map<PortSet, Intervals> parts) {
        var starts = new TreeSet<Long>();
        parts.values().forEach(addresses -> {
            for (int i = 0; i < addresses.size(); i++) {
                starts.add(addresses.first(i));
                starts.add(addresses.last(i) + 1);
            }
        });
        var segments = new ArrayList<Segment>();
        for (Long start : starts) {
            Long next = starts.higher(start);
            if (next != null) {
                PortSet ports = PortSet.NONE;
                for (Map.Entry<PortSet, Intervals> part : parts.entrySet()) {
                    ports = part.getValue().contains(start) ? ports.union(part.getKey()) : ports;
                }
                append(segments, new Segment(new IpRange(start, next - 1), ports));
            }
        }
        return new AddressMap(segments);
    }

    private static void append(List<Segment> segments, Segment next) {
        if (next.ports.isEmpty()) {
            return;
        }
        Segment last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
        if (last != null && last.ports.equals(next.ports) && last.addresses.last() + 1 == next.addresses.first()) {
            segments.set(
                    segments.size() - 1,
                    new Segment(new IpRange(last.addresses.first(), next.addresses.last()), next.ports));
        } else {
            segments.add(next);
        }
    }

    /** The ports that all of the addresses have in common. */
    public PortSet common(IpRange addresses) {
        PortSet common = PortSet.ALL;
        long next = addresses.first();
        for (Segment segment : segments) {
            if (segment.addresses.last() >= next && next <= addresses.last()) {
                if (segment.addresses.first() > next) {
                    return PortSet.NONE;
                }
                common = common.intersect(segment.ports);
                next = segment.addresses.last() + 1;
            }
        }
        return next > addresses.last() ? common : PortSet.NONE;
    }

    /** What the map says of these addresses alone. */
    public List<Segment> within(IpRange addresses) {
        var within = new ArrayList<Segment>();
        for (Segment segment : segments) {
            long first = Math.max(segment.addresses.first(), addresses.first());
            long last = Math.min(segment.addresses.last(), addresses.last());
            if (first <= last) {
                within.add(new Segment(new IpRange(first, last), segment.ports));
            }
        }
        return within;
    }

    /** The same of every one of these addresses, with no ports at those of which the map says nothing; in their order. */
    public List<Segment> covering(IpRange addresses) {
        var covering = new ArrayList<Segment>();
        long next = addresses.first();
        for (Segment segment : within(addresses)) {
            if (segment.addresses.first() > next) {
                covering.add(new Segment(new IpRange(next, segment.addresses.first() - 1), PortSet.NONE));
            }
            covering.add(segment);
            next = segment.addresses.last() + 1;
        }
        if (next <= addresses.last()) {
            covering.add(new Segment(new IpRange(next, addresses.last()), PortSet.NONE));
        }
        return covering;
    }

    /** Gathers parts. */
    static final class Builder {

        private final Map<PortSet, List<Intervals>> parts = new HashMap<>();

        void add(Intervals addresses, PortSet ports) {
            parts.computeIfAbsent(ports, it -> new ArrayList<>()).add(addresses);
        }

        AddressMap build() {
            var united = new HashMap<PortSet, Intervals>();
            parts.forEach((ports, addresses) -> united.put(ports, Intervals.union(addresses)));
            return AddressMap.of(united);
        }
    }
}

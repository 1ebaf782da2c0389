package dev.clientintents.reach;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A set of addresses. Sets that hold the same are equal.
 *
 * @param ranges by address; they neither overlap nor touch
 */
public record AddressSet(List<IpRange> ranges) {

    public AddressSet {
        ranges = List.copyOf(ranges);
    }

    public static AddressSet of(IpRange... ranges) {
        return union(List.of(ranges));
    }

    /** Returns the union of ranges, whatever their order and however they overlap. */
    public static AddressSet union(Collection<IpRange> ranges) {
        var united = new ArrayList<IpRange>();
        for (IpRange next :
                ranges.stream().sorted(Comparator.comparing(IpRange::first)).toList()) {
            IpRange last = united.isEmpty() ? null : united.get(united.size() - 1);
            if (last == null || last.after().compareTo(next.first()) < 0) {
                united.add(next);
            } else if (last.last().compareTo(next.last()) < 0) {
                united.set(united.size() - 1, last.through(next));
            }
        }
        return new AddressSet(united);
    }

    /** Returns the set without the addresses of a range. */
    public AddressSet minus(IpRange hole) {
        var left = new ArrayList<IpRange>();
        for (IpRange range : ranges) {
            if (range.intersect(hole).isEmpty()) {
                left.add(range);
                continue;
            }
            if (range.first().compareTo(hole.first()) < 0) {
                left.add(new IpRange(range.first(), hole.first().subtract(BigInteger.ONE)));
            }
            if (hole.last().compareTo(range.last()) < 0) {
                left.add(new IpRange(hole.after(), range.last()));
            }
        }
        return new AddressSet(left);
    }

    /** Returns the addresses that are in a range, too. */
    public AddressSet intersect(IpRange other) {
        return new AddressSet(
                ranges.stream().flatMap(it -> it.intersect(other).stream()).toList());
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Returns the ranges, for example {@code 10.0.0.0-10.0.0.255, ::-::ff}. */
    @Override
    public String toString() {
        return ranges.stream().map(IpRange::toString).collect(Collectors.joining(", "));
    }
}

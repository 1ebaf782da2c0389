package dev.clientintents.reach.policy;

import dev.clientintents.model.PortRange;
import dev.clientintents.reach.PortSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ports of a rule.
 *
 * @param numbers those given by number, or all
 * @param names those that mean what the destination pod calls so, and nothing at an address
 */
public record PortSpec(PortSet numbers, List<PortRange.Named> names) {

    /** The ports of a rule that lists none. */
    public static final PortSpec ALL = new PortSpec(PortSet.ALL, List.of());

    public PortSpec {
        names = List.copyOf(names);
    }

    /** Returns the ports at a destination whose pods bind names to these numbers. */
    public PortSet at(Map<PortRange.Named, PortSet> bound) {
        PortSet ports = numbers;
        for (PortRange.Named name : names) {
            ports = ports.union(bound.getOrDefault(name, PortSet.NONE));
        }
        return ports;
    }

    public PortSpec union(PortSpec other) {
        return new PortSpec(
                numbers.union(other.numbers),
                Stream.concat(names.stream(), other.names.stream()).distinct().toList());
    }

    /** Returns the ports, for example {@code TCP 80,443} or {@code TCP 80 and TCP http}. */
    @Override
    public String toString() {
        if (names.isEmpty()) {
            return numbers.toString();
        }
        String named = names.stream().map(PortRange.Named::toString).collect(Collectors.joining(" and "));
        return numbers.isEmpty() ? named : numbers + " and " + named;
    }
}

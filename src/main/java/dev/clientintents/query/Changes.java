package dev.clientintents.query;

import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.Connection;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.Reachability;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares who reaches whom before and after a change, source by source. Addresses are compared one by one, however
 * policies cut them into ranges. Variants are compared where both sides have the same; else all pods of a workload
 * together, and what is open for some of them only counts as opened or closed where it may be.
 */
public final class Changes {

    private static final Comparator<Change> ORDER = Comparator.comparing(
                    (Change change) -> change.source().toString())
            .thenComparing(change -> change.destination().toString());

    private final Side before;
    private final Side after;
    private final Set<WorkloadId> regrouped = new HashSet<>();

    private static final List<IpRange> FAMILIES = List.of(IpRange.IPV4, IpRange.IPV6);

    private Changes(Reachability before, Reachability after) {
        this.before = new Side(before);
        this.after = new Side(after);
        Stream.concat(this.before.variants.keySet().stream(), this.after.variants.keySet().stream())
                .filter(id -> this.before.has(id) && this.after.has(id))
                .filter(id -> !this.before.variants(id).equals(this.after.variants(id)))
                .forEach(regrouped::add);
    }

    /** Returns the changes, sorted by the texts of source and destination. */
    public static List<Change> between(Reachability before, Reachability after) {
        var changes = new Changes(before, after);
        List<Change> all = changes.sources().flatMap(changes::of).toList();
        boolean listed = Stream.of(before, after).anyMatch(it -> it.families().contains(IpRange.IPV6));
        return (listed ? all.stream() : withoutRepeated(all)).sorted(ORDER).toList();
    }

    /**
     * Returns the connections that are open before and after on the same ports and for the same pods, source by source;
     * they are computed while they are read, as there can be very many.
     */
    public static Stream<Connection> unchanged(Reachability before, Reachability after) {
        var changes = new Changes(before, after);
        return changes.sources().flatMap(changes::unchanged);
    }

    /**
     * Returns what stands for an endpoint in a comparison: all pods of a workload together, where its variants are not
     * the same on both sides.
     */
    public static UnaryOperator<Endpoint> compared(Reachability before, Reachability after) {
        return new Changes(before, after)::compared;
    }

    private Stream<Endpoint> sources() {
        Map<String, Endpoint> sources = new TreeMap<>();
        Stream.of(before, after)
                .flatMap(it -> it.reachability.workloads().stream())
                .map(this::compared)
                .forEach(source -> sources.put(source.toString(), source));
        return Stream.of(
                        sources.values().stream(),
                        FAMILIES.stream().map(Endpoint.External::new),
                        Stream.of(new Endpoint.IngressController(), new Endpoint.ExternalTraffic()))
                .flatMap(it -> it);
    }

    /**
     * Returns the changes without those of IPv6 addresses that only say once more what becomes of IPv4 addresses. Where
     * no policy names IPv6 addresses, nearly all do.
     */
    private static Stream<Change> withoutRepeated(List<Change> all) {
        Map<Pair, List<Change>> ofIpv4 = all.stream()
                .filter(change -> isOutside(change, IpRange.IPV4))
                .collect(Collectors.groupingBy(Changes::ofBothFamilies));
        return all.stream()
                .filter(change -> !isOutside(change, IpRange.IPV6)
                        || !repeats(change, ofIpv4.getOrDefault(ofBothFamilies(change), List.of())));
    }

    private static boolean isOutside(Change change, IpRange family) {
        return Stream.of(change.source(), change.destination())
                .anyMatch(it -> it instanceof Endpoint.External outside
                        && outside.addresses().family().equals(family));
    }

    private static Pair ofBothFamilies(Change change) {
        return new Pair(at(change.source(), IpRange.IPV4), at(change.destination(), IpRange.IPV4));
    }

    private static boolean repeats(Change change, List<Change> others) {
        return isIn(change.opened(), others, Change::opened) && isIn(change.closed(), others, Change::closed);
    }

    private static boolean isIn(PortSet ports, List<Change> others, Function<Change, PortSet> part) {
        return ports.isEmpty() || others.stream().anyMatch(it -> part.apply(it).containsAll(ports));
    }

    /** One side of the comparison, and the variants of its workloads. */
    private static final class Side {

        final Reachability reachability;
        final Map<WorkloadId, List<Endpoint.Workload>> variants;

        Side(Reachability reachability) {
            this.reachability = reachability;
            variants = reachability.workloads().stream().collect(Collectors.groupingBy(Endpoint.Workload::id));
        }

        boolean has(WorkloadId id) {
            return variants.containsKey(id);
        }

        List<Endpoint.Workload> variants(WorkloadId id) {
            return variants.getOrDefault(id, List.of());
        }

        boolean lacks(Endpoint endpoint) {
            return endpoint instanceof Endpoint.Workload workload && !has(workload.id());
        }
    }

    private Endpoint compared(Endpoint endpoint) {
        return endpoint instanceof Endpoint.Workload workload && regrouped.contains(workload.id())
                ? new Endpoint.Workload(workload.id(), "")
                : endpoint;
    }

    private Stream<Change> of(Endpoint source) {
        Map<Pair, Open> was = open(before, source);
        Map<Pair, Open> is = open(after, source);
        Set<Pair> pairs = new HashSet<>(was.keySet());
        pairs.addAll(is.keySet());
        return pairs.stream()
                .filter(pair -> !Objects.equals(was.get(pair), is.get(pair)))
                .flatMap(pair -> stretches(pair, was.getOrDefault(pair, Open.NONE), is.getOrDefault(pair, Open.NONE)))
                .filter(Changes::isChanged);
    }

    private Stream<Connection> unchanged(Endpoint source) {
        Map<Pair, Open> was = open(before, source);
        Map<Pair, Open> is = open(after, source);
        return is.entrySet().stream()
                .filter(it -> was.containsKey(it.getKey()))
                .flatMap(it -> stretches(it.getKey(), Objects.requireNonNull(was.get(it.getKey())), it.getValue()))
                .filter(it -> !isChanged(it) && !it.after().isEmpty())
                .map(it -> new Connection(it.source(), it.destination(), it.after()));
    }

    private static boolean isChanged(Change change) {
        return !change.opened().isEmpty() || !change.closed().isEmpty();
    }

    /** Two endpoints; one that is outside stands for all outside addresses of its family. */
    private record Pair(Endpoint source, Endpoint destination) {}

    /**
     * The connections that are open between a pair.
     *
     * @param connections the connections that make it up
     * @param parts how many there are where all pods are alike
     */
    private record Open(List<Connection> connections, int parts) {

        static final Open NONE = new Open(List.of(), 1);

        PortSet some(IpRange addresses) {
            PortSet some = PortSet.NONE;
            for (Connection connection : at(addresses)) {
                some = some.union(connection.ports());
            }
            return some;
        }

        PortSet all(IpRange addresses) {
            List<Connection> there = at(addresses);
            PortSet all = there.size() < parts ? PortSet.NONE : PortSet.ALL;
            for (Connection connection : there) {
                all = all.intersect(connection.ports());
            }
            return all;
        }

        private List<Connection> at(IpRange addresses) {
            return connections.stream()
                    .filter(it -> addresses(it).contains(addresses))
                    .toList();
        }

        static IpRange addresses(Connection connection) {
            if (connection.source() instanceof Endpoint.External source) {
                return source.addresses();
            }
            return connection.destination() instanceof Endpoint.External destination
                    ? destination.addresses()
                    : IpRange.IPV4;
        }
    }

    private Map<Pair, Open> open(Side side, Endpoint source) {
        List<? extends Endpoint> sources = source instanceof Endpoint.Workload workload
                ? (regrouped.contains(workload.id())
                        ? side.variants(workload.id())
                        : side.has(workload.id()) ? List.of(workload) : List.of())
                : List.of(source);
        Map<Pair, List<Connection>> connections = new HashMap<>();
        for (Endpoint from : sources) {
            for (Connection connection : side.reachability.from(from, FAMILIES)) {
                var pair = new Pair(whole(connection.source()), whole(connection.destination()));
                if (!pair.source.equals(pair.destination)) {
                    connections.computeIfAbsent(pair, it -> new ArrayList<>()).add(connection);
                }
            }
        }
        var open = new HashMap<Pair, Open>();
        connections.forEach((pair, its) ->
                open.put(pair, new Open(its, parts(side, pair.source) * parts(side, pair.destination))));
        return open;
    }

    private Endpoint whole(Endpoint endpoint) {
        return endpoint instanceof Endpoint.External outside
                ? new Endpoint.External(outside.addresses().family())
                : compared(endpoint);
    }

    private int parts(Side side, Endpoint endpoint) {
        return endpoint instanceof Endpoint.Workload workload && regrouped.contains(workload.id())
                ? side.variants(workload.id()).size()
                : 1;
    }

    /** Returns what becomes of a pair, for each range of addresses within which that is the same; also where nothing is. */
    private Stream<Change> stretches(Pair pair, Open was, Open is) {
        var changes = new ArrayList<Change>();
        for (IpRange addresses : cut(was, is)) {
            Change change = change(at(pair.source, addresses), at(pair.destination, addresses), addresses, was, is);
            Change last = changes.isEmpty() ? null : changes.get(changes.size() - 1);
            if (last != null && continues(last, change)) {
                changes.set(changes.size() - 1, joined(last, change));
            } else {
                changes.add(change);
            }
        }
        return changes.stream();
    }

    private Change change(Endpoint source, Endpoint destination, IpRange addresses, Open was, Open is) {
        return new Change(
                source,
                destination,
                was.some(addresses),
                is.some(addresses),
                is.some(addresses).minus(was.all(addresses)),
                was.some(addresses).minus(is.all(addresses)),
                before.lacks(source) || before.lacks(destination),
                after.lacks(source) || after.lacks(destination));
    }

    /** Returns the ranges of addresses within which nothing differs. */
    private static List<IpRange> cut(Open was, Open is) {
        List<BigInteger> starts = Stream.concat(was.connections.stream(), is.connections.stream())
                .map(Open::addresses)
                .flatMap(it -> Stream.of(it.first(), it.after()))
                .distinct()
                .sorted()
                .toList();
        var ranges = new ArrayList<IpRange>();
        for (int i = 0; i + 1 < starts.size(); i++) {
            ranges.add(new IpRange(starts.get(i), starts.get(i + 1).subtract(BigInteger.ONE)));
        }
        return ranges;
    }

    private static Endpoint at(Endpoint endpoint, IpRange addresses) {
        return endpoint instanceof Endpoint.External ? new Endpoint.External(addresses) : endpoint;
    }

    private static boolean continues(Change last, Change next) {
        return addresses(last).touches(addresses(next))
                && last.before().equals(next.before())
                && last.after().equals(next.after())
                && last.opened().equals(next.opened())
                && last.closed().equals(next.closed());
    }

    private static Change joined(Change last, Change next) {
        IpRange addresses = addresses(last).through(addresses(next));
        return new Change(
                at(last.source(), addresses),
                at(last.destination(), addresses),
                last.before(),
                last.after(),
                last.opened(),
                last.closed(),
                last.isNew(),
                last.isGone());
    }

    private static IpRange addresses(Change change) {
        if (change.source() instanceof Endpoint.External source) {
            return source.addresses();
        }
        return change.destination() instanceof Endpoint.External destination ? destination.addresses() : IpRange.IPV4;
    }
}

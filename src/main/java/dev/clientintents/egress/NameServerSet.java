package dev.clientintents.egress;

import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.NameServer;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Selector;
import dev.clientintents.reach.IpRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Gathers name servers, each once, whatever told of it. Each is asked by UDP and by TCP, for long answers. */
final class NameServerSet {

    private record Pods(String namespace, Selector selector) {}

    private final SortedMap<Pods, SortedSet<Integer>> pods = new TreeMap<>(Comparator.comparing(Pods::namespace)
            .thenComparing(it -> it.selector().toString()));
    private final SortedMap<IpRange, SortedSet<Integer>> addresses =
            new TreeMap<>(Comparator.comparing(IpRange::first).thenComparing(IpRange::last));

    void addPods(String namespace, Selector selector, Collection<Integer> ports) {
        pods.computeIfAbsent(new Pods(namespace, selector), it -> new TreeSet<>())
                .addAll(ports);
    }

    void addAddresses(IpRange range, Collection<Integer> ports) {
        addresses.computeIfAbsent(range, it -> new TreeSet<>()).addAll(ports);
    }

    boolean isEmpty() {
        return pods.isEmpty() && addresses.isEmpty();
    }

    /** Returns all of them: pods by namespace and labels, then addresses in their order. */
    List<NameServer> inOrder() {
        var servers = new ArrayList<NameServer>();
        pods.forEach((it, ports) -> servers.add(new NameServer.Pods(it.namespace(), it.selector(), ranges(ports))));
        addresses.forEach((range, ports) -> range.blocks()
                .forEach(cidr ->
                        servers.add(new NameServer.Addresses(new AddressBlock(cidr, List.of()), ranges(ports)))));
        return servers;
    }

    private static List<PortRange> ranges(SortedSet<Integer> ports) {
        var ranges = new ArrayList<PortRange>();
        for (Protocol protocol : List.of(Protocol.UDP, Protocol.TCP)) {
            ports.forEach(it -> ranges.add(PortRange.Numbered.of(protocol, it)));
        }
        return ranges;
    }
}

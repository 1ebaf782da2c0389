package dev.clientintents.reach.engine;

import dev.clientintents.model.Selector;
import dev.clientintents.reach.AddressSet;
import dev.clientintents.reach.IpRange;
import dev.clientintents.reach.World;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is known of the addresses inside of the cluster. All pods and nodes are taken to have IPv4 addresses, which may be
 * any private ones, and may have IPv6 addresses. A policy that names a single address is taken to mean none of them,
 * because theirs come and go.
 */
public final class KnownAddresses {

    /**
     * The blocks of which pods and nodes may have addresses: private and shared addresses, those for benchmarks and the
     * reserved ones, all of which clusters are given, and all of IPv6.
     */
    private static final List<IpRange> OF_CLUSTERS = Stream.of(
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "100.64.0.0/10",
                    "198.18.0.0/15",
                    "240.0.0.0/4",
                    "2000::/3",
                    "fc00::/7")
            .map(text -> IpRange.parse(text).orElseThrow())
            .toList();

    private static final AddressSet EVERY_IPV4 = AddressSet.of(IpRange.IPV4);

    private final List<World.Node> nodes;

    public KnownAddresses(List<World.Node> nodes) {
        this.nodes = nodes;
    }

    /** Returns whether addresses include that of a pod, or of its node. */
    public Match holdsPod(AddressSet addresses) {
        if (addresses.intersect(IpRange.IPV4).equals(EVERY_IPV4)) {
            return Match.YES;
        }
        return addresses.ranges().stream()
                        .filter(range -> !range.first().equals(range.last()))
                        .anyMatch(range -> OF_CLUSTERS.stream()
                                .anyMatch(block -> range.intersect(block).isPresent()))
                ? Match.MAYBE
                : Match.NO;
    }

    /** Returns whether a selector of nodes means the node of a pod on the host network. */
    public Match isNode(Selector selector) {
        if (selector.selectsEverything()) {
            return Match.YES;
        }
        List<Boolean> selected = nodes.stream()
                .map(node -> selector.matches(node.labels()))
                .distinct()
                .toList();
        return selected.size() != 1 ? Match.MAYBE : selected.get(0) ? Match.YES : Match.NO;
    }

    /** Returns whether a selector of nodes means addresses; maybe where it means a part of them. */
    public Match areOfNode(Selector selector, IpRange addresses) {
        if (nodes.isEmpty()) {
            return Match.MAYBE;
        }
        Match match = Match.NO;
        for (World.Node node : nodes) {
            if (selector.matches(node.labels())) {
                match = match.or(node.addresses().isEmpty() ? Match.MAYBE : has(node.addresses(), addresses));
            }
        }
        return match;
    }

    /** Returns whether addresses are in one of several ranges; maybe where a part of them is. */
    static Match has(List<IpRange> ranges, IpRange addresses) {
        if (ranges.stream().anyMatch(range -> range.contains(addresses))) {
            return Match.YES;
        }
        return ranges.stream().anyMatch(range -> range.intersect(addresses).isPresent()) ? Match.MAYBE : Match.NO;
    }

    /** Returns the addresses of the nodes that a selector selects, as far as they are known. */
    Stream<IpRange> of(Selector selector) {
        return nodes.stream()
                .filter(node -> selector.matches(node.labels()))
                .flatMap(node -> node.addresses().stream());
    }
}

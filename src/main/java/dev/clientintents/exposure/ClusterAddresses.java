package dev.clientintents.exposure;

import dev.clientintents.graph.AddressBlock;
import dev.clientintents.reach.AddressSet;
import dev.clientintents.reach.IpRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of pods and nodes, as nodes tell them, or settings.
 *
 * @param pods the addresses of all pods, as blocks; empty where they are not known
 * @param nodes the nodes' own addresses
 */
record ClusterAddresses(List<IpRange> pods, List<IpRange> nodes) {

    /** How many blocks stand by themselves, rather than as one that holds them all. */
    private static final int FEW = 8;

    /** How many blocks are written. */
    private static final int MANY = 64;

    ClusterAddresses {
        pods = List.copyOf(pods);
        nodes = List.copyOf(nodes);
    }

    /**
     * Puts together what nodes tell. Each node has a block of its own, so that many are taken for the one that holds them
     * all, unless that holds a node: the rule then stays as it is when nodes come and go. Where nodes do not tell, or
     * something shows that pods have other addresses, nothing is known.
     *
     * @param settings whose ranges of pods count alone, where there are any
     */
    static ClusterAddresses of(Collection<NodeFacts> nodes, ExposureSettings settings) {
        List<IpRange> own =
                nodes.stream().flatMap(it -> it.addresses().stream()).distinct().toList();
        if (!settings.podRanges().isEmpty()) {
            return new ClusterAddresses(AddressSet.union(settings.podRanges()).ranges(), own);
        }
        AddressSet told = AddressSet.union(
                nodes.stream().flatMap(it -> it.podRanges().stream()).toList());
        boolean complete = nodes.stream().noneMatch(it -> it.podRanges().isEmpty());
        boolean elsewhere = nodes.stream()
                .flatMap(it -> it.podSamples().stream())
                .anyMatch(sample -> told.intersect(sample).isEmpty());
        if (!complete || elsewhere) {
            return new ClusterAddresses(List.of(), own);
        }
        var pods = new ArrayList<IpRange>();
        for (IpRange family : List.of(IpRange.IPV4, IpRange.IPV6)) {
            Optional<List<IpRange>> ranges = merged(told.intersect(family).ranges(), own);
            if (ranges.isEmpty()) {
                return new ClusterAddresses(List.of(), own);
            }
            pods.addAll(ranges.get());
        }
        return new ClusterAddresses(pods, own);
    }

    /** Returns ranges of one family as few enough; empty where that cannot be. */
    private static Optional<List<IpRange>> merged(List<IpRange> ranges, List<IpRange> nodes) {
        int blocks = ranges.stream().mapToInt(it -> it.blocks().size()).sum();
        if (blocks <= FEW) {
            return Optional.of(ranges);
        }
        IpRange all = ranges.get(0).block(ranges.get(ranges.size() - 1));
        boolean holdsNodes = nodes.stream()
                .filter(node -> AddressSet.union(ranges).intersect(node).isEmpty())
                .anyMatch(node -> all.intersect(node).isPresent());
        if (!holdsNodes) {
            return Optional.of(List.of(all));
        }
        return blocks <= MANY ? Optional.of(ranges) : Optional.empty();
    }

    /**
     * Returns a block of addresses from outside without those of pods; none where all of it may be pods', and where the
     * pods' addresses of its family are not known.
     */
    List<AddressBlock> outside(IpRange block) {
        List<IpRange> ofFamily =
                pods.stream().filter(it -> it.family().equals(block.family())).toList();
        if (ofFamily.isEmpty() || ofFamily.stream().anyMatch(it -> it.contains(block))) {
            return List.of();
        }
        List<String> except = ofFamily.stream()
                .flatMap(it -> it.intersect(block).stream())
                .flatMap(it -> it.blocks().stream())
                .toList();
        return block.blocks().stream()
                .map(cidr -> new AddressBlock(cidr, except))
                .toList();
    }

    /** Returns blocks for addresses, neighbours in one. */
    static List<AddressBlock> blocks(Collection<IpRange> addresses) {
        return AddressSet.union(addresses).ranges().stream()
                .flatMap(it -> it.blocks().stream())
                .map(cidr -> new AddressBlock(cidr, List.of()))
                .toList();
    }
}

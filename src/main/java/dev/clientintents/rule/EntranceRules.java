package dev.clientintents.rule;

import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.ServerEntrance;
import dev.clientintents.graph.ServerEntrance.Origin;
import dev.clientintents.graph.ServerEntrance.State;
import dev.clientintents.model.PortRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Plans the rules for what comes to a server without declaring. All that comes to the same ports shares a rule. */
final class EntranceRules {

    private EntranceRules() {}

    /** The ports of a rule, which are sorted; null for all. */
    private record Ports(@Nullable List<PortRange> ports) implements Comparable<Ports> {

        static Ports of(ServerEntrance entrance) {
            return new Ports(
                    entrance.ports() == null
                            ? null
                            : entrance.ports().stream()
                                    .distinct()
                                    .sorted(Comparator.comparing(PortRange::toString))
                                    .toList());
        }

        @Override
        public int compareTo(Ports other) {
            return text().compareTo(other.text());
        }

        private String text() {
            return ports == null ? "" : ports.toString();
        }
    }

    static List<Rule> of(List<ServerEntrance> entrances, Subjects subjects) {
        SortedMap<Ports, Set<Peer>> peers = new TreeMap<>();
        for (ServerEntrance entrance : entrances) {
            if (entrance.state() == State.ADMITTED) {
                Set<Peer> some = peers.computeIfAbsent(
                        Ports.of(entrance), first -> new TreeSet<>(Comparator.comparing(Peer::toString)));
                entrance.origins().forEach(it -> some.add(peer(it)));
            }
        }
        var rules = new ArrayList<Rule>();
        peers.forEach(
                (ports, some) -> rules.add(new Rule(subjects, Direction.INGRESS, List.copyOf(some), ports.ports)));
        return rules;
    }

    private static Peer peer(Origin origin) {
        return origin instanceof Origin.Pods pods
                ? new Peer.Pods(pods.namespace(), pods.pods())
                : addresses(((Origin.Addresses) origin).block());
    }

    private static Peer addresses(AddressBlock block) {
        return new Peer.Addresses(block.cidr(), block.except());
    }
}

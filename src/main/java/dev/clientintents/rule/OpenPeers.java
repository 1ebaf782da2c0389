package dev.clientintents.rule;

import dev.clientintents.graph.NameServer;
import dev.clientintents.graph.NameServers;
import dev.clientintents.model.PortRange;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers the peers to which connections are opened. The ports that are opened to one of them add up. */
final class OpenPeers {

    /** The ports that are open to each peer, in a fixed order; empty stands for all. */
    private final Map<Peer, Optional<Set<PortRange>>> ports = new TreeMap<>(Comparator.comparing(Peer::toString));

    /** Opens ports of a peer; null means all, and none means that nothing is opened. */
    void open(Peer peer, @Nullable List<PortRange> some) {
        if (some == null) {
            ports.put(peer, Optional.empty());
        } else if (!some.isEmpty()) {
            ports.merge(
                    peer,
                    Optional.of(new LinkedHashSet<>(some)),
                    (before, more) -> before.map(it -> {
                        it.addAll(more.orElseThrow());
                        return it;
                    }));
        }
    }

    /** Opens the places where names are resolved. */
    void open(NameServers names) {
        names.servers().forEach(server -> open(peer(server), server.ports()));
    }

    private static Peer peer(NameServer server) {
        if (server instanceof NameServer.Pods pods) {
            return new Peer.Pods(pods.namespace(), pods.pods());
        }
        NameServer.Addresses addresses = (NameServer.Addresses) server;
        return new Peer.Addresses(addresses.block().cidr(), addresses.block().except());
    }

    /** Returns the rules by which the subjects connect to the peers. */
    List<Rule> rules(Subjects subjects) {
        return ports.entrySet().stream()
                .map(open -> new Rule(
                        subjects,
                        Direction.EGRESS,
                        List.of(open.getKey()),
                        open.getValue()
                                .map(it -> it.stream()
                                        .sorted(Comparator.comparing(PortRange::toString))
                                        .toList())
                                .orElse(null)))
                .toList();
    }
}

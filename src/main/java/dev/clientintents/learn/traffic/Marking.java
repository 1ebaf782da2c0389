package dev.clientintents.learn.traffic;

import dev.clientintents.api.ObservedState;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.ServerEntrance;
import dev.clientintents.graph.ServerEntrance.Origin;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.IpRange;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells of connections what was declared of them. */
final class Marking {

    private final IntentGraph graph;

    Marking(IntentGraph graph) {
        this.graph = graph;
    }

    /**
     * Returns the state of a connection of a workload to a workload.
     *
     * @param from the pod that called
     * @param server the workload that was called
     * @param at the pod of it that was called
     */
    ObservedState ofWorkload(
            WorkloadId client, PodAddresses from, WorkloadId server, PodAddresses at, Protocol protocol, int port) {
        Set<ServerId> servers = serversOf(server);
        boolean declared = false;
        for (IntentsEntry entry : graph.intentsOf(client)) {
            for (Intent intent : entry.intents()) {
                if (!servers.contains(intent.server())) {
                    continue;
                }
                for (Intent.Grant grant : intent.grants()) {
                    if (opens(graph.opened(intent.server(), grant.ports()), at, protocol, port)) {
                        if (graph.counts(entry, client, intent.server(), grant)) {
                            return ObservedState.Granted;
                        }
                        declared = true;
                    }
                }
            }
        }
        if (isEntrance(servers, at, protocol, port, origin -> origin instanceof Origin.Pods pods && isOf(pods, from))) {
            return ObservedState.Entrance;
        }
        return declared ? ObservedState.Declared : ObservedState.Undeclared;
    }

    /** Returns whether a pod that is not in the graph comes by an entrance. */
    boolean comesByEntrance(PodAddresses from, WorkloadId server, PodAddresses at, Protocol protocol, int port) {
        return isEntrance(
                serversOf(server),
                at,
                protocol,
                port,
                origin -> origin instanceof Origin.Pods pods && isOf(pods, from));
    }

    /** Returns whether an address comes by an entrance. */
    boolean comesByEntrance(@Nullable String address, WorkloadId server, PodAddresses at, Protocol protocol, int port) {
        Optional<IpRange> range = address == null ? Optional.empty() : IpRange.parse(address);
        return range.isPresent()
                && isEntrance(
                        serversOf(server),
                        at,
                        protocol,
                        port,
                        origin -> origin instanceof Origin.Addresses addresses
                                && contains(addresses.block(), range.get()));
    }

    private interface Test {
        boolean passes(Origin origin);
    }

    private boolean isEntrance(Set<ServerId> servers, PodAddresses at, Protocol protocol, int port, Test test) {
        for (ServerId server : servers) {
            for (ServerEntrance entrance : graph.entrances(server)) {
                if (entrance.state() == ServerEntrance.State.ADMITTED
                        && opens(entrance.ports(), at, protocol, port)
                        && entrance.origins().stream().anyMatch(test::passes)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isOf(Origin.Pods pods, PodAddresses from) {
        return pods.namespace().equals(from.pod().namespace()) && pods.pods().matches(from.labels());
    }

    private static boolean contains(AddressBlock block, IpRange address) {
        return isIn(block.cidr(), address) && block.except().stream().noneMatch(it -> isIn(it, address));
    }

    private static boolean isIn(String cidr, IpRange address) {
        return IpRange.parse(cidr).filter(it -> it.contains(address)).isPresent();
    }

    /** Returns the servers that the pods of a workload are of, or would be, should anybody declare them. */
    private Set<ServerId> serversOf(WorkloadId workload) {
        var servers = new LinkedHashSet<ServerId>();
        servers.add(ServerId.anyKind(workload.namespace(), workload.name()));
        servers.add(new ServerId(workload.namespace(), workload.kind(), workload.name()));
        for (ServerId server : graph.servers(workload.namespace())) {
            if (graph.hasPodsOf(server, workload)) {
                servers.add(server);
            }
        }
        return servers;
    }

    /** @param ports null for all */
    private static boolean opens(@Nullable List<PortRange> ports, PodAddresses at, Protocol protocol, int port) {
        return ports == null || ports.stream().anyMatch(it -> opens(it, at, protocol, port));
    }

    private static boolean opens(PortRange range, PodAddresses at, Protocol protocol, int port) {
        if (range instanceof PortRange.Numbered numbers) {
            return range.protocol() == protocol && numbers.first() <= port && port <= numbers.last();
        }
        return range.protocol() == protocol && at.ports().getOrDefault((PortRange.Named) range, -1) == port;
    }
}

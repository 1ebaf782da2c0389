package dev.clientintents.observe;

import dev.clientintents.api.Port;
import dev.clientintents.api.ServerAccess;
import dev.clientintents.api.ServerAccessSpec;
import dev.clientintents.consent.Consumer;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.AccessEntry.NamedEntrance;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.EntranceSource;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads ServerAccess objects. */
public final class ObservedAccess {

    private ObservedAccess() {}

    /**
     * Returns what an object says.
     *
     * @throws IllegalArgumentException where the object breaks a rule of the CRD's schema, so that no API server with
     *     that schema would have taken it
     */
    public static AccessEntry entry(ServerAccess object) {
        ServerAccessSpec spec = object.getSpec();
        if (spec == null) {
            throw new IllegalArgumentException("spec is missing");
        }
        String namespace = object.getMetadata().getNamespace();
        var kinds = EnumSet.noneOf(EntranceKind.class);
        var entrances = new ArrayList<NamedEntrance>();
        boolean refusesReplicas = false;
        for (ServerAccessSpec.Entrance entrance : spec.entrances()) {
            if (entrance.routes() != null) {
                kinds.add(EntranceKind.ROUTE);
            } else if (entrance.loadBalancers() != null) {
                kinds.add(EntranceKind.LOAD_BALANCER);
            } else if (entrance.scrapes() != null) {
                kinds.add(EntranceKind.SCRAPE);
            } else if (entrance.apiServer() != null) {
                kinds.add(EntranceKind.API_SERVER);
            } else if (entrance.cidrs() != null) {
                entrances.add(new NamedEntrance(
                        new EntranceSource.Addresses(entrance.cidrs().stream()
                                .map(block -> new AddressBlock(block.cidr(), block.except()))
                                .toList()),
                        ports(entrance.ports())));
            } else if (entrance.workload() != null) {
                ServerAccessSpec.Workload workload = entrance.workload();
                entrances.add(new NamedEntrance(
                        new EntranceSource.Workload(
                                workload.namespace() == null ? namespace : workload.namespace(),
                                workload.kind(),
                                workload.name()),
                        ports(entrance.ports())));
            } else if (entrance.self() != null) {
                refusesReplicas |= Boolean.FALSE.equals(entrance.self().enabled());
            } else {
                throw new IllegalArgumentException("an entrance names no source");
            }
        }
        return new AccessEntry(
                new ObjectKey(namespace, object.getMetadata().getName()),
                spec.server() == null
                        ? null
                        : new ServerId(
                                namespace, spec.server().kind(), spec.server().name()),
                enforcement(spec.enforcement()),
                spec.consumers() == null
                        ? null
                        : spec.consumers().stream()
                                .map(it -> new Consumer(it.namespace(), it.name(), it.kind(), ports(it.ports())))
                                .toList(),
                kinds,
                entrances,
                refusesReplicas,
                object.getMetadata().getCreationTimestamp());
    }

    private static @Nullable Enforcement enforcement(@Nullable String level) {
        return level == null
                ? null
                : Enforcement.parse(level)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "enforcement must be " + Enforcement.NAMES + ", not " + level));
    }

    private static @Nullable List<PortRange> ports(List<Port> ports) {
        return ports.isEmpty() ? null : ports.stream().map(ObservedAccess::port).toList();
    }

    private static PortRange port(Port port) {
        Protocol protocol = Protocols.parse(port.protocol());
        Integer number = port.port().getIntVal();
        if (number == null) {
            return new PortRange.Named(protocol, port.port().getStrVal());
        }
        return new PortRange.Numbered(protocol, number, port.endPort() == null ? number : port.endPort());
    }
}

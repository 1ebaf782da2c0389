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
import dev.clientintents.model.ServerId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads ServerAccesses. */
public final class ObservedAccess {

    private ObservedAccess() {}

    /**
     * Returns what an object says.
     *
     * @throws IllegalArgumentException where the object breaks a rule of the CRD's schema, so that no API server with
     *     that schema would have taken it
     */
    public static AccessEntry entry(ServerAccess object) {
        return entry(
                new ObjectKey(
                        object.getMetadata().getNamespace(),
                        object.getMetadata().getName()),
                object.getSpec(),
                object.getMetadata().getCreationTimestamp());
    }

    /**
     * Does the same as {@link #entry(ServerAccess)} for the spec of an object of that key.
     *
     * @param created the object's creation timestamp; null where it has none
     */
    public static AccessEntry entry(ObjectKey key, ServerAccessSpec spec, @Nullable String created) {
        Set<EntranceKind> kinds = EnumSet.noneOf(EntranceKind.class);
        var named = new ArrayList<NamedEntrance>();
        boolean refusesReplicas = false;
        for (ServerAccessSpec.Entrance entrance : spec.entrances()) {
            requireOneSource(entrance);
            if (entrance.routes() != null) {
                kinds.add(EntranceKind.ROUTE);
            } else if (entrance.loadBalancers() != null) {
                kinds.add(EntranceKind.LOAD_BALANCER);
            } else if (entrance.scrapes() != null) {
                kinds.add(EntranceKind.SCRAPE);
            } else if (entrance.apiServer() != null) {
                kinds.add(EntranceKind.API_SERVER);
            } else if (entrance.cidrs() != null) {
                named.add(new NamedEntrance(addresses(entrance.cidrs()), ports(entrance.ports())));
            } else if (entrance.workload() != null) {
                named.add(new NamedEntrance(workload(entrance.workload(), key.namespace()), ports(entrance.ports())));
            } else if (entrance.self() != null) {
                refusesReplicas |= Boolean.FALSE.equals(entrance.self().enabled());
            }
        }
        return new AccessEntry(
                key,
                spec.server() == null
                        ? null
                        : new ServerId(
                                key.namespace(),
                                spec.server().kind(),
                                spec.server().name()),
                enforcement(spec.enforcement()),
                spec.consumers() == null
                        ? null
                        : spec.consumers().stream()
                                .map(ObservedAccess::consumer)
                                .toList(),
                kinds,
                named,
                refusesReplicas,
                created);
    }

    private static void requireOneSource(ServerAccessSpec.Entrance entrance) {
        long sources = Stream.of(
                        entrance.routes(),
                        entrance.loadBalancers(),
                        entrance.scrapes(),
                        entrance.apiServer(),
                        entrance.cidrs(),
                        entrance.workload(),
                        entrance.self())
                .filter(Objects::nonNull)
                .count();
        if (sources != 1) {
            throw new IllegalArgumentException("an entrance has exactly one source, not " + sources);
        }
    }

    private static @Nullable Enforcement enforcement(@Nullable String text) {
        return text == null
                ? null
                : Enforcement.parse(text)
                        .filter(level -> level != Enforcement.LOCAL)
                        .orElseThrow(
                                () -> new IllegalArgumentException("enforcement is active or shadow, not " + text));
    }

    private static Consumer consumer(ServerAccessSpec.Consumer consumer) {
        return new Consumer(consumer.namespace(), consumer.name(), consumer.kind(), ports(consumer.ports()));
    }

    private static EntranceSource addresses(List<ServerAccessSpec.Cidr> blocks) {
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("cidrs names at least one block");
        }
        return new EntranceSource.Addresses(blocks.stream()
                .map(block -> new AddressBlock(block.cidr(), block.except()))
                .toList());
    }

    private static EntranceSource workload(ServerAccessSpec.Workload workload, String ownNamespace) {
        String namespace = workload.namespace() == null ? ownNamespace : workload.namespace();
        return new EntranceSource.Workload(namespace, workload.kind(), workload.name());
    }

    private static @Nullable List<PortRange> ports(List<Port> ports) {
        return ports.isEmpty() ? null : ObservedPorts.of(ports);
    }
}

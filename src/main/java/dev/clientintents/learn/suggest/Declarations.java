package dev.clientintents.learn.suggest;

import dev.clientintents.effective.DeclaredIntents;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.OutsideIntent;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.HostName;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.IpRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the clients of an input declare already. */
final class Declarations {

    private final Map<ObjectKey, List<IntentsEntry>> byClient = new HashMap<>();
    private final Servers servers;

    Declarations(List<DeclaredIntents> intents, Servers servers) {
        this.servers = servers;
        intents.stream()
                .map(DeclaredIntents::entry)
                .forEach(it -> byClient.merge(
                        it.client(),
                        List.of(it),
                        (some, more) ->
                                Stream.concat(some.stream(), more.stream()).toList()));
    }

    /**
     * Returns whether a client declares a call.
     *
     * @param port the port; null where it is not known, so that any declaration of the server is enough
     */
    boolean cover(WorkloadId client, Called called, @Nullable PortRange port) {
        List<IntentsEntry> entries =
                byClient.getOrDefault(new ObjectKey(client.namespace(), client.name()), List.of()).stream()
                        .filter(it -> it.isOf(client))
                        .toList();
        if (called instanceof Called.Outside outside) {
            return entries.stream()
                    .flatMap(it -> it.outside().stream())
                    .anyMatch(it -> covers(it, outside.server(), port));
        }
        ServerId server = ((Called.Server) called).server();
        List<Intent> intents =
                entries.stream().flatMap(it -> it.intents().stream()).toList();
        return server.isService()
                ? coverService(intents, server, port)
                : coverWorkload(intents, new WorkloadId(server.namespace(), kind(server), server.name()), port);
    }

    private static String kind(ServerId server) {
        return server.kind() == null ? "" : server.kind();
    }

    private boolean coverService(List<Intent> intents, ServerId server, @Nullable PortRange port) {
        List<Intent> named =
                intents.stream().filter(it -> it.server().equals(server)).toList();
        if (named.stream()
                .flatMap(it -> it.grants().stream())
                .anyMatch(it -> port == null || it.ports() == null || contains(it.ports(), port))) {
            return true;
        }
        return servers.service(server)
                .filter(it -> !servers.behind(it).isEmpty())
                .filter(it -> servers.behind(it).stream()
                        .allMatch(workload -> (port == null ? it.targets() : it.targets(port))
                                .stream()
                                        .allMatch(target ->
                                                coverWorkload(intents, workload, servers.numbered(workload, target)))))
                .isPresent();
    }

    private boolean coverWorkload(List<Intent> intents, WorkloadId workload, @Nullable PortRange port) {
        return intents.stream().anyMatch(it -> covers(it, workload, port));
    }

    private boolean covers(Intent intent, WorkloadId workload, @Nullable PortRange port) {
        ServerId server = intent.server();
        if (server.isService()) {
            return servers.service(server)
                    .filter(it -> servers.behind(it).contains(workload))
                    .filter(it -> port == null || opens(intent, it, workload, port))
                    .isPresent();
        }
        return server.namespace().equals(workload.namespace())
                && server.name().equals(workload.name())
                && (server.kind() == null || server.kind().equals(workload.kind()))
                && (port == null
                        || intent.grants().stream()
                                .anyMatch(it ->
                                        it.ports() == null || contains(servers.numbered(workload, it.ports()), port)));
    }

    private boolean opens(Intent intent, ServiceEntry service, WorkloadId workload, PortRange port) {
        return intent.grants().stream()
                .flatMap(it -> it.ports() == null ? allOf(service, port) : service.targets(it.ports()).stream())
                .anyMatch(it -> contains(servers.numbered(workload, it), port));
    }

    /** Returns the ports behind a Service; the port that is asked for where the Service leaves its ports open. */
    private static Stream<PortRange> allOf(ServiceEntry service, PortRange port) {
        return service.ports().isEmpty() ? Stream.of(port) : service.targets().stream();
    }

    private static boolean covers(OutsideIntent intent, OutsideServer server, @Nullable PortRange port) {
        boolean same;
        if (server instanceof OutsideServer.Host wanted) {
            same = intent.server() instanceof OutsideServer.Host host
                    && HostName.parse(host.name()).covers(HostName.parse(wanted.name()));
        } else {
            same = intent.server() instanceof OutsideServer.Addresses addresses
                    && isWithin(
                            addresses,
                            ((OutsideServer.Addresses) server).block().cidr());
        }
        return same
                && (port == null
                        || intent.ports().isEmpty()
                        || intent.ports().stream().anyMatch(it -> contains(it, port)));
    }

    private static boolean isWithin(OutsideServer.Addresses declared, String wanted) {
        return within(declared.block().cidr(), wanted)
                && declared.block().except().stream().noneMatch(it -> within(it, wanted));
    }

    private static boolean within(String block, String wanted) {
        return IpRange.parse(block)
                .flatMap(it -> IpRange.parse(wanted).filter(it::contains))
                .isPresent();
    }

    private static boolean contains(PortRange declared, PortRange wanted) {
        return declared.equals(wanted)
                || (declared instanceof PortRange.Numbered some
                        && wanted instanceof PortRange.Numbered one
                        && some.protocol() == one.protocol()
                        && some.first() <= one.first()
                        && one.last() <= some.last());
    }
}

package dev.clientintents.check;

import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.query.EffectiveReach;
import dev.clientintents.reach.PortSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the ports of a server's pods that intents declare. */
final class DeclaredPorts {

    private final IntentGraph graph;
    private final EffectiveReach reach;

    DeclaredPorts(IntentGraph graph, EffectiveReach reach) {
        this.graph = graph;
        this.reach = reach;
    }

    /** Returns the ports of the server's pods that an intent declares. */
    PortSet of(Intent intent, WorkloadId server) {
        PortSet ports = PortSet.NONE;
        for (Intent.Grant grant : intent.grants()) {
            for (PortRange range : targets(intent.server(), grant)) {
                ports = ports.union(reach.numbers(range, server));
            }
            ports = grant.ports() == null && !intent.server().isService() ? PortSet.ALL : ports;
        }
        return ports;
    }

    private List<PortRange> targets(ServerId server, Intent.Grant grant) {
        PortRange wanted = grant.ports();
        if (!server.isService()) {
            return Stream.ofNullable(wanted).toList();
        }
        Optional<ServiceEntry> service = graph.service(new ObjectKey(server.namespace(), server.name()));
        return service.map(it -> wanted == null ? it.targets() : it.targets(wanted))
                .orElse(List.of());
    }
}

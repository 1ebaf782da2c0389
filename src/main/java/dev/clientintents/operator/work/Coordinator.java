package dev.clientintents.operator.work;

import dev.clientintents.graph.Change;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.LinkedHashSet;
import java.util.Set;

/** ConcurrencyLimit each change of the graph into work for the reconcilers: what it touches is queued and triggered, no more. */
public final class Coordinator implements SharedGraph.ChangeListener {

    private final StartupBarrier gate;
    private final ServerQueue queue;
    private final WriteOrder order;
    private final Triggers triggers;
    private final StatusTriggers statuses;
    private final LatencyTracker<ObjectKey> waitingPods;
    private final LatencyTracker<ServerId> waitingServers;

    public Coordinator(
            StartupBarrier gate,
            ServerQueue queue,
            WriteOrder order,
            Triggers triggers,
            StatusTriggers statuses,
            LatencyTracker<ObjectKey> waitingPods,
            LatencyTracker<ServerId> waitingServers) {
        this.gate = gate;
        this.queue = queue;
        this.order = order;
        this.triggers = triggers;
        this.statuses = statuses;
        this.waitingPods = waitingPods;
        this.waitingServers = waitingServers;
    }

    @Override
    public Runnable onChange(IntentGraph graph, Change change) {
        Set<ServerId> servers = new LinkedHashSet<>(change.servers());
        servers.addAll(order.labelled(graph, change.pods()));
        servers.forEach(queue::add);
        change.namespaces().forEach(queue::addDefaultDeny);
        if (!gate.isOpen()) {
            return () -> {};
        }
        Set<String> namespaces = new LinkedHashSet<>(change.namespaces());
        servers.forEach(server -> namespaces.add(server.namespace()));
        Set<ObjectKey> pods = change.pods();
        Set<ObjectKey> intents = change.intents();
        pods.forEach(waitingPods::begin);
        servers.forEach(waitingServers::begin);
        return () -> {
            namespaces.forEach(triggers::namespace);
            pods.forEach(triggers::pod);
            statuses.fire(intents);
        };
    }
}

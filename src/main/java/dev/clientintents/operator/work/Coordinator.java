package dev.clientintents.operator.work;

import dev.clientintents.graph.Change;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.Set;

/** Turns each change of the graph into work: what it touches is looked at, what it revokes first. */
public final class Coordinator implements SharedGraph.ChangeListener {

    private final StartupBarrier barrier;
    private final Work<ServerId, ServerProgress> servers;
    private final Work<ObjectKey, PodProgress> pods;
    private final Work<String, ?> defaultDenies;
    private final Work<ClientId, ?> egress;
    private final StatusTriggers intents;
    private final StatusTriggers accesses;

    /** Requests work only once the barrier is open; what changed before is found when it opens. */
    public Coordinator(
            StartupBarrier barrier,
            Work<ServerId, ServerProgress> servers,
            Work<ObjectKey, PodProgress> pods,
            Work<String, ?> defaultDenies,
            Work<ClientId, ?> egress,
            StatusTriggers intents,
            StatusTriggers accesses) {
        this.barrier = barrier;
        this.servers = servers;
        this.pods = pods;
        this.defaultDenies = defaultDenies;
        this.egress = egress;
        this.intents = intents;
        this.accesses = accesses;
    }

    @Override
    public Runnable onChange(IntentGraph graph, Change change) {
        if (!barrier.isOpen()) {
            return () -> {};
        }
        return () -> {
            Set<ServerId> withdrawn = change.withdrawn();
            withdrawn.forEach(server -> servers.request(server, true));
            change.servers().stream().filter(it -> !withdrawn.contains(it)).forEach(servers::request);
            change.pods().forEach(pod -> {
                pods.request(pod, !withdrawn.isEmpty());
                servers.wake(pod);
            });
            change.clients().forEach(client -> egress.request(client, !withdrawn.isEmpty()));
            change.namespaces().forEach(defaultDenies::request);
            intents.fire(change.intents());
            accesses.fire(change.accesses());
        };
    }
}

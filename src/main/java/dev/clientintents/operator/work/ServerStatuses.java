package dev.clientintents.operator.work;

import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Queues the statuses that tell of a server or a pod, of which something was written, or could not be. */
public final class ServerStatuses {

    private final SharedGraph graph;
    private final StatusTriggers intents;
    private final StatusTriggers accesses;

    /**
     * Queues by these triggers.
     *
     * @param intents those of ClientIntents
     * @param accesses those of ServerAccess objects
     */
    public ServerStatuses(SharedGraph graph, StatusTriggers intents, StatusTriggers accesses) {
        this.graph = graph;
        this.intents = intents;
        this.accesses = accesses;
    }

    private record Concerned(Set<ObjectKey> intents, Set<ObjectKey> accesses) {

        Concerned() {
            this(new LinkedHashSet<>(), new LinkedHashSet<>());
        }

        Concerned add(IntentGraph graph, ServerId server) {
            intents.addAll(graph.consumers(server).keySet());
            graph.accessesOf(server).stream().map(AccessEntry::key).forEach(accesses::add);
            return this;
        }
    }

    /** Queues the statuses of a server's clients and of its own side. */
    public void fire(ServerId server) {
        fire(graph.<Concerned>read(current -> new Concerned().add(current, server)));
    }

    /** Queues the statuses of what a pod declares, and of what declares it; none where it is gone. */
    public void fire(ObjectKey pod) {
        fire(graph.<Concerned>read(current ->
                current.pod(pod).map(entry -> concerned(current, entry)).orElseGet(Concerned::new)));
    }

    private void fire(Concerned concerned) {
        intents.fire(concerned.intents);
        accesses.fire(concerned.accesses);
    }

    private static Concerned concerned(IntentGraph graph, PodEntry pod) {
        WorkloadId workload = pod.workload();
        var concerned = new Concerned();
        graph.intentsOf(workload).forEach(entry -> concerned.intents.add(entry.key()));
        Stream.of(
                        ServerId.anyKind(workload.namespace(), workload.name()),
                        new ServerId(workload.namespace(), workload.kind(), workload.name()))
                .forEach(server -> concerned.add(graph, server));
        return concerned;
    }
}

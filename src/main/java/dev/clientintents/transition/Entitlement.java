package dev.clientintents.transition;

import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ports that a client's pod may still reach of the pods behind a server, whatever keys it carries, and how much of
 * that is in force. As long as a part is not, a key that is no longer declared stands in for the ones that are.
 *
 * @param ports what is declared of the server's pods; null means all
 * @param missing the servers whose keys are not in force yet: the pod does not carry them, or no policy admits them, or
 *     it does not select all pods of the server
 */
record Entitlement(@Nullable List<PortRange> ports, Set<ServerId> missing) {

    Entitlement {
        missing = Set.copyOf(missing);
    }

    /** Returns what the pod may reach of the server's pods; empty where that is nothing: its key was revoked. */
    static Optional<Entitlement> of(
            IntentGraph graph, WrittenPolicies written, SelectedPods selected, PodEntry pod, ServerId server) {
        List<PortRange> ports = List.of();
        var missing = new HashSet<ServerId>();
        boolean any = false;
        for (IntentsEntry entry : graph.intentsOf(pod.workload())) {
            for (Intent intent : entry.intents()) {
                if (!graph.sharePods(server, intent.server())) {
                    continue;
                }
                for (Intent.Grant grant : intent.grants()) {
                    List<PortRange> opened = graph.opened(intent.server(), grant.ports());
                    if ((opened != null && opened.isEmpty())
                            || isExcess(graph, pod, intent.server(), grant)
                            || !graph.counts(entry, pod.workload(), intent.server(), grant)) {
                        continue;
                    }
                    any = true;
                    ports = Ports.union(ports, opened);
                    if (!isInForce(selected, written, pod, intent.server(), grant)) {
                        missing.add(intent.server());
                    }
                }
            }
        }
        return any ? Optional.of(new Entitlement(ports, missing)) : Optional.empty();
    }

    private static boolean isExcess(IntentGraph graph, PodEntry pod, ServerId server, Intent.Grant grant) {
        var client = new ObjectKey(pod.workload().namespace(), pod.workload().name());
        return graph.excess(server, client, grant.key()).isPresent();
    }

    private static boolean isInForce(
            SelectedPods selected, WrittenPolicies written, PodEntry pod, ServerId server, Intent.Grant grant) {
        return pod.carries(grant.key())
                && written.keeps(pod.key(), grant.key().label())
                && written.of(server)
                        .filter(it -> it.admits(grant.key(), pod.key().namespace()))
                        .isPresent()
                && selected.areAll(server);
    }
}

package dev.clientintents.check;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.KeptPolicy;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds servers that had a client and have none now: by the operator's policies in the input, as a dump of a cluster
 * has them, or by a baseline.
 */
final class LastClientCheck {

    private LastClientCheck() {}

    static List<Finding> findings(Snapshot snapshot, Outcome outcome, Optional<Outcome> baseline) {
        IntentGraph graph = outcome.graph();
        Map<ObjectKey, Position> positions = snapshot.pods().stream()
                .collect(Collectors.toMap(SnapshotPod::key, SnapshotPod::position, (first, second) -> first));
        var had = new TreeMap<String, ServerId>();
        snapshot.policies().stream()
                .filter(it -> it.object().getSpec() != null
                        && !it.object().getSpec().getIngress().isEmpty())
                .flatMap(it -> ExistingPolicy.read(it.object()).stream())
                .map(KeptPolicy::server)
                .forEach(server -> had.put(server.toString(), server));
        baseline.ifPresent(before -> before.graph().allIntents().stream()
                .flatMap(entry -> entry.intents().stream())
                .map(Intent::server)
                .filter(before.graph()::isKept)
                .forEach(server -> had.put(server.toString(), server)));
        return had.values().stream()
                .filter(server -> graph.consumers(server).isEmpty())
                .flatMap(server -> finding(graph, server, positions).stream())
                .toList();
    }

    private static Optional<Finding> finding(IntentGraph graph, ServerId server, Map<ObjectKey, Position> positions) {
        return pods(graph, server)
                .filter(PodEntry::isLive)
                .flatMap(pod -> Optional.ofNullable(positions.get(pod.key())).stream())
                .min(Position::compareTo)
                .map(position -> new Finding(
                        Code.LAST_CLIENT_GONE,
                        position,
                        "nobody declares to consume " + server
                                + " any more; its policy stays and admits no client, for a removal opens nothing",
                        "delete the policy if the server is to be open again, or the server if nobody needs it"));
    }

    /** Returns the pods of a server. The graph does not know the pods of a Service that is no server any more. */
    private static Stream<PodEntry> pods(IntentGraph graph, ServerId server) {
        if (!server.isService() || graph.isServer(server)) {
            return graph.serverPods(server).stream();
        }
        Map<String, String> selector = graph.service(new ObjectKey(server.namespace(), server.name()))
                .map(ServiceEntry::selector)
                .orElse(Map.of());
        return selector.isEmpty()
                ? Stream.empty()
                : graph.allPods()
                        .filter(pod -> pod.key().namespace().equals(server.namespace()))
                        .filter(pod -> pod.labels().entrySet().containsAll(selector.entrySet()));
    }
}

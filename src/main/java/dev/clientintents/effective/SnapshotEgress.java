package dev.clientintents.effective;

import dev.clientintents.egress.EgressFacts;
import dev.clientintents.egress.TargetPorts;
import dev.clientintents.graph.IntentGraph;
import java.util.List;
import java.util.Optional;

/** Finds where ways out lead beside pods, as the operator finds it. */
final class SnapshotEgress {

    private SnapshotEgress() {}

    /** Tells a graph where names are resolved, and at which addresses Services are found that select no pods. */
    static void tell(IntentGraph graph, Snapshot snapshot) {
        // what pods are told to ask, no object says
        var facts = new EgressFacts(
                snapshot.egress(),
                List.of(),
                TargetPorts.of(snapshot.pods().stream().map(SnapshotPod::pod).toList()));
        snapshot.services().forEach(it -> facts.put(it.object()));
        snapshot.slices().forEach((key, slice) -> facts.putSlice(key, Optional.of(slice)));
        snapshot.nodeCaches().forEach((key, cache) -> facts.putCache(key, Optional.of(cache)));
        graph.put(facts.nameServers());
        facts.changes().forEach(graph::putAddresses);
    }
}

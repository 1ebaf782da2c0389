package dev.clientintents.effective;

import dev.clientintents.exposure.ControllerFact;
import dev.clientintents.exposure.Destination;
import dev.clientintents.exposure.ExposingObject;
import dev.clientintents.exposure.ExposureIndex;
import dev.clientintents.exposure.Lead;
import dev.clientintents.exposure.Origin;
import dev.clientintents.exposure.ReferenceGrant;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what the objects of a snapshot lead to pods, as the operator finds it. */
final class SnapshotEntrances {

    private SnapshotEntrances() {}

    /**
     * Tells a graph what is led to which pods, and from where the pods on the network of nodes connect.
     *
     * @return what is known of it
     */
    static ExposureIndex tell(IntentGraph graph, Snapshot snapshot) {
        var index = new ExposureIndex(snapshot.exposure());
        snapshot.namespaces().keySet().forEach(index::putNamespace);
        snapshot.nodeFacts().forEach(index::putNode);
        index.putApiServers("snapshot", snapshot.apiServers());
        snapshot.services().forEach(it -> index.put(it.object()));
        snapshot.pods().stream()
                .collect(Collectors.groupingBy(
                        SnapshotPod::workload,
                        Collectors.mapping(
                                pod -> Optional.ofNullable(
                                                pod.pod().getMetadata().getAnnotations())
                                        .orElse(Map.of()),
                                Collectors.toList())))
                .forEach(index::put);
        leads(snapshot)
                .forEach((origin, leads) -> index.put(
                        "", origin.kind(), origin.key(), new ExposingObject(leads, Optional.empty(), List.of())));
        int number = 0;
        for (ControllerFact fact : snapshot.controllers()) {
            index.put(
                    "",
                    "fact",
                    new ObjectKey("", Integer.toString(number++)),
                    new ExposingObject(List.of(), Optional.of(fact), List.of()));
        }
        snapshot.grants().stream()
                .collect(Collectors.groupingBy(ReferenceGrant::namespace))
                .forEach((namespace, grants) -> index.put(
                        "",
                        "grants",
                        new ObjectKey(namespace, ""),
                        new ExposingObject(List.of(), Optional.empty(), grants)));
        index.changes().forEach(graph::putEntrances);
        graph.putNodeAddresses(index.nodeAddresses());
        return index;
    }

    /** Returns what objects say that are neither Services nor workloads, which the index reads itself. */
    private static Map<Origin, List<Lead>> leads(Snapshot snapshot) {
        return snapshot.leads().stream()
                .map(Sourced::object)
                .filter(it ->
                        !it.origin().kind().equals("Service") && !(it.destination() instanceof Destination.ToWorkload))
                .collect(Collectors.groupingBy(Lead::origin, LinkedHashMap::new, Collectors.toList()));
    }
}

package dev.clientintents.operator.watch;

import dev.clientintents.egress.EgressFacts;
import dev.clientintents.exposure.ExposureIndex;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.graph.Change;
import dev.clientintents.graph.EntranceEntry;
import dev.clientintents.graph.EntranceSubject;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings what objects lead to pods into the graph, and where ways out lead beside pods. The feeds of Services, namespaces
 * and pods tell it of these while they change the graph; all else comes by {@link #change}. What it knows is changed by one
 * thread at a time, that which changes the graph.
 */
public final class ExposureFeed {

    private record Annotated(WorkloadId workload, Map<String, String> annotations) {}

    private final SharedGraph graph;
    private final ClusterFacts facts;
    private final ExposureIndex index;
    private final Map<ObjectKey, Annotated> pods = new HashMap<>();
    private final Map<WorkloadId, Map<ObjectKey, Map<String, String>>> annotations = new HashMap<>();

    /**
     * Knows nothing yet.
     *
     * @param settings what administrators say about where entrances come from
     * @param egress where ways out lead beside pods; this feed alone tells it more from now on
     */
    public ExposureFeed(SharedGraph graph, ExposureSettings settings, EgressFacts egress) {
        this.graph = graph;
        this.index = new ExposureIndex(settings);
        this.facts = new ClusterFacts(index, egress);
    }

    /** Tells what is known of something, and the graph of what follows from that. */
    void change(Consumer<ClusterFacts> told) {
        graph.change(current -> {
            told.accept(facts);
            return follow(current);
        });
    }

    Change put(IntentGraph current, Service service) {
        index.put(service);
        facts.egress().put(service);
        return follow(current);
    }

    Change removeService(IntentGraph current, ObjectKey key) {
        index.removeService(key);
        facts.egress().removeService(key);
        return follow(current);
    }

    Change putNamespace(IntentGraph current, String name) {
        index.putNamespace(name);
        return follow(current);
    }

    Change removeNamespace(IntentGraph current, String name) {
        index.removeNamespace(name);
        return follow(current);
    }

    /**
     * Takes whose a pod is now.
     *
     * @param now the annotations that it carries; null where they are those that it carried before
     */
    Change putPod(IntentGraph current, ObjectKey pod, WorkloadId workload, @Nullable Map<String, String> now) {
        Annotated before = pods.get(pod);
        Map<String, String> carried = now != null ? now : before == null ? Map.of() : before.annotations();
        if (carried.isEmpty() ? before == null : new Annotated(workload, carried).equals(before)) {
            return Change.none();
        }
        Change change = removePod(current, pod);
        if (carried.isEmpty()) {
            return change;
        }
        pods.put(pod, new Annotated(workload, carried));
        annotations.computeIfAbsent(workload, it -> new TreeMap<>()).put(pod, carried);
        return change.and(tell(current, workload));
    }

    Change removePod(IntentGraph current, ObjectKey pod) {
        Annotated before = pods.remove(pod);
        if (before == null) {
            return Change.none();
        }
        annotations.computeIfPresent(before.workload(), (workload, all) -> {
            all.remove(pod);
            return all.isEmpty() ? null : all;
        });
        return tell(current, before.workload());
    }

    private Change tell(IntentGraph current, WorkloadId workload) {
        index.put(
                workload,
                annotations.getOrDefault(workload, Map.of()).values().stream()
                        .distinct()
                        .sorted((one, other) ->
                                new TreeMap<>(one).toString().compareTo(new TreeMap<>(other).toString()))
                        .toList());
        return follow(current);
    }

    private Change follow(IntentGraph current) {
        List<Change> changes = new ArrayList<>();
        for (Map.Entry<EntranceSubject, List<EntranceEntry>> it :
                index.changes().entrySet()) {
            if (!current.scope().excludes(it.getKey().namespace())) {
                changes.add(current.putEntrances(it.getKey(), it.getValue()));
            }
        }
        changes.add(current.putNodeAddresses(index.nodeAddresses()));
        changes.add(current.put(facts.egress().nameServers()));
        facts.egress().changes().forEach((service, addresses) -> changes.add(current.putAddresses(service, addresses)));
        return all(changes);
    }

    /** Puts changes together, so that each is copied a few times only. */
    private static Change all(List<Change> changes) {
        return switch (changes.size()) {
            case 0 -> Change.none();
            case 1 -> changes.get(0);
            default -> {
                int half = changes.size() / 2;
                yield all(changes.subList(0, half)).and(all(changes.subList(half, changes.size())));
            }
        };
    }
}

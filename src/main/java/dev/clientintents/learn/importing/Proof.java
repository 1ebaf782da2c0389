package dev.clientintents.learn.importing;

import dev.clientintents.model.WorkloadId;
import dev.clientintents.query.Change;
import dev.clientintents.query.Changes;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.Reachability;
import dev.clientintents.reach.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What intents open and close that stand in the place of what a source said: nothing, where the import is exact. Unlike a
 * comparison of manifests it also looks at connections between the replicas of a workload.
 *
 * @param workloads how many workloads are compared
 * @param before how many connections there are between workloads by what the source says
 * @param after how many there are by the intents
 * @param outside whether connections from and to the outside are compared, too
 * @param differences the connections that are not the same
 */
public record Proof(int workloads, long before, long after, boolean outside, List<Change> differences) {

    private static final String POD = "Pod";

    public Proof {
        differences = List.copyOf(differences);
    }

    /**
     * Compares who reaches whom.
     *
     * @param world the world of the source's policies; that without them, where it declares its rules otherwise
     * @param imported what the source says
     * @param after who reaches whom by the intents
     */
    public static Proof of(World world, Imported imported, Reachability after) {
        Optional<List<DeclaredRule>> declared = imported.declared();
        Reachability before = Reachability.of(
                declared.map(rules -> DeclaredWorld.of(world, rules)).orElse(world));
        boolean outside = declared.isEmpty();
        List<Change> differences = Stream.concat(
                        Changes.between(before, after).stream()
                                .filter(it -> outside || (isInside(it.source()) && isInside(it.destination()))),
                        replicas(before, after).stream())
                .toList();
        return new Proof(
                (int) before.workloads().stream()
                        .map(Endpoint.Workload::id)
                        .distinct()
                        .count(),
                connections(before),
                connections(after),
                outside,
                differences);
    }

    private static boolean isInside(Endpoint endpoint) {
        return endpoint instanceof Endpoint.Workload;
    }

    private static long connections(Reachability reachability) {
        return reachability
                .connections()
                .filter(it -> isInside(it.source()) && isInside(it.destination()))
                .count();
    }

    /** Compares what is open between the pods of each workload that may have several. */
    private static List<Change> replicas(Reachability before, Reachability after) {
        Map<WorkloadId, List<Endpoint.Workload>> was = variants(before);
        Map<WorkloadId, List<Endpoint.Workload>> is = variants(after);
        var changes = new ArrayList<Change>();
        before.workloads().stream()
                .map(Endpoint.Workload::id)
                .distinct()
                .filter(id -> !id.kind().equals(POD) && is.containsKey(id))
                .forEach(id -> {
                    Open open = Open.of(before, was.getOrDefault(id, List.of()));
                    Open opens = Open.of(after, is.getOrDefault(id, List.of()));
                    PortSet opened = opens.some.minus(open.all);
                    PortSet closed = open.some.minus(opens.all);
                    boolean same = open.equals(opens);
                    if (!same && !(opened.isEmpty() && closed.isEmpty())) {
                        var workload = new Endpoint.Workload(id, "");
                        changes.add(
                                new Change(workload, workload, open.some, opens.some, opened, closed, false, false));
                    }
                });
        return changes;
    }

    private static Map<WorkloadId, List<Endpoint.Workload>> variants(Reachability reachability) {
        return reachability.workloads().stream().collect(Collectors.groupingBy(Endpoint.Workload::id));
    }

    /** The ports that are open between some, and between all, of the pods of a workload. */
    private record Open(PortSet some, PortSet all) {

        static Open of(Reachability reachability, List<Endpoint.Workload> variants) {
            PortSet some = PortSet.NONE;
            PortSet all = PortSet.ALL;
            for (Endpoint from : variants) {
                for (Endpoint to : variants) {
                    PortSet ports = reachability.ports(from, to);
                    some = some.union(ports);
                    all = all.intersect(ports);
                }
            }
            return new Open(some, all);
        }
    }
}

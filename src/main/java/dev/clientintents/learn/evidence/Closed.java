package dev.clientintents.learn.evidence;

import dev.clientintents.effective.DeclaredAccess;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.effective.SnapshotPod;
import dev.clientintents.finding.Position;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Closes servers in thought: each by a ServerAccess that says nothing else of it, as a person would. */
public final class Closed {

    private Closed() {}

    /** Returns the workloads that can be closed: those with pods that policies tell, in namespaces that are not left alone. */
    public static List<WorkloadId> closable(Snapshot snapshot, Scope scope) {
        var workloads = new TreeMap<String, WorkloadId>();
        var onHosts = new TreeMap<String, WorkloadId>();
        for (SnapshotPod pod : snapshot.pods()) {
            WorkloadId workload = pod.workload();
            if (!scope.excludes(workload.namespace())) {
                (pod.hostNetwork() ? onHosts : workloads).put(workload.toString(), workload);
            }
        }
        workloads.keySet().removeAll(onHosts.keySet());
        return List.copyOf(workloads.values());
    }

    /** Returns the server that a workload is. */
    public static ServerId server(WorkloadId workload) {
        return new ServerId(workload.namespace(), workload.kind(), workload.name());
    }

    /** Returns the snapshot with these closed, whatever the enforcement of their namespaces is. */
    public static Snapshot closing(Snapshot snapshot, List<WorkloadId> workloads) {
        var accesses = new ArrayList<DeclaredAccess>(snapshot.accesses());
        for (WorkloadId workload : workloads) {
            var entry = new AccessEntry(
                    // a name that no object can have, so that none of the input is replaced
                    new ObjectKey(workload.namespace(), workload.kind() + "/" + workload.name()),
                    server(workload),
                    Enforcement.ACTIVE,
                    null,
                    Set.of(),
                    List.of(),
                    false,
                    null);
            accesses.add(
                    new DeclaredAccess(entry, Position.ofFile("what would close servers"), 0, List.of(), List.of()));
        }
        return snapshot.withAccesses(accesses);
    }
}

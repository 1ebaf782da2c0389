package dev.clientintents.learn.importing;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.finding.Code;
import dev.clientintents.finding.Finding;
import dev.clientintents.finding.Position;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds what is imported and cannot be compared, because it is not in the input. */
public final class Unproven {

    private Unproven() {}

    /** Returns a finding for each client and server that is not in the snapshot, where it is named first. */
    public static List<Finding> findings(Imported imported, Snapshot snapshot) {
        Set<WorkloadId> workloads =
                snapshot.pods().stream().map(it -> it.workload()).collect(Collectors.toSet());
        Set<ServerId> services = snapshot.services().stream()
                .map(it -> it.object().getMetadata())
                .map(it -> ServerId.service(it.getNamespace(), it.getName()))
                .collect(Collectors.toSet());
        Map<ServerId, Position> named = new LinkedHashMap<>();
        imported.consumptions().forEach(it -> {
            named.putIfAbsent(it.client().server(), it.origin());
            named.putIfAbsent(it.server(), it.origin());
        });
        imported.closures().forEach(it -> named.putIfAbsent(it.server(), it.origin()));
        return named.entrySet().stream()
                .filter(it -> !services.contains(it.getKey())
                        && workloads.stream().noneMatch(workload -> isMeant(it.getKey(), workload)))
                .map(it -> new Finding(
                        Code.UNPROVEN,
                        it.getValue(),
                        it.getKey() + " is not in the input, so what is imported of it is not compared",
                        "import together with the manifests of its workloads, or from a live cluster"))
                .sorted()
                .toList();
    }

    private static boolean isMeant(ServerId party, WorkloadId workload) {
        return party.namespace().equals(workload.namespace())
                && party.name().equals(workload.name())
                && (party.kind() == null || party.kind().equals(workload.kind()));
    }
}

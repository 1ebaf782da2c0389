package dev.clientintents.status;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.Set;
import java.util.stream.Collectors;

/** Counts the live pods of several servers, each pod once, of how many of them it may be. */
final class LivePods {

    private LivePods() {}

    /** Returns how many there are. Pods are gone through only where they are behind a Service that is a server itself. */
    static int of(IntentGraph graph, Set<ServerId> servers) {
        Set<ServerId> workloads =
                servers.stream().filter(server -> !server.isService()).collect(Collectors.toSet());
        int ofWorkloads = workloads.stream()
                .filter(server -> server.kind() == null
                        || !workloads.contains(ServerId.anyKind(server.namespace(), server.name())))
                .mapToInt(server -> graph.serverPodSummary(server).live())
                .sum();
        long behindServices = servers.stream()
                .filter(ServerId::isService)
                .flatMap(server -> graph.serverPods(server).stream())
                .filter(pod -> pod.isLive() && !isOf(workloads, pod.workload()))
                .map(PodEntry::key)
                .distinct()
                .count();
        return ofWorkloads + (int) behindServices;
    }

    private static boolean isOf(Set<ServerId> servers, WorkloadId workload) {
        return servers.contains(ServerId.anyKind(workload.namespace(), workload.name()))
                || servers.contains(new ServerId(workload.namespace(), workload.kind(), workload.name()));
    }
}

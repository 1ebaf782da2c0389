package dev.clientintents.learn.evidence;

import dev.clientintents.learn.observe.Observations;
import dev.clientintents.learn.observe.Party;
import dev.clientintents.model.WorkloadId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Observations held against declarations.
 *
 * @param observations what was seen
 * @param judged each connection that was seen and is of use, in the order of the observations
 * @param neverSeen what is declared and was never seen, in the order of the input
 * @param declaredClients the workloads that declare each server that is declared
 */
public record Evidence(
        Observations observations,
        List<Judged> judged,
        List<NeverSeen> neverSeen,
        Map<WorkloadId, Set<WorkloadId>> declaredClients) {

    public Evidence {
        declaredClients = Map.copyOf(declaredClients);
        judged = List.copyOf(judged);
        neverSeen = List.copyOf(neverSeen);
    }

    /**
     * Returns what concerns some servers.
     *
     * @param servers namespaces, or {@code namespace/name}; none for all
     */
    public Evidence about(Set<String> servers) {
        if (servers.isEmpty()) {
            return this;
        }
        return new Evidence(
                observations,
                judged.stream()
                        .filter(it -> it.connection().server() instanceof Party.OfWorkload server
                                && isOf(
                                        servers,
                                        server.workload().namespace(),
                                        server.workload().name()))
                        .toList(),
                neverSeen.stream()
                        .filter(it -> isOf(
                                servers, it.server().namespace(), it.server().name()))
                        .toList(),
                declaredClients);
    }

    private static boolean isOf(Set<String> servers, String namespace, String name) {
        return servers.contains(namespace) || servers.contains(namespace + "/" + name);
    }

    /** Returns those of a judgement. */
    public List<Judged> of(Judgement judgement) {
        return judged.stream().filter(it -> it.judgement() == judgement).toList();
    }
}

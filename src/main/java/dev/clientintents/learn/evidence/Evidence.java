package dev.clientintents.learn.evidence;

import dev.clientintents.learn.observe.Observations;
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

    /** Returns those of a judgement. */
    public List<Judged> of(Judgement judgement) {
        return judged.stream().filter(it -> it.judgement() == judgement).toList();
    }
}

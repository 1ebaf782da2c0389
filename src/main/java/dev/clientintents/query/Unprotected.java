package dev.clientintents.query;

import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.Reachability;
import dev.clientintents.reach.explain.Explanation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A workload that no policy closes.
 *
 * @param ingress whether everybody reaches it, because no policy selects it for ingress
 * @param egress whether it reaches everybody, because no policy selects it for egress
 * @param hostNetwork whether it is on the host network, where no policy holds
 */
public record Unprotected(Endpoint.Workload workload, boolean ingress, boolean egress, boolean hostNetwork) {

    /** Returns the workloads that are open in one direction at least, sorted by their texts. */
    public static Stream<Unprotected> of(Reachability reachability, Selection selection) {
        boolean all = selection.clients().isEmpty() && selection.servers().isEmpty();
        return reachability.workloads().stream().flatMap(workload -> {
            Explanation.Part in = reachability.admitting(workload, PortSet.NONE);
            Explanation out = reachability.explain(workload, workload, PortSet.NONE);
            var it = new Unprotected(
                    workload,
                    isOpen(in) && (all || isNamed(selection.servers(), workload)),
                    isOpen(out.egress()) && (all || isNamed(selection.clients(), workload)),
                    in.open() == Explanation.Open.HOST_NETWORK);
            return it.ingress || it.egress ? Stream.of(it) : Stream.empty();
        });
    }

    private static boolean isOpen(Explanation.Part side) {
        return side.open() != Explanation.Open.ISOLATED;
    }

    private static boolean isNamed(Optional<Parties> parties, Endpoint workload) {
        return parties.filter(it -> it.endpoints().contains(workload)).isPresent();
    }

    /** Returns the directions in which it is open, {@code ingress}, {@code egress} or both. */
    public List<String> directions() {
        return Stream.of(ingress ? "ingress" : "", egress ? "egress" : "")
                .filter(it -> !it.isEmpty())
                .toList();
    }
}

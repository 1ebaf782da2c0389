package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.query.Unprotected;
import java.util.List;
import java.util.stream.Stream;

/**
 * The workloads that no policy closes.
 *
 * @param complete whether all of the input counts, and all of its policies were evaluated
 * @param workloads all of them
 */
public record UnprotectedReport(boolean complete, List<Unprotected> workloads) implements Listing {

    public UnprotectedReport {
        workloads = List.copyOf(workloads);
    }

    /** Workloads for programs. */
    @JsonPropertyOrder({"complete", "unprotected"})
    record Document(boolean complete, List<Item> unprotected) {}

    /** A workload, and in which directions no policy closes it. */
    @JsonPropertyOrder({"workload", "ingress", "egress", "hostNetwork"})
    record Item(String workload, boolean ingress, boolean egress, boolean hostNetwork) {

        static Item of(Unprotected it) {
            return new Item(it.workload().toString(), it.ingress(), it.egress(), it.hostNetwork());
        }
    }

    private record Open(String workload, String directions) implements Row {

        static Open of(Unprotected it) {
            return new Open(
                    it.workload().toString(),
                    String.join(" and ", it.directions()) + (it.hostNetwork() ? ", on the host network" : ""));
        }

        @Override
        public List<String> cells() {
            return List.of(workload, directions);
        }

        @Override
        public String toString() {
            return workload + " : " + directions;
        }
    }

    @Override
    public List<String> columns() {
        return List.of("workload", "closed by no policy");
    }

    @Override
    public List<String> keys() {
        return List.of("workload", "unprotected");
    }

    @Override
    public Stream<Open> lines() {
        return workloads.stream().map(Open::of);
    }

    @Override
    public Object document() {
        return new Document(complete, workloads.stream().map(Item::of).toList());
    }
}

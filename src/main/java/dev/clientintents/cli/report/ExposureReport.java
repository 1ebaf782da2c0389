package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.cli.report.ConnectionReport.Range;
import dev.clientintents.reach.Direction;
import dev.clientintents.reach.explain.Exposure;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The report of what is open to pods that could come.
 *
 * @param complete whether all of the input counts, and all of its policies were evaluated
 * @param exposures all of it
 */
public record ExposureReport(boolean complete, List<Exposure> exposures) implements Listing {

    /** Exposures for programs. */
    @JsonPropertyOrder({"complete", "exposures"})
    record Document(boolean complete, List<Item> exposures) {}

    /** An exposure; {@code names} are ports whose numbers depend on the pod that comes. */
    @JsonPropertyOrder({"direction", "source", "destination", "ports", "ranges", "names"})
    record Item(
            String direction, String source, String destination, String ports, List<Range> ranges, List<String> names) {

        static Item of(Exposure exposure) {
            Line line = line(exposure);
            return new Item(
                    exposure.direction().name().toLowerCase(Locale.ROOT),
                    line.source(),
                    line.destination(),
                    exposure.ports().toString(),
                    Range.of(exposure.ports()),
                    exposure.names().stream().map(Object::toString).toList());
        }
    }

    @Override
    public Stream<Line> lines() {
        return exposures.stream().map(ExposureReport::line);
    }

    @Override
    public Object document() {
        return new Document(complete, exposures.stream().map(Item::of).toList());
    }

    private static Line line(Exposure exposure) {
        String workload = exposure.workload().toString();
        String peers = exposure.peers().toString();
        return exposure.direction() == Direction.INGRESS
                ? new Line(peers, workload, exposure.open())
                : new Line(workload, peers, exposure.open());
    }
}

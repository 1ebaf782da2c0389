package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.cli.Evaluated;
import dev.clientintents.finding.Finding;
import dev.clientintents.model.PortRange;
import dev.clientintents.reach.Connection;
import dev.clientintents.reach.PortSet;
import dev.clientintents.reach.Warning;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Connections that are open.
 *
 * @param connections all of them; read once
 * @param complete whether all of the input counts, and all of its policies were evaluated
 * @param warnings what a reader should know
 */
public record ConnectionReport(Stream<Connection> connections, boolean complete, List<Notice> warnings)
        implements Listing {

    /**
     * Returns the report of connections in an input.
     *
     * @param strict whether warnings make the answer one that cannot be trusted
     */
    public static ConnectionReport of(Stream<Connection> connections, Evaluated evaluated, boolean strict) {
        return new ConnectionReport(connections, evaluated.isComplete(strict), Notice.of(evaluated));
    }

    /** Connections for programs. */
    @JsonPropertyOrder({"complete", "connections", "warnings"})
    record Document(boolean complete, List<Item> connections, List<Notice> warnings) {}

    /** A connection: the texts of the text format, and the same ports one by one. */
    @JsonPropertyOrder({"source", "destination", "ports", "ranges"})
    record Item(String source, String destination, String ports, List<Range> ranges) {

        static Item of(Connection connection) {
            return new Item(
                    connection.source().toString(),
                    connection.destination().toString(),
                    connection.ports().toString(),
                    Range.of(connection.ports()));
        }
    }

    /** Ports as a NetworkPolicy writes them. */
    @JsonPropertyOrder({"protocol", "port", "endPort"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Range(String protocol, int port, @Nullable Integer endPort) {

        static List<Range> of(PortSet ports) {
            return ports.ranges().stream().map(Range::of).toList();
        }

        private static Range of(PortRange.Numbered range) {
            return new Range(
                    range.protocol().name(), range.first(), range.first() == range.last() ? null : range.last());
        }
    }

    /** A warning. */
    @JsonPropertyOrder({"code", "subject", "message"})
    record Notice(String code, String subject, String message) {

        /** Returns what a reader of answers should know. */
        static List<Notice> of(Evaluated evaluated) {
            return Stream.concat(
                            evaluated.aboutAnswers().stream().map(Notice::of),
                            evaluated.reach().reachability().warnings().stream().map(Notice::of))
                    .toList();
        }

        private static Notice of(Finding finding) {
            return new Notice(finding.code().id(), finding.position().toString(), finding.message());
        }

        private static Notice of(Warning warning) {
            return new Notice(Evaluated.id(warning), warning.subject(), warning.message());
        }
    }

    @Override
    public Stream<Line> lines() {
        return connections.map(it -> new Line(
                it.source().toString(), it.destination().toString(), it.ports().toString()));
    }

    @Override
    public Object document() {
        return new Document(complete, connections.map(Item::of).toList(), warnings);
    }
}

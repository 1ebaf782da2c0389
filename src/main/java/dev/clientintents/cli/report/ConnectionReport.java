package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.cli.Evaluated;
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
 * @param warnings what a reader should know
 */
public record ConnectionReport(Stream<Connection> connections, List<Warning> warnings) implements Listing {

    /** Connections for programs. */
    @JsonPropertyOrder({"connections", "warnings"})
    record Document(List<Item> connections, List<Notice> warnings) {}

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

        static Notice of(Warning warning) {
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
        return new Document(
                connections.map(Item::of).toList(),
                warnings.stream().map(Notice::of).toList());
    }
}

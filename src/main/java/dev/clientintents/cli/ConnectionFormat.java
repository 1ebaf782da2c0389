package dev.clientintents.cli;

import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.reach.Connection;
import dev.clientintents.reach.Warning;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;

/** How connections are written; the names are those of the option's values. */
enum ConnectionFormat {
    text {
        @Override
        void write(Stream<Connection> connections, List<Warning> warnings, PrintWriter out) {
            connections.forEach(connection -> out.print(connection + "\n"));
        }
    },
    json {
        @Override
        void write(Stream<Connection> connections, List<Warning> warnings, PrintWriter out) {
            out.print(ManifestWriter.json(ConnectionReport.of(connections.toList(), warnings)));
        }
    },
    yaml {
        @Override
        void write(Stream<Connection> connections, List<Warning> warnings, PrintWriter out) {
            out.print(ManifestWriter.yaml(List.of(ConnectionReport.of(connections.toList(), warnings))));
        }
    },
    csv {
        @Override
        void write(Stream<Connection> connections, List<Warning> warnings, PrintWriter out) {
            out.print("src,dst,conn\n");
            connections.forEach(it -> out.print(quoted(it.source().toString()) + ","
                    + quoted(it.destination().toString()) + ","
                    + quoted(it.ports().toString()) + "\n"));
        }
    };

    abstract void write(Stream<Connection> connections, List<Warning> warnings, PrintWriter out);

    /** As RFC 4180 wants it. */
    private static String quoted(String text) {
        return text.contains(",") || text.contains("\"") ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
}

package dev.clientintents.cli.report;

import dev.clientintents.manifest.ManifestWriter;
import java.io.PrintWriter;
import java.util.List;

/** The formats in which connections are listed; the names are those of the option's values. */
public enum ConnectionFormat {
    text {
        @Override
        public void write(Listing listing, PrintWriter out) {
            listing.lines().forEach(it -> out.print(it + "\n"));
        }
    },
    json {
        @Override
        public void write(Listing listing, PrintWriter out) {
            out.print(ManifestWriter.json(listing.document()));
        }
    },
    yaml {
        @Override
        public void write(Listing listing, PrintWriter out) {
            out.print(ManifestWriter.yaml(List.of(listing.document())));
        }
    },
    markdown {
        @Override
        public void write(Listing listing, PrintWriter out) {
            out.print("| client | server | open |\n|---|---|---|\n");
            listing.lines()
                    .forEach(it ->
                            out.print("| `" + it.source() + "` | `" + it.destination() + "` | " + it.ports() + " |\n"));
        }
    },
    csv {
        @Override
        public void write(Listing listing, PrintWriter out) {
            out.print("src,dst,conn\n");
            listing.lines()
                    .forEach(it ->
                            out.print(csv(it.source()) + "," + csv(it.destination()) + "," + csv(it.ports()) + "\n"));
        }
    },
    dot {
        @Override
        public void write(Listing listing, PrintWriter out) {
            out.print("digraph {\n  rankdir=LR\n  node [shape=box]\n");
            listing.lines()
                    .forEach(it -> out.print("  " + dot(it.source()) + " -> " + dot(it.destination()) + " [label="
                            + dot(it.ports()) + "]\n"));
            out.print("}\n");
        }
    };

    public abstract void write(Listing listing, PrintWriter out);

    /** Quotes a text as RFC 4180 wants it. */
    private static String csv(String text) {
        return text.contains(",") || text.contains("\"") ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }

    /** Quotes a text for DOT; names of objects and ports have nothing that has to be escaped. */
    private static String dot(String text) {
        return "\"" + text.replace("\"", "\\\"") + "\"";
    }
}

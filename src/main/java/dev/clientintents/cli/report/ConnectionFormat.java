package dev.clientintents.cli.report;

import dev.clientintents.manifest.ManifestWriter;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

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
            int names = listing.columns().size() - 1;
            out.print("| " + String.join(" | ", listing.columns()) + " |\n" + "|---".repeat(names + 1) + "|\n");
            listing.lines().map(Listing.Row::cells).forEach(cells -> {
                cells.subList(0, names).forEach(name -> out.print("| `" + name + "` "));
                out.print("| " + cells.get(names) + " |\n");
            });
        }
    },
    csv {
        @Override
        public void write(Listing listing, PrintWriter out) {
            out.print(String.join(",", listing.keys()) + "\n");
            listing.lines()
                    .forEach(it -> out.print(
                            it.cells().stream().map(ConnectionFormat::csv).collect(Collectors.joining(",")) + "\n"));
        }
    },
    dot {
        @Override
        public void write(Listing listing, PrintWriter out) {
            out.print("digraph {\n  rankdir=LR\n  node [shape=box]\n");
            listing.lines().map(Listing.Row::cells).forEach(cells -> {
                int names = cells.size() - 1;
                out.print("  "
                        + cells.subList(0, names).stream()
                                .map(ConnectionFormat::dot)
                                .collect(Collectors.joining(" -> "))
                        + (names == 1 ? " [xlabel=" : " [label=") + dot(cells.get(names)) + "]\n");
            });
            out.print("}\n");
        }
    };

    public abstract void write(Listing listing, PrintWriter out);

    /** Quotes a text as RFC 4180 wants it. */
    static String csv(String text) {
        return text.contains(",") || text.contains("\"") ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }

    /** Quotes a text for DOT; names of objects and ports have nothing that has to be escaped. */
    private static String dot(String text) {
        return "\"" + text.replace("\"", "\\\"") + "\"";
    }
}

package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.map.ChangePage;
import dev.clientintents.map.Dot;
import dev.clientintents.map.Mermaid;
import dev.clientintents.map.Svg;
import dev.clientintents.query.Change;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The formats in which changes are written; the names are those of the option's values. */
public enum ChangeFormat {
    text {
        @Override
        public void write(ChangeReport report, PrintWriter out) {
            report.changes().forEach(change -> out.print(change + "\n"));
            out.print(summary(report.changes()) + "\n");
        }
    },
    markdown {
        @Override
        public void write(ChangeReport report, PrintWriter out) {
            ChangeTable.of(report, Integer.MAX_VALUE).forEach(line -> out.print(line + "\n"));
        }
    },
    comment {
        @Override
        public void write(ChangeReport report, PrintWriter out) {
            String table = String.join("\n", ChangeTable.of(report, COMMENT)) + "\n";
            out.print(table);
            if (!report.changes().isEmpty()) {
                String picture = "\n<details><summary>As a picture</summary>\n\n```mermaid\n"
                        + Mermaid.of(report.drawing()) + "```\n\n</details>\n";
                out.print(table.length() + picture.length() <= COMMENT ? picture : "");
            }
        }
    },
    json {
        @Override
        public void write(ChangeReport report, PrintWriter out) {
            out.print(ManifestWriter.json(new Report(
                    report.complete(), report.changes().stream().map(Item::of).toList())));
        }
    },
    csv {
        @Override
        public void write(ChangeReport report, PrintWriter out) {
            out.print("change,src,dst,before,after,opened,closed,workload\n");
            for (Change change : report.changes()) {
                out.print(Stream.of(
                                        change.kind(),
                                        change.source(),
                                        change.destination(),
                                        change.before(),
                                        change.after(),
                                        change.opened(),
                                        change.closed(),
                                        newness(change))
                                .map(it -> ConnectionFormat.csv(it.toString()))
                                .collect(Collectors.joining(","))
                        + "\n");
            }
        }
    },
    mermaid {
        @Override
        public void write(ChangeReport report, PrintWriter out) {
            out.print(Mermaid.of(report.drawing()));
        }
    },
    dot {
        @Override
        public void write(ChangeReport report, PrintWriter out) {
            out.print(Dot.of(report.drawing()));
        }
    },
    svg {
        @Override
        public void write(ChangeReport report, PrintWriter out) {
            out.print(Svg.document(report.drawing(), drawingStyle()));
        }
    },
    html {
        @Override
        public void write(ChangeReport report, PrintWriter out) {
            var page = new ChangePage(
                    GraphFormat.resource("change.html"), GraphFormat.resource("change.css"), drawingStyle());
            out.print(page.of(
                    report.drawing(),
                    summary(report.changes()) + completeness(report),
                    report.changes().stream().map(ChangeFormat::row).toList()));
        }
    };

    /** The characters of a comment, of which GitHub takes 65,536. */
    private static final int COMMENT = 60_000;

    /** Writes changes, and as a picture also what stays. */
    public abstract void write(ChangeReport report, PrintWriter out);

    /** Changes for programs. */
    @JsonPropertyOrder({"complete", "changes"})
    record Report(boolean complete, List<Item> changes) {}

    /** A change; ports as the text format has them, and what is opened and closed one by one. */
    @JsonPropertyOrder({"kind", "source", "destination", "before", "after", "opened", "closed", "isNew", "isGone"})
    record Item(
            String kind,
            String source,
            String destination,
            String before,
            String after,
            List<ConnectionReport.Range> opened,
            List<ConnectionReport.Range> closed,
            boolean isNew,
            boolean isGone) {

        static Item of(Change change) {
            return new Item(
                    change.kind().name(),
                    change.source().toString(),
                    change.destination().toString(),
                    change.before().toString(),
                    change.after().toString(),
                    ConnectionReport.Range.of(change.opened()),
                    ConnectionReport.Range.of(change.closed()),
                    change.isNew(),
                    change.isGone());
        }
    }

    private static ChangePage.Row row(Change change) {
        return new ChangePage.Row(
                change.kind().name(),
                note(change),
                change.source().toString(),
                change.destination().toString(),
                change.before().toString(),
                after(change));
    }

    static String note(Change change) {
        return newness(change).isEmpty() ? "" : " (" + newness(change) + ")";
    }

    private static String newness(Change change) {
        return change.isNew() ? "new" : change.isGone() ? "gone" : "";
    }

    static String after(Change change) {
        return change.after() + (change.before().equals(change.after()) ? ", not for all pods" : "");
    }

    private static String drawingStyle() {
        return GraphFormat.resource("drawing.css") + GraphFormat.resource("change-drawing.css");
    }

    static String summary(List<Change> changes) {
        return changes.isEmpty()
                ? "No connection is opened or closed."
                : count(changes, Change.Kind.opened) + ", " + count(changes, Change.Kind.closed) + ", "
                        + count(changes, Change.Kind.changed) + ".";
    }

    /** Returns a sentence about what is missing; nothing where all counts. */
    static String completeness(ChangeReport report) {
        return report.complete()
                ? ""
                : " This is not all: part of the input could not be read, is not evaluated, or cannot be known.";
    }

    private static String count(List<Change> changes, Change.Kind kind) {
        return changes.stream().filter(it -> it.kind() == kind).count() + " " + kind;
    }
}

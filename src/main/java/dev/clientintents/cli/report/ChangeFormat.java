package dev.clientintents.cli.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.query.Change;
import java.io.PrintWriter;
import java.util.List;

/** The formats in which changes are written; the names are those of the option's values. */
public enum ChangeFormat {
    text {
        @Override
        public void write(List<Change> changes, boolean complete, PrintWriter out) {
            changes.forEach(change -> out.print(change + "\n"));
            out.print(summary(changes) + "\n");
        }
    },
    markdown {
        @Override
        public void write(List<Change> changes, boolean complete, PrintWriter out) {
            out.print("### Connections that this change opens and closes\n\n");
            if (!changes.isEmpty()) {
                out.print("| | client | server | before | after |\n|---|---|---|---|---|\n");
            }
            for (Change change : changes) {
                out.print("| **" + change.kind() + "**" + (change.isNew() ? " (new)" : change.isGone() ? " (gone)" : "")
                        + " | `" + change.source() + "` | `" + change.destination() + "` | " + change.before() + " | "
                        + change.after() + (change.before().equals(change.after()) ? ", not for all pods" : "")
                        + " |\n");
            }
            out.print((changes.isEmpty() ? "" : "\n") + summary(changes) + "\n");
        }
    },
    json {
        @Override
        public void write(List<Change> changes, boolean complete, PrintWriter out) {
            out.print(ManifestWriter.json(
                    new Report(complete, changes.stream().map(Item::of).toList())));
        }
    };

    /**
     * Writes changes.
     *
     * @param complete whether all of both inputs counts, and all of their policies were evaluated
     */
    public abstract void write(List<Change> changes, boolean complete, PrintWriter out);

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

    private static String summary(List<Change> changes) {
        return changes.isEmpty()
                ? "No connection is opened or closed."
                : count(changes, Change.Kind.opened) + ", " + count(changes, Change.Kind.closed) + ", "
                        + count(changes, Change.Kind.changed) + ".";
    }

    private static String count(List<Change> changes, Change.Kind kind) {
        return changes.stream().filter(it -> it.kind() == kind).count() + " " + kind;
    }
}

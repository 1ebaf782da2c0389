package dev.clientintents.cli.report;

import dev.clientintents.query.Change;
import java.util.ArrayList;
import java.util.List;

/** Changes as a table of Markdown. */
final class ChangeTable {

    /** The characters that the lines around the rows may need. */
    private static final int AROUND = 500;

    private ChangeTable() {}

    /**
     * Returns the lines.
     *
     * @param length how many characters there may be; rows that have no room are counted
     */
    static List<String> of(ChangeReport report, int length) {
        List<Change> changes = report.changes();
        var lines = new ArrayList<String>();
        lines.add("### Connections that this change opens and closes");
        lines.add("");
        if (!changes.isEmpty()) {
            lines.add("| | client | server | before | after |");
            lines.add("|---|---|---|---|---|");
        }
        int room = length - AROUND;
        int shown = 0;
        for (Change change : changes) {
            String row = row(change);
            room -= row.length() + 1;
            if (room < 0) {
                break;
            }
            lines.add(row);
            shown++;
        }
        if (!changes.isEmpty()) {
            lines.add("");
        }
        if (shown < changes.size()) {
            lines.add((changes.size() - shown) + " more are not shown here.");
            lines.add("");
        }
        lines.add(ChangeFormat.summary(changes) + ChangeFormat.completeness(report));
        return lines;
    }

    private static String row(Change change) {
        return "| **" + change.kind() + "**" + ChangeFormat.note(change) + " | `"
                + code(change.source().toString())
                + "` | `" + code(change.destination().toString()) + "` | " + change.before() + " | "
                + ChangeFormat.after(change) + " |";
    }

    /** Returns a text that ends neither the cell of a table nor the code in it. */
    private static String code(String text) {
        return text.replace("|", "\\|").replace('`', '\'');
    }
}

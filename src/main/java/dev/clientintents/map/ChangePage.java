package dev.clientintents.map;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes the drawing of a change and a table as one HTML page that loads and runs nothing.
 *
 * @param frame HTML with a placeholder, <code>{{word}}</code>, for each part
 * @param style the style sheet of the page
 * @param drawingStyle the style sheet of drawings
 */
public record ChangePage(String frame, String style, String drawingStyle) {

    /**
     * A change.
     *
     * @param kind what happens; the class of its row
     * @param note what else is to be said of it
     */
    public record Row(String kind, String note, String client, String server, String before, String after) {}

    /**
     * Returns the page.
     *
     * @param summary what the change does, in a sentence
     */
    public String of(Drawing drawing, String summary, List<Row> rows) {
        String styles = "\n" + drawingStyle + style;
        return Page.filled(
                frame,
                Map.of(
                        "title", Markup.escaped(drawing.title()),
                        "policy",
                                "default-src 'none'; style-src '" + Page.digest(styles)
                                        + "'; img-src data:; base-uri 'none'; form-action 'none'",
                        "style", styles,
                        "summary", Markup.escaped(summary),
                        "drawing", Svg.fragment(drawing),
                        "legend", drawing.legend().stream().map(ChangePage::key).collect(Collectors.joining("\n")),
                        "rows", rows.stream().map(ChangePage::row).collect(Collectors.joining("\n"))));
    }

    private static String key(Drawing.Key key) {
        return "<li><svg width=\"48\" height=\"8\"><path class=\"line "
                + key.stroke().style() + "\" d=\"M0 4H48\"/></svg> " + Markup.escaped(key.meaning()) + "</li>";
    }

    private static String row(Row row) {
        return "<tr class=\"" + Markup.escaped(row.kind()) + "\"><th scope=\"row\">" + Markup.escaped(row.kind())
                + Markup.escaped(row.note()) + "</th>" + cell(row.client()) + cell(row.server()) + cell(row.before())
                + cell(row.after()) + "</tr>";
    }

    private static String cell(String text) {
        return "<td>" + Markup.escaped(text) + "</td>";
    }
}

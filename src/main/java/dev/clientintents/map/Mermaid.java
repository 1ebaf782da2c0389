package dev.clientintents.map;

import dev.clientintents.map.Drawing.Box;
import dev.clientintents.map.Drawing.Line;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes a drawing as a <a href="https://mermaid.js.org/syntax/flowchart.html">Mermaid flowchart</a>, which many
 * Markdown viewers draw.
 */
public final class Mermaid {

    private static final String CLASSES = """
              classDef open stroke:#b35900,stroke-width:2px
              classDef unknown stroke-dasharray:5 4
              classDef outside stroke-dasharray:1 3
            """;

    private Mermaid() {}

    /** Returns one flowchart, with a subgraph for each group. */
    public static String of(Drawing drawing) {
        var text = new StringBuilder("flowchart LR\n");
        List<Box> boxes = drawing.boxes();
        String group = "";
        for (int i = 0; i < boxes.size(); i++) {
            Box box = boxes.get(i);
            if (!box.group().equals(group)) {
                text.append(group.isEmpty() ? "" : "  end\n");
                group = box.group();
                text.append(group.isEmpty() ? "" : "  subgraph g" + i + "[" + quoted(group) + "]\n");
            }
            text.append(group.isEmpty() ? "  " : "    ").append(node(i, box));
        }
        text.append(group.isEmpty() ? "" : "  end\n");
        drawing.lines().forEach(line -> text.append(edge(line)));
        for (Stroke stroke : Stroke.values()) {
            text.append(style(stroke, drawing.lines()));
        }
        return text.append(CLASSES).toString();
    }

    private static String node(int number, Box box) {
        String label = box.subtitle().isEmpty()
                ? escaped(box.title())
                : escaped(box.title()) + "<br/>" + escaped(box.subtitle());
        String style = box.standing() == Node.Standing.CLOSED
                ? ""
                : ":::" + box.standing().name().toLowerCase(Locale.ROOT);
        return "n" + number + "[\"" + label + "\"]" + style + "\n";
    }

    private static String edge(Line line) {
        String arrow = switch (line.stroke()) {
            case ENFORCED, OPEN, ENTRANCE, SAME -> "-->";
            case BLOCKED, CLOSED -> "-.-x";
            case UNKNOWN, UNDECLARED, CHANGED -> "-.->";
            case OPENED -> "==>";
        };
        String label = line.label().isEmpty() ? "" : "|" + quoted(line.label()) + "|";
        return "  n" + line.from() + " " + arrow + label + " n" + line.to() + "\n";
    }

    /** Returns the colour of the lines of a stroke; nothing where they have that of the theme, or there are none. */
    private static String style(Stroke stroke, List<Line> lines) {
        String colour = switch (stroke) {
            case ENFORCED, OPEN, BLOCKED, UNKNOWN, UNDECLARED, SAME -> "";
            case ENTRANCE -> "#0b6e75";
            case OPENED -> "#1a7f37";
            case CLOSED -> "#c01c28";
            case CHANGED -> "#b35900";
        };
        String numbers = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).stroke() == stroke)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
        return colour.isEmpty() || numbers.isEmpty()
                ? ""
                : "  linkStyle " + numbers + " stroke:" + colour + ",stroke-width:2px\n";
    }

    private static String quoted(String text) {
        return "\"" + escaped(text) + "\"";
    }

    /**
     * Returns the text with everything that Mermaid or HTML could take for syntax as an entity of Mermaid's, by its
     * code point.
     */
    private static String escaped(String text) {
        var escaped = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (Character.isLetterOrDigit(character) || " -._/,{}=*".indexOf(character) >= 0) {
                escaped.appendCodePoint(character);
            } else {
                escaped.append('#').append(character).append(';');
            }
        });
        return escaped.toString();
    }
}

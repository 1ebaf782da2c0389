package dev.clientintents.map;

import dev.clientintents.map.Drawing.Box;
import dev.clientintents.map.Drawing.Line;
import java.util.List;
import java.util.Locale;

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
        String arrow = switch (line.state()) {
            case ENFORCED, OPEN -> "-->";
            case BLOCKED -> "-.-x";
            case UNKNOWN, UNDECLARED -> "-.->";
        };
        String label = line.label().isEmpty() ? "" : "|" + quoted(line.label()) + "|";
        return "  n" + line.from() + " " + arrow + label + " n" + line.to() + "\n";
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

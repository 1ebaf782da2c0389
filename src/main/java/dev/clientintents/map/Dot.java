package dev.clientintents.map;

import dev.clientintents.map.Drawing.Box;
import dev.clientintents.map.Drawing.Line;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a drawing in the <a href="https://graphviz.org/doc/info/lang.html">DOT language</a> of Graphviz. */
public final class Dot {

    private Dot() {}

    /** Returns one digraph, with a cluster for each group. */
    public static String of(Drawing drawing) {
        var text = new StringBuilder("digraph ")
                .append(quoted(drawing.title()))
                .append(" {\n  rankdir=LR\n  node [shape=box, style=rounded, fontname=\"Helvetica\"]\n")
                .append("  edge [fontname=\"Helvetica\", fontsize=10]\n");
        if (!drawing.legend().isEmpty()) {
            text.append("  label=")
                    .append(quoted(drawing.legend().stream()
                            .map(key -> word(key.stroke()) + ": " + key.meaning())
                            .collect(Collectors.joining("\n"))))
                    .append("\n");
        }
        List<Box> boxes = drawing.boxes();
        String group = "";
        for (int i = 0; i < boxes.size(); i++) {
            Box box = boxes.get(i);
            if (!box.group().equals(group)) {
                text.append(group.isEmpty() ? "" : "  }\n");
                group = box.group();
                text.append(
                        group.isEmpty()
                                ? ""
                                : "  subgraph " + quoted("cluster_" + group) + " {\n    label=" + quoted(group) + "\n");
            }
            text.append(group.isEmpty() ? "  " : "    ").append(node(i, box));
        }
        text.append(group.isEmpty() ? "" : "  }\n");
        drawing.lines().forEach(line -> text.append(edge(line)));
        return text.append("}\n").toString();
    }

    private static String node(int number, Box box) {
        String style = switch (box.standing()) {
            case CLOSED -> "";
            case OPEN -> ", color=\"#b35900\", penwidth=2";
            case UNKNOWN -> ", style=\"rounded,dashed\"";
            case OUTSIDE -> ", style=\"rounded,dotted\"";
        };
        String label = box.subtitle().isEmpty() ? box.title() : box.title() + "\n" + box.subtitle();
        return "n" + number + " [label=" + quoted(label) + style + "]\n";
    }

    private static String edge(Line line) {
        String style = switch (line.stroke()) {
            case ENFORCED -> "";
            case OPEN -> ", color=\"#b35900\"";
            case BLOCKED -> ", color=\"#c01c28\", style=dashed, arrowhead=tee";
            case UNKNOWN -> ", style=dashed";
            case ENTRANCE -> ", color=\"#0b6e75\"";
            case UNDECLARED -> ", style=dotted";
            case OPENED -> ", color=\"#1a7f37\", penwidth=2.5";
            case CLOSED -> ", color=\"#c01c28\", style=dashed, arrowhead=tee";
            case CHANGED -> ", color=\"#b35900\", style=\"dashed,bold\"";
            case SAME -> ", color=\"#7b8794\"";
        };
        return "  n" + line.from() + " -> n" + line.to() + " [label=" + quoted(line.label()) + style + "]\n";
    }

    /** Returns how lines of a stroke look, in words. */
    private static String word(Stroke stroke) {
        return switch (stroke) {
            case ENFORCED -> "solid";
            case OPEN -> "orange";
            case BLOCKED, CLOSED -> "red, dashed";
            case UNKNOWN -> "dashed";
            case ENTRANCE -> "blue-green";
            case UNDECLARED -> "dotted";
            case OPENED -> "green, thick";
            case CHANGED -> "orange, dashed";
            case SAME -> "grey, thin";
        };
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}

package dev.clientintents.map;

import dev.clientintents.map.Drawing.Box;
import dev.clientintents.map.Drawing.Line;
import java.util.List;

/** Writes a drawing in the <a href="https://graphviz.org/doc/info/lang.html">DOT language</a> of Graphviz. */
public final class Dot {

    private Dot() {}

    /** Returns one digraph, with a cluster for each group. */
    public static String of(Drawing drawing) {
        var text = new StringBuilder("digraph ")
                .append(quoted(drawing.title()))
                .append(" {\n  rankdir=LR\n  node [shape=box, style=rounded, fontname=\"Helvetica\"]\n")
                .append("  edge [fontname=\"Helvetica\", fontsize=10]\n");
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
        String style = switch (line.state()) {
            case ENFORCED -> "";
            case OPEN -> ", color=\"#b35900\"";
            case BLOCKED -> ", color=\"#c01c28\", style=dashed, arrowhead=tee";
            case UNKNOWN -> ", style=dashed";
            case UNDECLARED -> ", style=dotted";
        };
        return "  n" + line.from() + " -> n" + line.to() + " [label=" + quoted(line.label()) + style + "]\n";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}

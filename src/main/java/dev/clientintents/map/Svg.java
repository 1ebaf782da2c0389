package dev.clientintents.map;

import dev.clientintents.map.Drawing.Box;
import dev.clientintents.map.Drawing.Line;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a drawing as SVG. Lines with the same label and stroke meet before they enter a server's box, so that the label
 * stands there once. The appearance is left to a style sheet.
 */
public final class Svg {

    private static final double MARGIN = 16;
    private static final double WIDEST = 340;
    private static final double BOX_HEIGHT = 40;
    private static final double DOCK = 16;
    private static final double GAP = 18;
    private static final double ROW = 18;
    private static final double SAMPLE = 48;
    private static final double TITLE_LETTER = 7.8;
    private static final double SMALL_LETTER = 6.5;

    /** The place at which lines of one label and stroke enter a box. */
    private record Dock(int box, String label, Stroke stroke) {}

    private final Drawing drawing;
    private final Map<Dock, Integer> docks = new HashMap<>();
    private final int[] dockCounts;
    private final Layout layout;
    private final double[] heights;
    private final double[] lefts;
    private final double[] widths;
    private final double width;
    private final boolean grouped;
    private final StringBuilder text = new StringBuilder();

    private Svg(Drawing drawing) {
        this.drawing = drawing;
        int count = drawing.boxes().size();
        grouped = drawing.boxes().stream().map(Box::group).distinct().count() > 1;
        dockCounts = new int[count];
        for (Line line : drawing.lines()) {
            docks.computeIfAbsent(dock(line), dock -> dockCounts[dock.box()]++);
        }
        heights = new double[count];
        for (int i = 0; i < count; i++) {
            heights[i] = Math.max(BOX_HEIGHT, dockCounts[i] * DOCK + 8);
        }
        layout = Layout.of(heights, drawing.lines(), GAP);
        int layers = layout.layers();
        widths = new double[layers];
        var labels = new double[layers + 1];
        for (int i = 0; i < count; i++) {
            int layer = layout.layer(i);
            widths[layer] = Math.max(widths[layer], widthOf(drawing.boxes().get(i)));
        }
        docks.keySet().forEach(dock -> {
            int layer = layout.layer(dock.box());
            labels[layer] = Math.max(labels[layer], shortened(dock.label()).length() * SMALL_LETTER);
        });
        lefts = new double[layers];
        double x = MARGIN;
        for (int layer = 0; layer < layers; layer++) {
            x += layer == 0 && labels[0] == 0 ? 0 : labels[layer] + 64;
            lefts[layer] = x;
            x += widths[layer];
        }
        width = x + MARGIN;
    }

    /** Returns the drawing as a file of its own. */
    public static String document(Drawing drawing, String style) {
        return new Svg(drawing).write("<style>\n" + style + "</style>\n", drawing.legend());
    }

    /** Returns the drawing as a part of a page, whose style sheet says how it looks. */
    static String fragment(Drawing drawing) {
        return new Svg(drawing).write("", List.of());
    }

    private String write(String style, List<Drawing.Key> legend) {
        double height = layout.height() + 2 * MARGIN + legend.size() * ROW;
        double widest = legend.stream()
                .mapToDouble(key -> key.meaning().length() * SMALL_LETTER + SAMPLE + 3 * MARGIN)
                .reduce(width, Math::max);
        text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map\" role=\"group\" width=\"")
                .append(number(widest))
                .append("\" height=\"")
                .append(number(height))
                .append("\" viewBox=\"0 0 ")
                .append(number(widest))
                .append(' ')
                .append(number(height))
                .append("\" aria-label=\"")
                .append(Markup.escaped(drawing.title()))
                .append("\">\n")
                .append(style);
        for (Stroke stroke : strokes()) {
            text.append("<marker id=\"end-")
                    .append(stroke.style())
                    .append("\" class=\"")
                    .append(stroke.style())
                    .append(
                            "\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"")
                    .append(" markerUnits=\"userSpaceOnUse\"><path d=\"")
                    .append(stroke.isBarred() ? "M6 0H8V8H6Z" : "M0 0L8 4L0 8Z")
                    .append("\"/></marker>\n");
        }
        for (int i = 0; i < drawing.lines().size(); i++) {
            line(drawing.lines().get(i), layout.route(i));
        }
        docks.entrySet().stream()
                .sorted(Map.Entry.<Dock, Integer>comparingByValue()
                        .thenComparing(entry -> entry.getKey().box()))
                .forEach(entry -> label(entry.getKey()));
        for (int i = 0; i < drawing.boxes().size(); i++) {
            box(i, drawing.boxes().get(i));
        }
        for (int i = 0; i < legend.size(); i++) {
            key(legend.get(i), layout.height() + 2 * MARGIN + i * ROW);
        }
        return text.append("</svg>\n").toString();
    }

    /** Returns the strokes of the lines and of the legend. */
    private Set<Stroke> strokes() {
        return Stream.concat(
                        drawing.lines().stream().map(Line::stroke),
                        drawing.legend().stream().map(Drawing.Key::stroke))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Stroke.class)));
    }

    private void key(Drawing.Key key, double y) {
        text.append("<path class=\"line ")
                .append(key.stroke().style())
                .append("\" marker-end=\"url(#end-")
                .append(key.stroke().style())
                .append(")\" d=\"M")
                .append(number(MARGIN))
                .append(" ")
                .append(number(y))
                .append("H")
                .append(number(MARGIN + SAMPLE))
                .append("\"/>");
        write("small", 2 * MARGIN + SAMPLE, y + 4, key.meaning());
        text.append("\n");
    }

    private void box(int number, Box box) {
        double x = left(number);
        double y = MARGIN + layout.top(number);
        double boxWidth = widths[layout.layer(number)];
        double middle = y + heights[number] / 2;
        String full = (box.group().isEmpty() ? "" : box.group() + "/") + box.title();
        text.append("<g class=\"box ")
                .append(box.standing().name().toLowerCase(Locale.ROOT))
                .append("\" data-id=\"")
                .append(Markup.escaped(box.id()))
                .append("\"><title>")
                .append(Markup.escaped(box.subtitle().isEmpty() ? full : full + ", " + box.subtitle()))
                .append("</title><rect x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(number(y))
                .append("\" width=\"")
                .append(number(boxWidth))
                .append("\" height=\"")
                .append(number(heights[number]))
                .append("\" rx=\"6\"/>");
        boolean alone = small(box).isEmpty();
        write("title", x + 12, middle + (alone ? 4.5 : -2), shortened(box.title()));
        if (!alone) {
            write("small", x + 12, middle + 13, shortened(small(box)));
        }
        text.append("</g>\n");
    }

    private void line(Line line, double[] route) {
        boolean back = layout.layer(line.from()) >= layout.layer(line.to());
        var points = new ArrayList<double[]>();
        points.add(new double[] {right(line.from()), MARGIN + layout.top(line.from()) + heights[line.from()] / 2});
        int first = Math.min(layout.layer(line.from()), layout.layer(line.to())) + 1;
        for (int i = 0; i < route.length; i++) {
            int index = back ? route.length - 1 - i : i;
            double y = MARGIN + route[index];
            int layer = first + index;
            double leftEdge = lefts[layer];
            double rightEdge = leftEdge + widths[layer];
            points.add(new double[] {back ? rightEdge : leftEdge, y});
            points.add(new double[] {back ? leftEdge : rightEdge, y});
        }
        Dock dock = dock(line);
        double labelStart = left(line.to()) - shortened(line.label()).length() * SMALL_LETTER - 18;
        points.add(new double[] {labelStart, dockHeight(dock)});
        text.append("<path class=\"line ")
                .append(line.stroke().style())
                .append("\" data-client=\"")
                .append(Markup.escaped(drawing.boxes().get(line.from()).id()))
                .append("\" data-server=\"")
                .append(Markup.escaped(drawing.boxes().get(line.to()).id()))
                .append("\" marker-end=\"url(#end-")
                .append(line.stroke().style())
                .append(")\" d=\"")
                .append(path(points))
                .append("H")
                .append(number(left(line.to())))
                .append("\"/>\n");
    }

    /** Returns a smooth line through the points, level at each of them. */
    private static String path(List<double[]> points) {
        var path = new StringBuilder("M" + number(points.get(0)[0]) + " " + number(points.get(0)[1]));
        for (int i = 1; i < points.size(); i++) {
            double[] from = points.get(i - 1);
            double[] to = points.get(i);
            double reach = Math.max(30, Math.abs(to[0] - from[0]) / 2);
            path.append("C")
                    .append(number(from[0] + reach))
                    .append(" ")
                    .append(number(from[1]))
                    .append(" ")
                    .append(number(to[0] - reach))
                    .append(" ")
                    .append(number(to[1]))
                    .append(" ")
                    .append(number(to[0]))
                    .append(" ")
                    .append(number(to[1]));
        }
        return path.toString();
    }

    private void label(Dock dock) {
        String label = shortened(dock.label());
        double x = left(dock.box()) - label.length() * SMALL_LETTER - 12;
        String server = Markup.escaped(drawing.boxes().get(dock.box()).id());
        text.append("<g data-server=\"").append(server).append("\">");
        write("label", x, dockHeight(dock) - 4, label);
        text.append("</g>\n");
    }

    private void write(String type, double x, double y, String content) {
        text.append("<text class=\"")
                .append(type)
                .append("\" x=\"")
                .append(number(x))
                .append("\" y=\"")
                .append(number(y))
                .append("\">")
                .append(Markup.escaped(content))
                .append("</text>");
    }

    private double left(int box) {
        return lefts[layout.layer(box)];
    }

    private double right(int box) {
        return left(box) + widths[layout.layer(box)];
    }

    private double dockHeight(Dock dock) {
        int place = docks.getOrDefault(dock, 0);
        double first = heights[dock.box()] / 2 - (dockCounts[dock.box()] - 1) * DOCK / 2;
        return MARGIN + layout.top(dock.box()) + first + place * DOCK;
    }

    private static Dock dock(Line line) {
        return new Dock(line.to(), line.label(), line.stroke());
    }

    /** Returns the small text of a box, with the namespace only where it tells boxes apart. */
    private String small(Box box) {
        return !grouped || box.group().isEmpty()
                ? box.subtitle()
                : box.subtitle().isEmpty() ? box.group() : box.group() + " · " + box.subtitle();
    }

    private double widthOf(Box box) {
        double widest = Math.max(
                shortened(box.title()).length() * TITLE_LETTER,
                shortened(small(box)).length() * SMALL_LETTER);
        return Math.min(WIDEST, widest + 24);
    }

    private static String shortened(String text) {
        int most = 44;
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
    }

    /** Returns the number with one decimal, or with none where that is zero. */
    private static String number(double value) {
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : String.format(Locale.ROOT, "%.1f", tenths / 10.0);
    }
}

package dev.clientintents.map;

import dev.clientintents.map.Drawing.Box;
import dev.clientintents.map.Drawing.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Chooses what to draw of a map. */
public final class Drawings {

    /** The group of boxes outside of the cluster; no namespace can have this name. */
    private static final String OUTSIDE = "{outside}";

    /**
     * The most lines between namespaces that are drawn with their numbers; with more, the numbers would hide the lines.
     */
    private static final int MOST_COUNTS = 60;

    private Drawings() {}

    /** Returns a drawing with a box for each workload. */
    public static Drawing byWorkload(IntentMap map) {
        return drawing(map, map.nodes());
    }

    /** Returns a drawing with a box for each workload that takes part in a connection, or is closed. */
    public static Drawing connected(IntentMap map) {
        return drawing(map, map.connected());
    }

    private static Drawing drawing(IntentMap map, List<Node> nodes) {
        var boxes = new ArrayList<Box>();
        var numbers = new HashMap<String, Integer>();
        Set<String> clients = map.edges().stream().map(Edge::client).collect(Collectors.toSet());
        Set<String> servers = map.edges().stream().map(Edge::server).collect(Collectors.toSet());
        for (Node node : nodes) {
            numbers.put(node.id(), boxes.size());
            boolean serves = servers.contains(node.id())
                    || !clients.contains(node.id())
                    || !node.services().isEmpty();
            boxes.add(box(node, serves));
        }
        List<Line> lines = map.edges().stream()
                .map(edge -> new Line(
                        Objects.requireNonNull(numbers.get(edge.client())),
                        Objects.requireNonNull(numbers.get(edge.server())),
                        edge.label(),
                        Stroke.of(edge.state())))
                .toList();
        return new Drawing(map.title(), boxes, lines, List.of());
    }

    /** Returns the box of a node. It does not say of a mere client that it is open. */
    private static Box box(Node node, boolean serves) {
        Node.Standing standing =
                node.standing() == Node.Standing.OPEN && !serves ? Node.Standing.CLOSED : node.standing();
        String services = node.services().isEmpty() ? "" : ", Service " + String.join(" ", node.services());
        String subtitle = switch (standing) {
            case OUTSIDE -> "";
            case UNKNOWN -> "not in the input";
            case CLOSED -> node.kind() + services;
            case OPEN -> node.kind() + services + ", open to everybody";
        };
        return new Box(node.id(), node.namespace(), node.name(), subtitle, standing);
    }

    /** Returns a drawing with a box for each namespace, which stays readable when there are many workloads. */
    public static Drawing byNamespace(IntentMap map) {
        var names = new HashMap<String, String>();
        SortedMap<String, Integer> sizes = new TreeMap<>();
        var open = new HashMap<String, Integer>();
        for (Node node : map.nodes()) {
            String name = node.standing() == Node.Standing.OUTSIDE ? OUTSIDE : node.namespace();
            names.put(node.id(), name);
            sizes.merge(name, 1, Integer::sum);
            open.merge(name, node.isOpen() ? 1 : 0, Integer::sum);
        }
        var within = new HashMap<String, Integer>();
        SortedMap<String, SortedMap<String, Map<Edge.State, Integer>>> between = new TreeMap<>();
        for (Edge edge : map.edges()) {
            String from = names.getOrDefault(edge.client(), OUTSIDE);
            String to = names.getOrDefault(edge.server(), OUTSIDE);
            if (from.equals(to)) {
                within.merge(from, 1, Integer::sum);
            } else {
                between.computeIfAbsent(from, it -> new TreeMap<>())
                        .computeIfAbsent(to, it -> new TreeMap<>())
                        .merge(edge.state(), 1, Integer::sum);
            }
        }
        var boxes = new ArrayList<Box>();
        var numbers = new HashMap<String, Integer>();
        sizes.forEach((name, size) -> {
            numbers.put(name, boxes.size());
            boxes.add(namespace(name, size, open.getOrDefault(name, 0), within.getOrDefault(name, 0)));
        });
        var lines = new ArrayList<Line>();
        between.forEach((from, targets) ->
                targets.forEach((to, states) -> states.forEach((state, count) -> lines.add(new Line(
                        Objects.requireNonNull(numbers.get(from)),
                        Objects.requireNonNull(numbers.get(to)),
                        plural(count, "connection"),
                        Stroke.of(state))))));
        boolean counted = lines.size() <= MOST_COUNTS;
        return new Drawing(
                map.title(),
                boxes,
                counted ? lines : lines.stream().map(Line::unlabelled).toList(),
                List.of());
    }

    private static Box namespace(String name, int size, int open, int within) {
        boolean outside = name.equals(OUTSIDE);
        String unprotected = open == 0 ? "" : ", " + open + " open to everybody";
        String inside = within == 0 ? "" : ", " + plural(within, "connection") + " within";
        return new Box(
                name,
                "",
                outside ? "outside" : name,
                (outside ? "not in the cluster" : plural(size, "workload")) + unprotected + inside,
                outside ? Node.Standing.OUTSIDE : Node.Standing.CLOSED);
    }

    static String plural(int count, String name) {
        return count + " " + name + (count == 1 ? "" : "s");
    }
}

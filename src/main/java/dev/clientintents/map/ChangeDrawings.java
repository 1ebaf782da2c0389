package dev.clientintents.map;

import dev.clientintents.map.Drawing.Box;
import dev.clientintents.map.Drawing.Line;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.reach.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Draws connections before and after a change in one picture.
 *
 * @param title what it is a picture of
 * @param before the workloads before the change
 * @param after those after it
 */
public record ChangeDrawings(String title, Set<WorkloadId> before, Set<WorkloadId> after) {

    /** More boxes than this cannot be looked at. */
    private static final int MOST_BOXES = 100;

    /** Viewers of Mermaid draw no more than 500. */
    private static final int MOST_LINES = 400;

    private static final String OUTSIDE = "outside";

    private static final List<Drawing.Key> LEGEND = List.of(
            new Drawing.Key(Stroke.OPENED, "opened by the change"),
            new Drawing.Key(Stroke.CLOSED, "closed by the change"),
            new Drawing.Key(Stroke.CHANGED, "changed: open before and after, on other ports or for other pods"),
            new Drawing.Key(Stroke.SAME, "stays as it is"));

    public ChangeDrawings {
        before = Set.copyOf(before);
        after = Set.copyOf(after);
    }

    /**
     * A connection.
     *
     * @param label what the line says of it
     */
    public record Connection(Endpoint client, Endpoint server, Stroke stroke, String label) {}

    /**
     * Returns a drawing with a box for each workload that takes part in a connection. Where that is more than anybody
     * can look at, what stays is left out; and where that is not enough, a box is a namespace.
     *
     * @param connections before and after, each once
     */
    public Drawing of(Collection<Connection> connections) {
        Drawing all = byWorkload(connections);
        if (isReadable(all)) {
            return all;
        }
        List<Connection> changes =
                connections.stream().filter(it -> it.stroke() != Stroke.SAME).toList();
        Drawing less = byWorkload(changes);
        return isReadable(less) ? less : byNamespace(changes);
    }

    private static boolean isReadable(Drawing drawing) {
        return drawing.boxes().size() <= MOST_BOXES && drawing.lines().size() <= MOST_LINES;
    }

    private Drawing byWorkload(Collection<Connection> connections) {
        var boxes = connections.stream()
                .flatMap(it -> Stream.of(it.client(), it.server()))
                .distinct()
                .map(this::box)
                .sorted(Comparator.comparing(Box::group).thenComparing(Box::id))
                .toList();
        Map<String, Integer> numbers = numbers(boxes);
        List<Line> lines = connections.stream()
                .sorted(Comparator.comparing((Connection it) -> it.client().toString())
                        .thenComparing(it -> it.server().toString()))
                .map(it -> new Line(
                        Objects.requireNonNull(numbers.get(it.client().toString())),
                        Objects.requireNonNull(numbers.get(it.server().toString())),
                        it.label(),
                        it.stroke()))
                .toList();
        return new Drawing(title, boxes, lines, LEGEND);
    }

    private static Map<String, Integer> numbers(List<Box> boxes) {
        var numbers = new HashMap<String, Integer>();
        boxes.forEach(box -> numbers.put(box.id(), numbers.size()));
        return numbers;
    }

    private Box box(Endpoint endpoint) {
        if (!(endpoint instanceof Endpoint.Workload workload)) {
            Node node = Node.outside(endpoint.toString());
            return new Box(node.id(), "", node.name(), "", node.standing());
        }
        WorkloadId id = workload.id();
        String note = !before.contains(id) ? ", new" : !after.contains(id) ? ", gone" : "";
        return new Box(
                workload.toString(),
                id.namespace(),
                id.name() + workload.variant(),
                id.kind() + note,
                Node.Standing.CLOSED);
    }

    private Drawing byNamespace(Collection<Connection> changes) {
        var names = new TreeSet<String>();
        var within = new HashMap<String, Map<Stroke, Integer>>();
        var between = new TreeMap<String, Map<String, Map<Stroke, Integer>>>();
        for (Connection change : changes) {
            String from = group(change.client());
            String to = group(change.server());
            names.add(from);
            names.add(to);
            Map<Stroke, Integer> counts = from.equals(to)
                    ? within.computeIfAbsent(from, it -> new EnumMap<>(Stroke.class))
                    : between.computeIfAbsent(from, it -> new TreeMap<>())
                            .computeIfAbsent(to, it -> new EnumMap<>(Stroke.class));
            counts.merge(change.stroke(), 1, Integer::sum);
        }
        List<Box> boxes = names.stream()
                .map(name -> new Box(
                        name,
                        "",
                        name.isEmpty() ? OUTSIDE : name,
                        String.join(", ", counts(within.getOrDefault(name, Map.of()))),
                        name.isEmpty() ? Node.Standing.OUTSIDE : Node.Standing.CLOSED))
                .toList();
        Map<String, Integer> numbers = numbers(boxes);
        var lines = new ArrayList<Line>();
        between.forEach((from, targets) ->
                targets.forEach((to, strokes) -> strokes.forEach((stroke, count) -> lines.add(new Line(
                        Objects.requireNonNull(numbers.get(from)),
                        Objects.requireNonNull(numbers.get(to)),
                        count + " " + stroke.style(),
                        stroke)))));
        return new Drawing(title, boxes, lines, LEGEND);
    }

    /** Returns the namespace; empty outside of the cluster. */
    private static String group(Endpoint endpoint) {
        return endpoint instanceof Endpoint.Workload workload ? workload.id().namespace() : "";
    }

    private static List<String> counts(Map<Stroke, Integer> counts) {
        return counts.entrySet().stream()
                .map(it -> it.getValue() + " " + it.getKey().style() + " within")
                .toList();
    }
}

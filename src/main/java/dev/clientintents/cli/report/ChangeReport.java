package dev.clientintents.cli.report;

import dev.clientintents.cli.Evaluated;
import dev.clientintents.map.ChangeDrawings;
import dev.clientintents.map.ChangeDrawings.Connection;
import dev.clientintents.map.Drawing;
import dev.clientintents.map.IntentMap;
import dev.clientintents.map.Stroke;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.query.Change;
import dev.clientintents.query.Changes;
import dev.clientintents.reach.Endpoint;
import dev.clientintents.reach.Reachability;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a change opens and closes.
 *
 * @param title what changes into what
 * @param was before the change
 * @param is after it
 * @param changes what it opens and closes
 * @param complete whether all of both inputs counts, and all of their policies were evaluated
 */
public record ChangeReport(String title, Evaluated was, Evaluated is, List<Change> changes, boolean complete) {

    private static final Set<String> ENTRANCES =
            Set.of(new Endpoint.IngressController().toString(), new Endpoint.ExternalTraffic().toString());

    /** Stands for all addresses; no endpoint has this text. */
    private static final String OUTSIDE = "";

    private record Ends(String client, String server) {}

    public ChangeReport {
        changes = List.copyOf(changes);
    }

    /**
     * Returns the report of a change.
     *
     * @param strict whether warnings make the answer one that cannot be trusted
     */
    public static ChangeReport of(String title, Evaluated was, Evaluated is, boolean strict) {
        return new ChangeReport(
                title,
                was,
                is,
                Changes.between(was.reach().reachability(), is.reach().reachability()),
                was.isComplete(strict) && is.isComplete(strict));
    }

    /**
     * Returns a drawing of the changes, and of what stays, as far as a map shows it: what a server opens to everybody is
     * no line.
     */
    Drawing drawing() {
        Stream<Connection> changed = changes.stream()
                .map(it -> new Connection(it.source(), it.destination(), stroke(it), it.kind() + ": " + it.ports()));
        return new ChangeDrawings(title, workloads(was), workloads(is))
                .of(Stream.concat(changed, same()).toList());
    }

    private Stream<Connection> same() {
        Reachability before = was.reach().reachability();
        Reachability after = is.reach().reachability();
        Set<Ends> drawn = drawn(Changes.compared(before, after));
        return Changes.unchanged(before, after)
                .filter(it -> drawn.contains(new Ends(text(it.source()), text(it.destination()))))
                .map(it -> new Connection(
                        it.source(),
                        it.destination(),
                        Stroke.SAME,
                        it.ports().isAll() ? "all ports" : it.ports().toString()));
    }

    /** Returns the connections that the map after the change shows as open. */
    private Set<Ends> drawn(UnaryOperator<Endpoint> compared) {
        Reachability after = is.reach().reachability();
        Map<String, String> texts = after.workloads().stream()
                .collect(Collectors.toMap(Endpoint::toString, it -> text(compared.apply(it))));
        UnaryOperator<String> text = id -> texts.getOrDefault(id, ENTRANCES.contains(id) ? id : OUTSIDE);
        return IntentMap.of(title, is.input().snapshot(), is.input().outcome(), after).edges().stream()
                .filter(edge -> !edge.ports().isEmpty())
                .map(edge -> new Ends(text.apply(edge.client()), text.apply(edge.server())))
                .collect(Collectors.toSet());
    }

    private static String text(Endpoint endpoint) {
        return endpoint instanceof Endpoint.External ? OUTSIDE : endpoint.toString();
    }

    private static Set<WorkloadId> workloads(Evaluated side) {
        return side.reach().reachability().workloads().stream()
                .map(Endpoint.Workload::id)
                .collect(Collectors.toSet());
    }

    private static Stroke stroke(Change change) {
        return switch (change.kind()) {
            case opened -> Stroke.OPENED;
            case closed -> Stroke.CLOSED;
            case changed -> Stroke.CHANGED;
        };
    }
}

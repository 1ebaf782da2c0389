package dev.clientintents.map;

import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.reach.Reachability;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A map of who consumes whom.
 *
 * @param title what it is a map of, for people
 * @param nodes all workloads, and whatever else intents or policies name, by namespace and id
 * @param edges from clients to servers, by the ids of client and server; what a server opens to everybody is no edge
 */
public record IntentMap(String title, List<Node> nodes, List<Edge> edges) {

    public IntentMap {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
    }

    /**
     * Returns the map of a snapshot, as it is once the operator has done its work.
     *
     * @param reach who reaches whom then
     */
    public static IntentMap of(String title, Snapshot snapshot, Outcome outcome, Reachability reach) {
        return Survey.map(title, snapshot, outcome, reach);
    }

    /** Returns the nodes that take part in an edge, and servers that have no client left. */
    List<Node> connected() {
        var ends = edges.stream()
                .flatMap(edge -> Stream.of(edge.client(), edge.server()))
                .collect(Collectors.toSet());
        return nodes.stream()
                .filter(node -> ends.contains(node.id()) || node.standing() == Node.Standing.CLOSED)
                .toList();
    }
}

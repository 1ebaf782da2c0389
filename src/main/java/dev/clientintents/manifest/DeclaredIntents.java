package dev.clientintents.manifest;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.observe.ObservedIntents;
import java.util.List;

/**
 * A ClientIntents of the input that the API server would take.
 *
 * @param object the object, with its namespace filled in
 * @param position where it begins
 * @param clientLine the line of its client
 * @param targetLines the line of each of its targets, in their order
 */
public record DeclaredIntents(ClientIntents object, Position position, int clientLine, List<Integer> targetLines) {

    public DeclaredIntents {
        targetLines = List.copyOf(targetLines);
    }

    public IntentsEntry entry() {
        return ObservedIntents.entry(object);
    }

    /** Where the client is named. */
    public Position client() {
        return position.at(clientLine);
    }

    /** Where the target of an index stands. */
    public Position target(int index) {
        return position.at(targetLines.get(index));
    }
}

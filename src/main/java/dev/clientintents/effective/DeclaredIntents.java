package dev.clientintents.effective;

import dev.clientintents.finding.Position;
import dev.clientintents.graph.IntentsEntry;
import java.util.List;

/**
 * A ClientIntents of the input that the API server would take.
 *
 * @param entry what it declares
 * @param position where it begins
 * @param clientLine the line of its client
 * @param targetLines the line of each of its targets, in their order
 */
public record DeclaredIntents(IntentsEntry entry, Position position, int clientLine, List<Integer> targetLines) {

    public DeclaredIntents {
        targetLines = List.copyOf(targetLines);
    }

    /** Returns the position at which the client is named. */
    public Position client() {
        return position.at(clientLine);
    }

    /** Returns the position of the target with that index. */
    public Position target(int index) {
        return position.at(targetLines.get(index));
    }
}

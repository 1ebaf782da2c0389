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
 * @param targetLines the line of each server that it consumes, in their order
 * @param outsideLines the line of each thing that it consumes outside of the cluster, in their order
 */
public record DeclaredIntents(
        IntentsEntry entry, Position position, int clientLine, List<Integer> targetLines, List<Integer> outsideLines) {

    public DeclaredIntents {
        targetLines = List.copyOf(targetLines);
        outsideLines = List.copyOf(outsideLines);
    }

    /** Returns the position at which the client is named. */
    public Position client() {
        return position.at(clientLine);
    }

    /** Returns the position of what is consumed outside, by its index. */
    public Position outside(int index) {
        return position.at(outsideLines.get(index));
    }

    /** Returns the position of the server with that index. */
    public Position target(int index) {
        return position.at(targetLines.get(index));
    }
}

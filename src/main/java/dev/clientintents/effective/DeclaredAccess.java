package dev.clientintents.effective;

import dev.clientintents.finding.Position;
import dev.clientintents.graph.AccessEntry;
import java.util.List;

/**
 * A ServerAccess of the input that the API server would take.
 *
 * @param entry what it says
 * @param position where it begins
 * @param serverLine the line of its server; that of its spec where it is about all servers of its namespace
 * @param consumerLines the line of each of its consumers, in their order
 * @param entranceLines the line of each entrance of the entry, in their order
 */
public record DeclaredAccess(
        AccessEntry entry,
        Position position,
        int serverLine,
        List<Integer> consumerLines,
        List<Integer> entranceLines) {

    public DeclaredAccess {
        consumerLines = List.copyOf(consumerLines);
        entranceLines = List.copyOf(entranceLines);
    }

    /** Returns the position at which the server is named. */
    public Position server() {
        return position.at(serverLine);
    }

    /** Returns the position of the consumer with that index. */
    public Position consumer(int index) {
        return position.at(consumerLines.get(index));
    }

    /** Returns the position of the entrance of the entry with that index. */
    public Position entrance(int index) {
        return position.at(entranceLines.get(index));
    }
}

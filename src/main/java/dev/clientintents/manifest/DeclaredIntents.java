package dev.clientintents.manifest;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.manifest.Value.Mapping;
import dev.clientintents.observe.ObservedIntents;
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

    /** @param content the document of the object */
    static DeclaredIntents of(ClientIntents object, Mapping content, Position position) {
        Mapping spec = content.mapping("spec").orElseThrow();
        return new DeclaredIntents(
                ObservedIntents.entry(object),
                position,
                spec.mapping("client").orElseThrow().line(),
                spec.items("consumes").stream().map(Value::line).toList());
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

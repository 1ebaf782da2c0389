package dev.clientintents.manifest;

import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.manifest.Value.Mapping;
import dev.clientintents.model.ObjectKey;
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

    /** Of an object that the schema allows. */
    static DeclaredIntents of(Manifest manifest) {
        Mapping spec = manifest.content().mapping("spec").orElseThrow();
        return new DeclaredIntents(
                ObservedIntents.entry(
                        new ObjectKey(manifest.namespace(), manifest.name()), Binding.clientIntentsSpec(spec)),
                manifest.position(),
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

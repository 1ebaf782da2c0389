package dev.clientintents.learn.importing;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.graph.Scope;
import dev.clientintents.manifest.Manifest;
import java.util.List;

/**
 * What is imported from.
 *
 * @param snapshot the workloads, Services and policies that are there
 * @param scope how far the operator reaches that is to enforce the intents
 * @param objects all objects of the input in its order, those of unknown kinds among them
 */
public record Source(Snapshot snapshot, Scope scope, List<Manifest> objects) {

    public Source {
        objects = List.copyOf(objects);
    }
}

package dev.clientintents.graph;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One ClientIntents object.
 *
 * @param key its namespace, which is the client's, and its name
 * @param clientName the name of the client
 * @param clientKind the kind of the client; null means any workload of that name
 * @param intents what the client consumes, in the order of the object
 */
public record IntentsEntry(
        ObjectKey key, String clientName, @Nullable String clientKind, List<Intent> intents) {

    /** Namespace and name of the client. */
    public ObjectKey client() {
        return new ObjectKey(key.namespace(), clientName);
    }

    /** Whether a workload of the client's namespace and name is the client. */
    public boolean isOf(WorkloadId workload) {
        return workload.namespace().equals(key.namespace())
                && workload.name().equals(clientName)
                && (clientKind == null || clientKind.equals(workload.kind()));
    }
}

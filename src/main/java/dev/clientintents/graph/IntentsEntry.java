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
 * @param intents the servers that the client consumes, in the order of the object
 * @param outside what it consumes outside of the cluster, in the order of the object
 * @param created when the API server took it, in the form of RFC 3339; null where it has not taken it yet
 */
public record IntentsEntry(
        ObjectKey key,
        String clientName,
        @Nullable String clientKind,
        List<Intent> intents,
        List<OutsideIntent> outside,
        @Nullable String created)
        implements DeclaredObject {

    /** Creates an entry of an object that the API server has not taken yet, and that consumes nothing outside. */
    public IntentsEntry(ObjectKey key, String clientName, @Nullable String clientKind, List<Intent> intents) {
        this(key, clientName, clientKind, intents, null);
    }

    /** Creates an entry of an object that consumes nothing outside. */
    public IntentsEntry(
            ObjectKey key,
            String clientName,
            @Nullable String clientKind,
            List<Intent> intents,
            @Nullable String created) {
        this(key, clientName, clientKind, intents, List.of(), created);
    }

    /** Returns the same object with other intents. */
    IntentsEntry with(List<Intent> others) {
        return new IntentsEntry(key, clientName, clientKind, others, outside, created);
    }

    /** Returns the namespace and name of the client. */
    public ObjectKey client() {
        return new ObjectKey(key.namespace(), clientName);
    }

    /** Returns whether a workload of the client's namespace and name is the client. */
    public boolean isOf(WorkloadId workload) {
        return workload.namespace().equals(key.namespace())
                && workload.name().equals(clientName)
                && (clientKind == null || clientKind.equals(workload.kind()));
    }
}

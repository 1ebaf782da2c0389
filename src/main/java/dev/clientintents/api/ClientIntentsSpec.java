package dev.clientintents.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The servers that a client consumes.
 *
 * @param client the workload that declares, in the namespace of the object
 * @param consumes the servers it consumes; never null, possibly empty
 */
public record ClientIntentsSpec(Client client, List<Target> consumes) {

    public ClientIntentsSpec(Client client, @Nullable List<Target> consumes) {
        this.client = client;
        this.consumes = consumes == null ? List.of() : List.copyOf(consumes);
    }
}

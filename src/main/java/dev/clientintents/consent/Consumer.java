package dev.clientintents.consent;

import dev.clientintents.model.PortRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clients whose declarations count, by the word of a server's side.
 *
 * @param namespace their namespace, or {@link #EVERY_NAMESPACE}
 * @param name the name of the one workload that is meant; null for all of the namespace
 * @param kind its kind; null for any
 * @param ports the server's ports that they may declare; null for all, and the list is never empty
 */
public record Consumer(
        String namespace,
        @Nullable String name,
        @Nullable String kind,
        @Nullable List<PortRange> ports) {

    /** Stands for all namespaces. */
    public static final String EVERY_NAMESPACE = "*";

    /** @throws IllegalArgumentException where the list of ports is empty, which could be taken for all */
    public Consumer {
        if (ports != null && ports.isEmpty()) {
            throw new IllegalArgumentException("an empty list of ports is not valid; say null for all ports");
        }
        ports = ports == null ? null : List.copyOf(ports);
    }
}

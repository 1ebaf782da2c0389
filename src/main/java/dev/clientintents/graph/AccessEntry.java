package dev.clientintents.graph;

import dev.clientintents.consent.Consumer;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.ServerId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One ServerAccess object: the word of the server's side about one server, or all of its namespace.
 *
 * @param key its namespace, which is the server's, and its name
 * @param server the server; null for every server of the namespace
 * @param enforcement {@code SHADOW} or {@code ACTIVE} for the server; null where it is closed unless its namespace is in
 *     shadow
 * @param consumers whose declarations count beside those of the namespace; null where it says nothing of that
 * @param kinds the kinds of entrances that objects lead to the server, and that are admitted
 * @param entrances what is admitted because the object names it
 * @param refusesReplicas whether the replicas of the server do not reach each other
 * @param created when the API server took it, in the form of RFC 3339; null where it has not taken it yet
 */
public record AccessEntry(
        ObjectKey key,
        @Nullable ServerId server,
        @Nullable Enforcement enforcement,
        @Nullable List<Consumer> consumers,
        Set<EntranceKind> kinds,
        List<NamedEntrance> entrances,
        boolean refusesReplicas,
        @Nullable String created)
        implements DeclaredObject {

    /**
     * Traffic that the object names itself.
     *
     * @param source where it is from
     * @param ports the server's ports, of the Service where the server is one; null for all, and the list is never empty
     */
    public record NamedEntrance(
            EntranceSource source, @Nullable List<PortRange> ports) {

        public NamedEntrance {
            ports = ports == null ? null : List.copyOf(ports);
        }
    }

    public AccessEntry {
        consumers = consumers == null ? null : List.copyOf(consumers);
        kinds = Set.copyOf(kinds);
        entrances = List.copyOf(entrances);
    }
}

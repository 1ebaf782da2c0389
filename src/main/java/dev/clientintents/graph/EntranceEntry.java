package dev.clientintents.graph;

import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.PortRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Traffic that an object leads to pods, from a source that cannot declare.
 *
 * @param kind where it is from
 * @param reason the object and what serves it, for people: {@code Ingress shop/web, class nginx}
 * @param ownWord whether the object is of the pods' own namespace, permitted by it, or one that only administrators of
 *     the cluster write: then it counts unless a setting says otherwise, and else only where a ServerAccess asks for
 *     its kind
 * @param source what is admitted
 * @param ports the pods' ports; null for all, and the list is never empty
 */
public record EntranceEntry(
        EntranceKind kind,
        String reason,
        boolean ownWord,
        EntranceSource source,
        @Nullable List<PortRange> ports) {

    /** @throws IllegalArgumentException where the list of ports is empty, which could be taken for all */
    public EntranceEntry {
        if (ports != null && ports.isEmpty()) {
            throw new IllegalArgumentException("an empty list of ports is not valid; say null for all ports");
        }
        ports = ports == null ? null : List.copyOf(ports);
    }

    /** Returns whether it is admitted although no ServerAccess asks for its kind. */
    boolean isAdmittedUnasked(Scope scope) {
        return ownWord && !scope.onlyDeclared().contains(kind);
    }
}

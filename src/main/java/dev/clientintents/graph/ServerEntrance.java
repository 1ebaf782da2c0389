package dev.clientintents.graph;

import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Selector;
import dev.clientintents.model.WorkloadId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Traffic that comes, or would come, to a server from a source that does not declare.
 *
 * @param kind where it is from; null where a ServerAccess names the source itself
 * @param reason what leads it there, for people
 * @param state whether it is admitted
 * @param origins what the policy admits; empty where it admits nothing
 * @param ports the pods' ports; null for all, and the list is never empty
 * @param message what a person has to know or do; null where the state says it all
 */
public record ServerEntrance(
        @Nullable EntranceKind kind,
        String reason,
        State state,
        List<Origin> origins,
        @Nullable List<PortRange> ports,
        @Nullable String message) {

    /** Whether an entrance is admitted. */
    public enum State {
        /** The policy of the server admits it. */
        ADMITTED,
        /** Nothing of the server's side admits it: a ServerAccess would have to ask for it. */
        DECLARED,
        /** No pod that it could be from is known. */
        NO_PODS,
        /** No policy can name its source. */
        NOT_ENFORCEABLE
    }

    /** A source as a policy names it. */
    public sealed interface Origin {

        /**
         * Pods by their labels.
         *
         * @param workload whose pods they are; null where no pod of them is known
         */
        record Pods(
                String namespace, Selector pods, @Nullable WorkloadId workload) implements Origin {}

        /** Addresses. */
        record Addresses(AddressBlock block) implements Origin {}
    }

    public ServerEntrance {
        origins = List.copyOf(origins);
        ports = ports == null ? null : List.copyOf(ports);
    }
}

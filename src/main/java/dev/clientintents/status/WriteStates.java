package dev.clientintents.status;

import dev.clientintents.model.ClientId;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Tells how far the operator is with each server's policy, and with pods' labels. */
@FunctionalInterface
public interface WriteStates {

    WriteState of(ServerId server);

    /** Returns how far the operator is with the policy that closes a client's way out. */
    default WriteState of(ClientId client) {
        return WriteState.DONE;
    }

    /** Returns how far the operator is with the policy that names the hosts which a client reaches. */
    default WriteState hosts(ClientId client) {
        return WriteState.DONE;
    }

    /** Returns since which second a pod's labels are not as they must be; empty where that is not known. */
    default Optional<Instant> labellingSince(ObjectKey pod) {
        return Optional.empty();
    }

    /** Returns the labels that were written to a pod, and that the cluster's admission changed in the same write. */
    default Set<String> undoneLabels(ObjectKey pod) {
        return Set.of();
    }
}

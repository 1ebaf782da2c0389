package dev.clientintents.check;

import dev.clientintents.effective.Outcome;
import dev.clientintents.model.ObjectKey;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells the policies that the operator writes from those of others. */
final class OwnPolicies {

    private OwnPolicies() {}

    /** Returns the namespaces and names of the policies that the operator writes. */
    static Set<ObjectKey> of(Outcome outcome) {
        return outcome.plannedPolicies().stream()
                .map(it -> new ObjectKey(
                        it.getMetadata().getNamespace(), it.getMetadata().getName()))
                .collect(Collectors.toUnmodifiableSet());
    }
}

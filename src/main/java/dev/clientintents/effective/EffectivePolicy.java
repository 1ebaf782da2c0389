package dev.clientintents.effective;

import dev.clientintents.finding.Position;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import org.jspecify.annotations.Nullable;

/**
 * A NetworkPolicy that exists once the operator has done its work.
 *
 * @param policy the policy
 * @param position where it stands in the input; null for one that the operator writes
 */
public record EffectivePolicy(
        NetworkPolicy policy, @Nullable Position position) {

    /** Returns whether the operator writes the policy. */
    public boolean isPlanned() {
        return position == null;
    }
}

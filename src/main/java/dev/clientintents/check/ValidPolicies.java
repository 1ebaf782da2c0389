package dev.clientintents.check;

import dev.clientintents.reach.policy.InvalidPolicyException;
import dev.clientintents.reach.policy.Policy;
import dev.clientintents.reach.policy.PolicyReader;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Optional;

/** Reads policies as far as they are in force. */
final class ValidPolicies {

    private ValidPolicies() {}

    /** Returns a policy as the evaluation has it; empty where no API server takes it, which is a warning of its own. */
    static Optional<Policy> read(NetworkPolicy policy) {
        try {
            return Optional.of(PolicyReader.read(policy));
        } catch (InvalidPolicyException e) {
            return Optional.empty();
        }
    }
}

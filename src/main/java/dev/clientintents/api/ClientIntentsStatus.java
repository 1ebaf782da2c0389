package dev.clientintents.api;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator made of the intents.
 *
 * @param observedGeneration the generation of the spec that this status speaks of
 * @param clientPods how many pods of the client carry, or are about to carry, its access keys
 * @param conditions {@code Accepted}, {@code Resolved}, {@code Enforced} and their summary {@code Ready}
 * @param servers one entry for each target, in the order of the spec
 */
public record ClientIntentsStatus(
        @Nullable Long observedGeneration,
        @Nullable Integer clientPods,
        List<Condition> conditions,
        List<TargetStatus> servers) {

    public ClientIntentsStatus(
            @Nullable Long observedGeneration,
            @Nullable Integer clientPods,
            @Nullable List<Condition> conditions,
            @Nullable List<TargetStatus> servers) {
        this.observedGeneration = observedGeneration;
        this.clientPods = clientPods;
        this.conditions = conditions == null ? List.of() : List.copyOf(conditions);
        this.servers = servers == null ? List.of() : List.copyOf(servers);
    }
}

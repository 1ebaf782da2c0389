package dev.clientintents.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status of the intents, as the operator reports it.
 *
 * @param observedGeneration the generation of the spec that this status speaks of
 * @param clientPods how many pods of the client carry, or are about to carry, its access keys
 * @param conditions {@code Accepted}, {@code Resolved}, {@code Enforced} and their summary {@code Ready}
 * @param servers one entry for each server, in the order of the spec
 * @param outside one entry for each thing outside of the cluster, in the order of the spec
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClientIntentsStatus(
        @Nullable Long observedGeneration,
        @Nullable Integer clientPods,
        List<Condition> conditions,
        List<TargetStatus> servers,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OutsideStatus> outside) {

    /** Creates a status of what consumes nothing outside. */
    public ClientIntentsStatus(
            @Nullable Long observedGeneration,
            @Nullable Integer clientPods,
            @Nullable List<Condition> conditions,
            @Nullable List<TargetStatus> servers) {
        this(observedGeneration, clientPods, conditions, servers, List.of());
    }

    @JsonCreator
    public ClientIntentsStatus(
            @Nullable Long observedGeneration,
            @Nullable Integer clientPods,
            @Nullable List<Condition> conditions,
            @Nullable List<TargetStatus> servers,
            @Nullable List<OutsideStatus> outside) {
        this.observedGeneration = observedGeneration;
        this.clientPods = clientPods;
        this.conditions = conditions == null ? List.of() : List.copyOf(conditions);
        this.servers = servers == null ? List.of() : List.copyOf(servers);
        this.outside = outside == null ? List.of() : List.copyOf(outside);
    }

    /**
     * Returns how many of the servers are enforced, for example {@code 2/3}; null where there are none. It is written
     * but never read: a printer column shows a field, and cannot count.
     */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public @Nullable String enforcedServers() {
        if (servers.isEmpty()) {
            return null;
        }
        long enforced = servers.stream()
                .filter(server -> server.state() == TargetState.Enforced)
                .count();
        return enforced + "/" + servers.size();
    }
}

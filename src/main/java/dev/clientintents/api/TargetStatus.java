package dev.clientintents.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The status of one target.
 *
 * @param name the name of the server
 * @param namespace the namespace of the server, resolved
 * @param kind the kind that the target names; null where it names none
 * @param pods how many pods of the server exist
 * @param policy the name of the server policy; null where there is none
 * @param state whether the intent is in force, or what stands in the way
 * @param message what a person has to know or do; null where the state says it all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TargetStatus(
        String name,
        String namespace,
        @Nullable String kind,
        @Nullable Integer pods,
        @Nullable String policy,
        TargetState state,
        @Nullable String message) {

    public TargetStatus(
            String name,
            String namespace,
            @Nullable String kind,
            @Nullable Integer pods,
            @Nullable String policy,
            TargetState state,
            @Nullable String message) {
        this.name = name;
        this.namespace = namespace;
        this.kind = kind == null || kind.isEmpty() ? null : kind;
        this.pods = pods;
        this.policy = policy;
        this.state = state;
        this.message = message;
    }
}

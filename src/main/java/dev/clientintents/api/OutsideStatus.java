package dev.clientintents.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The status of what is consumed outside of the cluster.
 *
 * @param cidr the block of addresses; null where it is a host
 * @param host the name of the host; null where it is addresses
 * @param state whether the declaration is in force, or what stands in the way
 * @param message what a person has to know or do; null where the state says it all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutsideStatus(
        @Nullable String cidr,
        @Nullable String host,
        OutsideState state,
        @Nullable String message) {}

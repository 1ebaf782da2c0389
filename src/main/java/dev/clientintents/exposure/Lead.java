package dev.clientintents.exposure;

import dev.clientintents.model.EntranceKind;

/**
 * What an object says about traffic to a server, before it is known whether the server exists.
 *
 * @param origin the object
 * @param kind where the traffic is from
 * @param destination where it goes
 */
public record Lead(Origin origin, EntranceKind kind, Destination destination) {}

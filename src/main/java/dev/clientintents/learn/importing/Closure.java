package dev.clientintents.learn.importing;

import dev.clientintents.finding.Position;
import dev.clientintents.model.ServerId;

/**
 * The statement of a source that a server is closed to whom it does not admit.
 *
 * @param server the server
 * @param replicas whether its replicas reach each other on all ports all the same
 * @param origin where the source says so
 */
public record Closure(ServerId server, boolean replicas, Position origin) {}

package dev.clientintents.learn.suggest;

import dev.clientintents.model.PortRange;
import dev.clientintents.model.WorkloadId;
import org.jspecify.annotations.Nullable;

/**
 * A sign that a client calls somebody.
 *
 * @param port of the server's pods, or of the Service where a Service is called; null where nothing tells the port
 * @param evidence how that is known, in one line for people; never a value that may be secret
 */
public record Clue(
        WorkloadId client, Called called, @Nullable PortRange port, String evidence) {}

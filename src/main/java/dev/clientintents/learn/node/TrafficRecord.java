package dev.clientintents.learn.node;

import dev.clientintents.model.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Connections of one address to one port of another, as the agent of a node saw them.
 *
 * @param client the address of who opened them, as Kubernetes writes addresses; null where it stands for many
 * @param server the address of who was called, a pod's where its Service was called
 * @param port the port of the server's pods
 * @param answered whether a packet of the server was seen
 * @param count how many began; 0 where they began earlier, and were used
 * @param firstAge how many seconds ago they were first seen, or used, when this was told
 * @param lastAge how many seconds ago they were last seen, or used
 */
public record TrafficRecord(
        @Nullable String client,
        String server,
        Protocol protocol,
        int port,
        boolean answered,
        long count,
        long firstAge,
        long lastAge) {}

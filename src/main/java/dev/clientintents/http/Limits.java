package dev.clientintents.http;

import java.time.Duration;

/**
 * The limits of what the callers of a port may take up.
 *
 * @param threads how many threads serve the port, those included that accept and select
 * @param connections how many connections are open
 * @param connectionsOfOne how many of them one remote address may hold
 * @param bodyBytes the bytes of all bodies that are received or answered at the same time
 * @param bodyBytesOfOne how many of them one remote address may hold
 * @param request how long a request takes at most, from its first byte to the end of its body; also a TLS handshake,
 *     and the first request of a connection without TLS
 * @param answer how long its answer takes at most, from the end of the body until it is sent
 * @param keepAlive how long a connection stays open without a request
 * @param finish how long requests that are under way may take when the server is closed
 */
public record Limits(
        int threads,
        int connections,
        int connectionsOfOne,
        long bodyBytes,
        long bodyBytesOfOne,
        Duration request,
        Duration answer,
        Duration keepAlive,
        Duration finish) {}

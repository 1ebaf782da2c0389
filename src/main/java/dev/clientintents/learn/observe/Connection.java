package dev.clientintents.learn.observe;

import dev.clientintents.model.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Who called whom, and on which port.
 *
 * @param protocol null where no source tells
 * @param port the port of the server's pods; 0 where no source tells
 */
public record Connection(
        Party client, Party server, @Nullable Protocol protocol, int port) {}

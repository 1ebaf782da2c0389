package dev.clientintents.learn.observe;

import dev.clientintents.model.Protocol;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A connection, or several alike, as one record of a source tells it; never a reply.
 *
 * @param client who opened it
 * @param server who was called
 * @param protocol null where the source does not tell, as meshes do not
 * @param port the port of the server's pods; of the Service where the server is a {@link Endpoint.Service} or its address;
 *     0 where the source does not tell
 * @param verdict whether it came through
 * @param count how many connections or samples of connections the record stands for, at least 1
 * @param first when it was first seen; null where the source does not tell
 * @param last when it was last seen; null where the source does not tell
 */
public record Flow(
        Endpoint client,
        Endpoint server,
        @Nullable Protocol protocol,
        int port,
        Verdict verdict,
        long count,
        @Nullable Instant first,
        @Nullable Instant last) {

    /** Whether a connection came through. */
    public enum Verdict {
        /** It did, or the source tells of nothing else. */
        ALLOWED,
        /** A policy stopped it. */
        DENIED,
        /** It had no answer, and the source does not tell why. */
        UNANSWERED
    }
}

package dev.clientintents.http;

import org.jspecify.annotations.Nullable;

/** A request that has been received whole. */
public final class Query {

    private final String path;
    private final byte[] body;
    private final @Nullable String authorization;
    private final long start;

    Query(String path, byte[] body, @Nullable String authorization, long start) {
        this.path = path;
        this.body = body;
        this.authorization = authorization;
        this.start = start;
    }

    /** Returns the path, without a query string. */
    public String path() {
        return path;
    }

    /** Returns the body itself, not a copy; empty where there is none. */
    public byte[] body() {
        return body;
    }

    /** Returns the header {@code Authorization}; null where there is none. */
    public @Nullable String authorization() {
        return authorization;
    }

    /** Returns when the header was read, by {@link System#nanoTime()}. */
    public long start() {
        return start;
    }
}

package dev.clientintents.http;

import java.time.Duration;

/** Limits for tests. */
public final class Bounds {

    private static final Duration LONG = Duration.ofSeconds(60);

    private Bounds() {}

    /** So much of everything that no test meets them. */
    public static Limits wide() {
        return within(1_000, 1_000, 64 * 1024 * 1024, LONG, LONG);
    }

    static Limits within(int connections, int ofOne, long bytes, Duration request, Duration keepAlive) {
        return new Limits(8, connections, ofOne, bytes, bytes, request, LONG, keepAlive, Duration.ofSeconds(5));
    }
}

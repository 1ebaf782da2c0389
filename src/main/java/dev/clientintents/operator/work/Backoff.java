package dev.clientintents.operator.work;

import java.time.Duration;

/**
 * The delays after which a failed attempt is made again: the first, and then twice as long each time.
 *
 * @param first after the first failure
 * @param last the longest
 */
public record Backoff(Duration first, Duration last) {

    /** The backoff of what the API server did not answer, or refused. */
    public static final Backoff USUAL = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30));

    /** The backoff of a look-up that somebody waits for: one that is not answered now may never be. */
    public static final Backoff LOOK_UP = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

    /** The backoff of what it accepted and its admission undoes, which lasts until a person changes that. */
    public static final Backoff UNDONE = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

    private static final int LARGEST_SHIFT = 20;

    /** Returns the delay for a failure. */
    static Backoff of(RuntimeException failure) {
        return failure instanceof UndoneWrite ? UNDONE : USUAL;
    }

    /**
     * Returns the delay in milliseconds.
     *
     * @param failures how many attempts have failed in a row, at least 1
     */
    public long millis(int failures) {
        return Math.min(last.toMillis(), first.toMillis() << Math.min(failures - 1, LARGEST_SHIFT));
    }
}

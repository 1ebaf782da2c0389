package dev.clientintents.kube;

import java.time.Duration;

/**
 * The limits of what a request to the API server may cost.
 *
 * @param deadline the longest time from the first byte sent to the last byte read, tries and pauses included
 * @param answerBytes the largest answer that is read
 * @param pageSize how many objects a page of a list has
 * @param retries how often a request is sent again after 429, 5xx or a broken connection
 * @param pause the time before the first retry, doubled for each further one; {@code Retry-After} can make it longer
 * @param restarts how often a list begins again because the API server forgot its place (410)
 */
public record Limits(Duration deadline, int answerBytes, int pageSize, int retries, Duration pause, int restarts) {

    /** The limits of every request that names no others. */
    public static final Limits DEFAULT =
            new Limits(Duration.ofSeconds(30), 64 * 1024 * 1024, 500, 2, Duration.ofMillis(100), 3);

    /** Returns the same limits with another deadline. */
    public Limits withDeadline(Duration other) {
        return new Limits(other, answerBytes, pageSize, retries, pause, restarts);
    }

    /** Returns the same limits, for lists whose reader starts again by itself. */
    public Limits withoutRestarts() {
        return new Limits(deadline, answerBytes, pageSize, retries, pause, 0);
    }
}

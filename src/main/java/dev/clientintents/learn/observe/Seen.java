package dev.clientintents.learn.observe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often a connection was seen, and when.
 *
 * @param allowed how often it came through
 * @param denied how often a policy stopped it
 * @param unanswered how often it had no answer for a reason that is not known
 * @param first when it was first seen; null where no source tells
 * @param last when it was last seen; null where no source tells
 */
public record Seen(
        long allowed,
        long denied,
        long unanswered,
        @Nullable Instant first,
        @Nullable Instant last) {

    /** Returns how often it was seen at all. */
    public long count() {
        return allowed + denied + unanswered;
    }

    /** Returns both together. */
    public Seen plus(Seen other) {
        return new Seen(
                allowed + other.allowed,
                denied + other.denied,
                unanswered + other.unanswered,
                earlier(first, other.first),
                later(last, other.last));
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }
}

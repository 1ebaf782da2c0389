package dev.clientintents.operator.work;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * Tells which moments nanoseconds of the process's clock were or will be. The same nanoseconds are the same second at
 * each call, so that a status that tells of one does not change by itself.
 */
public final class UtcTime {

    private final Instant instant;
    private final long nanos;

    public UtcTime(Clock clock, LongSupplier nanoTime) {
        this.instant = clock.instant();
        this.nanos = nanoTime.getAsLong();
    }

    /** Returns the second in which the process's clock shows that. */
    public Instant of(long nanoTime) {
        return instant.plusNanos(nanoTime - nanos).truncatedTo(ChronoUnit.SECONDS);
    }
}

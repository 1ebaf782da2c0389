package dev.clientintents.operator.work;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Holds the time of the last write of a label or a policy: while writes go on, what is unfinished is likely to be
 * finished soon.
 */
public final class WriteActivity {

    private final LongSupplier nanoTime;
    private volatile long last;

    public WriteActivity(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong();
    }

    /** Notes that an object was written. */
    public void made() {
        last = nanoTime.getAsLong();
    }

    /** Returns the time since the last write. */
    Duration sinceLast() {
        return Duration.ofNanos(nanoTime.getAsLong() - last);
    }
}

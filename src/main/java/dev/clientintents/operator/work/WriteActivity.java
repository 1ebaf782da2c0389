package dev.clientintents.operator.work;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When a label or a policy was written last: while that goes on, what is unfinished is likely to be finished soon. */
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

    /** For how long nothing was written. */
    Duration sinceLast() {
        return Duration.ofNanos(nanoTime.getAsLong() - last);
    }
}

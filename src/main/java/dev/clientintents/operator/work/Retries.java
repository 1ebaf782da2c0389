package dev.clientintents.operator.work;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tries again what failed, without end and less and less often, each thing at a time of its own, so that none holds up
 * another.
 */
public final class Retries<K> {

    private static final long FIRST_MILLIS = 100;
    private static final long MOST_MILLIS = TimeUnit.SECONDS.toMillis(30);

    private final ScheduledExecutorService clock;
    private final Map<K, Long> delays = new ConcurrentHashMap<>();

    public Retries(ScheduledExecutorService clock) {
        this.clock = clock;
    }

    /** Notes that something failed, and does {@code again} after a time that doubles with each failure in a row. */
    public void failed(K key, Runnable again) {
        long millis = delays.merge(key, FIRST_MILLIS, (last, first) -> Math.min(2 * last, MOST_MILLIS));
        if (!clock.isShutdown()) {
            var unused = clock.schedule(again, millis, TimeUnit.MILLISECONDS);
        }
    }

    /** Notes that something succeeded, so that its next failure is the first in a row. */
    public void succeeded(K key) {
        delays.remove(key);
    }
}

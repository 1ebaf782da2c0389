package dev.clientintents.operator.work;

import dev.clientintents.model.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Queues statuses for reconciliation when what they depend on has not changed for a moment: a status depends on many
 * pods and servers, and is only worth planning and writing then.
 */
public final class StatusTriggers {

    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long AT_MOST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TICK_MILLIS = 25;
    private static final long DUE_MILLIS = 250;

    /** Between which moments, in nanoseconds, a status was touched since it was looked at. */
    private record Touched(long first, long last) {

        boolean isDue(long now) {
            return now - last >= REST_NANOS || now - first >= AT_MOST_NANOS;
        }
    }

    private final ReconcileQueue<?> queue;
    private final StatusDebounce patience;
    private final ScheduledExecutorService clock;
    private final Map<ObjectKey, Touched> touched = new LinkedHashMap<>();

    public StatusTriggers(ReconcileQueue<?> queue, StatusDebounce patience, ScheduledExecutorService clock) {
        this.queue = queue;
        this.patience = patience;
        this.clock = clock;
        var unused = clock.scheduleWithFixedDelay(
                () -> patience.due().forEach(queue::request), DUE_MILLIS, DUE_MILLIS, TimeUnit.MILLISECONDS);
    }

    public synchronized void fire(Collection<ObjectKey> objects) {
        if (objects.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        boolean idle = touched.isEmpty();
        for (ObjectKey key : objects) {
            touched.merge(key, new Touched(now, now), (before, again) -> new Touched(before.first, now));
        }
        if (idle) {
            tick(TimeUnit.NANOSECONDS.toMillis(REST_NANOS));
        }
    }

    /** Returns what is to become of a status, see {@link StatusDebounce#advise}. */
    public StatusDebounce.Advice advise(ObjectKey key) {
        return patience.advise(key);
    }

    /** Notes that an object is gone, from the graph, too. */
    public synchronized void forget(ObjectKey key) {
        touched.remove(key);
        patience.forget(key);
    }

    private void tick(long millis) {
        if (!clock.isShutdown()) {
            var unused = clock.schedule(this::flush, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void flush() {
        due().stream().filter(key -> !patience.waitsAlready(key)).forEach(queue::request);
    }

    private synchronized List<ObjectKey> due() {
        long now = System.nanoTime();
        var due = new ArrayList<ObjectKey>();
        touched.forEach((key, times) -> {
            if (times.isDue(now)) {
                due.add(key);
            }
        });
        due.forEach(touched::remove);
        if (!touched.isEmpty()) {
            tick(TICK_MILLIS);
        }
        return due;
    }
}

package dev.clientintents.operator.work;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs writes on a few threads, in turn for each namespace, so that none waits behind the mass of another. A write that
 * hangs, because a webhook of its namespace does, gives its place to another after a second; its namespace then gets
 * one place at a time until it has ended.
 */
public final class FairExecutor implements AutoCloseable {

    private static final long SLOW_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long TICK_MILLIS = 250;
    private static final int MOST_THREADS = 256;

    /** A write that runs. */
    private static final class Run {

        private final Lane lane;
        private final long start = System.nanoTime();
        private boolean slow;

        private Run(Lane lane) {
            this.lane = lane;
        }
    }

    /** The writes of a namespace. */
    private static final class Lane {

        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private int running;
        private int slow;
    }

    private final int places;
    private final int share;
    private final ExecutorService threads;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final Set<Run> runs = new HashSet<>();
    private int taken;

    /**
     * Starts with no thread.
     *
     * @param name of its threads
     * @param places how many writes run at once, those that hang aside
     * @param clock looks for writes that hang
     */
    public FairExecutor(String name, int places, ScheduledExecutorService clock) {
        this(name, places, Math.max(1, places - places / 4), clock);
    }

    /**
     * Starts with no thread.
     *
     * @param share how many of the places one namespace has at most
     */
    public FairExecutor(String name, int places, int share, ScheduledExecutorService clock) {
        this.places = places;
        this.share = share;
        this.threads = Executors.newCachedThreadPool(DaemonThreads.named(name));
        var unused = clock.scheduleWithFixedDelay(this::passOverSlow, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Queues a write of a namespace. */
    public synchronized void execute(String namespace, Runnable write) {
        lanes.computeIfAbsent(namespace, first -> new Lane()).waiting.add(write);
        start();
    }

    /** Returns the number of writes that wait. */
    public synchronized int waiting() {
        return lanes.values().stream().mapToInt(lane -> lane.waiting.size()).sum();
    }

    private void start() {
        while (taken < places && runs.size() < MOST_THREADS) {
            Runnable next = next();
            if (next == null) {
                return;
            }
            try {
                threads.execute(next);
            } catch (RejectedExecutionException e) {
                return; // closed
            }
        }
    }

    /** Returns the next write of the first namespace that may have one more, and moves that namespace to the end. */
    private @Nullable Runnable next() {
        Iterator<Map.Entry<String, Lane>> all = lanes.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, Lane> entry = all.next();
            Lane lane = entry.getValue();
            boolean free = lane.slow == 0 ? lane.running < share : lane.running < share && lane.running == lane.slow;
            if (!lane.waiting.isEmpty() && free) {
                Runnable write = lane.waiting.remove();
                String namespace = entry.getKey();
                all.remove();
                lanes.put(namespace, lane);
                var run = new Run(lane);
                lane.running++;
                taken++;
                runs.add(run);
                return () -> run(namespace, run, write);
            }
        }
        return null;
    }

    private void run(String namespace, Run run, Runnable write) {
        try {
            write.run();
        } finally {
            synchronized (this) {
                runs.remove(run);
                run.lane.running--;
                if (run.slow) {
                    run.lane.slow--;
                } else {
                    taken--;
                }
                if (run.lane.running == 0 && run.lane.waiting.isEmpty()) {
                    lanes.remove(namespace, run.lane);
                }
                start();
            }
        }
    }

    private synchronized void passOverSlow() {
        long now = System.nanoTime();
        for (Run run : runs) {
            if (!run.slow && now - run.start >= SLOW_NANOS) {
                run.slow = true;
                run.lane.slow++;
                taken--;
            }
        }
        start();
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}

package dev.clientintents.operator.work;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is under way: one entry for each key that is to be looked at, with all that is kept for it, which goes when the key
 * is at rest. Several requests for a key before its turn are one, a key runs once at a time, and there is one pending
 * look at it later, whatever failed or was held how often.
 *
 * @param <K> what is worked on
 * @param <M> what one attempt leaves to the next
 */
public final class Work<K, M> {

    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long LAST_RETRY_MILLIS = TimeUnit.SECONDS.toMillis(30);

    /** How soon a request has a key that failed tried again, before its next retry would be due. */
    private static final long RETRY_ON_REQUEST_MILLIS = TimeUnit.SECONDS.toMillis(1);

    /** Looks at a key. */
    public interface Task<K, M> {

        /**
         * Brings a key one step further.
         *
         * @param memory what the attempt before left; null at the first
         * @throws RuntimeException where it is to be tried again later
         */
        Outcome<M> attempt(K key, @Nullable M memory);

        /**
         * Tells of a failed attempt.
         *
         * @param memory what the attempt before left; null at the first
         * @return what is left to the next attempt, which comes by itself
         */
        M failed(K key, @Nullable M memory, RuntimeException failure);

        /** Is called after each attempt, when the key's entry says how it ended. */
        default void after(K key) {}
    }

    /**
     * How an attempt ended.
     *
     * @param memory what the next attempt needs; null where the key is at rest, so that nothing is kept for it
     * @param again after which time to look again; null where only an event has it looked at
     * @param awaited whose {@link Work#wake} has it looked at
     */
    public record Outcome<M>(@Nullable M memory, @Nullable Duration again, Set<?> awaited) {

        /** The key is at rest. */
        public static <M> Outcome<M> rest() {
            return new Outcome<>(null, null, Set.of());
        }
    }

    private final class Entry {

        private final long since = nanoTime.getAsLong();
        private boolean queued;
        private boolean running;
        private boolean again;
        private boolean urgent;
        private boolean ranUrgent;
        private int failures;
        private @Nullable M memory;
        private @Nullable ScheduledFuture<?> later;
        private Set<?> awaited = Set.of();
        private final Set<Object> woken = new HashSet<>();
    }

    private final Function<K, String> namespace;
    private final FairExecutor usual;
    private final FairExecutor urgent;
    private final ScheduledExecutorService clock;
    private final LongSupplier nanoTime;
    private final Map<K, Entry> entries = new HashMap<>();
    private final Map<Object, Set<K>> waiters = new HashMap<>();
    private final Map<K, Entry> running = new HashMap<>();
    private @Nullable Task<K, M> task;

    /**
     * Begins with nothing under way.
     *
     * @param namespace of a key, by whose turn it runs
     * @param usual where requests run
     * @param urgent where urgent requests run
     */
    public Work(
            Function<K, String> namespace,
            FairExecutor usual,
            FairExecutor urgent,
            ScheduledExecutorService clock,
            LongSupplier nanoTime) {
        this.namespace = namespace;
        this.usual = usual;
        this.urgent = urgent;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Sets what looks at keys; to be called before the first request. */
    public synchronized void runs(Task<K, M> looker) {
        task = looker;
    }

    /** Has a key looked at. */
    public void request(K key) {
        request(key, false);
    }

    /**
     * Has a key looked at.
     *
     * @param first whether before all that is not urgent
     */
    public synchronized void request(K key, boolean first) {
        Entry entry = entries.computeIfAbsent(key, added -> new Entry());
        if (entry.running) {
            entry.again = true;
            entry.urgent |= first;
        } else if (entry.failures > 0) {
            entry.urgent |= first;
            lookLater(key, entry, Math.min(retryMillis(entry.failures), RETRY_ON_REQUEST_MILLIS), false);
        } else if (!entry.queued || (first && !entry.urgent)) {
            enqueue(key, entry, first);
        }
    }

    /** Has the keys looked at that wait for this. */
    public synchronized void wake(Object awaited) {
        running.values().forEach(entry -> entry.woken.add(awaited));
        Set<K> keys = waiters.get(awaited);
        if (keys != null) {
            List.copyOf(keys).forEach(this::request);
        }
    }

    /** What is kept for a key; empty where it is at rest, or was not looked at yet. */
    public synchronized Optional<M> memory(K key) {
        return Optional.ofNullable(entries.get(key)).flatMap(entry -> Optional.ofNullable(entry.memory));
    }

    /** Whether a key is about to be looked at, is being looked at, or failed; not where it waits for others only. */
    public synchronized boolean isMoving(K key) {
        Entry entry = entries.get(key);
        return entry != null && (entry.queued || entry.running || entry.failures > 0);
    }

    /** Whether anything is kept for a key. */
    public synchronized boolean isUnderWay(K key) {
        return entries.containsKey(key);
    }

    /** How many nanoseconds a key has been under way; empty where it is at rest. */
    public synchronized Optional<Long> age(K key) {
        return Optional.ofNullable(entries.get(key)).map(entry -> nanoTime.getAsLong() - entry.since);
    }

    /** How many keys are under way. */
    public synchronized int size() {
        return entries.size();
    }

    /** How many are waited for by keys; 0 where nothing is under way. */
    synchronized int awaited() {
        return waiters.size();
    }

    private void enqueue(K key, Entry entry, boolean first) {
        entry.queued = true;
        entry.urgent |= first;
        (first ? urgent : usual).execute(namespace.apply(key), () -> run(key, entry));
    }

    private void run(K key, Entry entry) {
        M memory;
        Task<K, M> looker;
        synchronized (this) {
            looker = task;
            if (looker == null || !entry.queued || entry.running) {
                return; // the other lane was faster
            }
            entry.queued = false;
            entry.running = true;
            entry.ranUrgent = entry.urgent;
            entry.urgent = false;
            entry.woken.clear();
            running.put(key, entry);
            stopLooking(key, entry);
            memory = entry.memory;
        }
        try {
            finish(key, entry, looker.attempt(key, memory));
        } catch (RuntimeException e) {
            fail(key, entry, looker.failed(key, memory, e));
        }
        looker.after(key);
    }

    private synchronized void fail(K key, Entry entry, M memory) {
        entry.running = false;
        running.remove(key);
        entry.memory = memory;
        entry.failures++;
        entry.again = false;
        entry.urgent |= entry.ranUrgent;
        lookLater(key, entry, retryMillis(entry.failures), true);
    }

    private synchronized void finish(K key, Entry entry, Outcome<M> outcome) {
        entry.running = false;
        running.remove(key);
        entry.failures = 0;
        entry.memory = outcome.memory;
        boolean wokenMeanwhile = outcome.awaited.stream().anyMatch(entry.woken::contains);
        if (entry.again || wokenMeanwhile) {
            entry.again = false;
            enqueue(key, entry, entry.urgent);
        } else if (outcome.memory == null) {
            entries.remove(key);
        } else {
            entry.awaited = outcome.awaited;
            outcome.awaited.forEach(it ->
                    waiters.computeIfAbsent(it, first -> new LinkedHashSet<>()).add(key));
            if (outcome.again != null) {
                lookLater(key, entry, outcome.again.toMillis() + 1, true);
            }
        }
    }

    private static long retryMillis(int failures) {
        return Math.min(LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(failures - 1, 20));
    }

    /** @param later whether a look that is due sooner gives way to this one */
    private void lookLater(K key, Entry entry, long millis, boolean later) {
        ScheduledFuture<?> pending = entry.later;
        if (pending != null && !pending.isDone()) {
            if (!later && pending.getDelay(TimeUnit.MILLISECONDS) <= millis) {
                return;
            }
            pending.cancel(false);
        }
        if (!clock.isShutdown()) {
            entry.later = clock.schedule(() -> due(key, entry), millis, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void due(K key, Entry entry) {
        if (!entry.running && !entry.queued && entries.get(key) == entry) {
            enqueue(key, entry, entry.urgent);
        }
    }

    private void stopLooking(K key, Entry entry) {
        if (entry.later != null) {
            entry.later.cancel(false);
            entry.later = null;
        }
        Collection<?> awaited = entry.awaited;
        entry.awaited = Set.of();
        for (Object it : awaited) {
            waiters.computeIfPresent(it, (same, keys) -> {
                keys.remove(key);
                return keys.isEmpty() ? null : keys;
            });
        }
    }
}

package dev.clientintents.operator.work;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The work that is under way: one entry for each key that is to be looked at, with all that is kept for it, which is
 * dropped when the key is at rest. Several requests for a key before it runs count as one, a key runs once at a time,
 * and at most one later attempt is pending for it, no matter how often it failed or was held. A key that waits for many
 * things is not looked at for each of them, which would take the square of their number: it is looked at when half of
 * them have come, and else some time after the first.
 *
 * @param <K> what is worked on
 * @param <M> what one attempt leaves to the next
 */
public final class Work<K, M> {

    /** The time after which a key is looked at when less than half of what it waits for has come. */
    private static final long GLANCE_MILLIS = TimeUnit.SECONDS.toMillis(5);

    /** The delay after which a key that failed is tried again on request, where its next retry would be due later. */
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
     * The result of an attempt.
     *
     * @param memory what the next attempt needs; null where the key is at rest, so that nothing is kept for it
     * @param again after which time to look again; null where only an event leads to that
     * @param awaited the things that the key waits for: {@link Work#wake} of half of them requests an attempt, and of any
     *     one leads to an attempt 5 s later
     */
    public record Outcome<M>(@Nullable M memory, @Nullable Duration again, Set<?> awaited) {

        /** Returns the result that the key is at rest. */
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
        private Backoff backoff = Backoff.USUAL;
        private @Nullable M memory;
        private @Nullable ScheduledFuture<?> later;
        private final Set<Object> awaited = new HashSet<>();
        private int enough;
        private final Set<Object> woken = new HashSet<>();

        /** Waits for things, of which it is enough that half come. */
        private void await(Set<?> things) {
            awaited.addAll(things);
            enough = awaited.size() / 2;
        }

        /** Notes that a thing has come, and returns whether that is enough. */
        private boolean arrived(Object thing) {
            awaited.remove(thing);
            return awaited.size() <= enough;
        }
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
     * Creates an instance with nothing under way.
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

    /** Requests an attempt for a key. */
    public void request(K key) {
        request(key, false);
    }

    /**
     * Requests an attempt for a key.
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
            lookLater(key, entry, Math.min(entry.backoff.millis(entry.failures), RETRY_ON_REQUEST_MILLIS), false);
        } else if (!entry.queued || (first && !entry.urgent)) {
            enqueue(key, entry, first);
        }
    }

    /** Says that something has come, or changed, for which keys may wait. */
    public synchronized void wake(Object awaited) {
        running.values().forEach(entry -> entry.woken.add(awaited));
        Set<K> keys = waiters.remove(awaited);
        if (keys != null) {
            keys.forEach(key -> came(key, awaited));
        }
    }

    private void came(K key, Object awaited) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return;
        }
        if (entry.arrived(awaited)) {
            request(key);
        } else if (!entry.queued) {
            lookLater(key, entry, GLANCE_MILLIS, false);
        }
    }

    /** Returns what is kept for a key; empty where it is at rest, or was not looked at yet. */
    public synchronized Optional<M> memory(K key) {
        return Optional.ofNullable(entries.get(key)).flatMap(entry -> Optional.ofNullable(entry.memory));
    }

    /**
     * Returns whether a key is about to be looked at, is being looked at, or failed; false where it only waits for
     * others.
     */
    public synchronized boolean isMoving(K key) {
        Entry entry = entries.get(key);
        return entry != null && (entry.queued || entry.running || entry.failures > 0);
    }

    /** Returns whether anything is kept for a key. */
    public synchronized boolean isUnderWay(K key) {
        return entries.containsKey(key);
    }

    /** Returns since when a key has been under way, in nanoseconds of the clock; empty where it is at rest. */
    public synchronized Optional<Long> since(K key) {
        return Optional.ofNullable(entries.get(key)).map(entry -> entry.since);
    }

    /** Returns how many nanoseconds a key has been under way; empty where it is at rest. */
    public synchronized Optional<Long> age(K key) {
        return Optional.ofNullable(entries.get(key)).map(entry -> nanoTime.getAsLong() - entry.since);
    }

    /** Returns the number of keys that are under way. */
    public synchronized int size() {
        return entries.size();
    }

    /** Returns for how many keys something is kept that passes the test. */
    public synchronized int count(Predicate<M> test) {
        return (int) entries.values().stream()
                .filter(entry -> entry.memory != null && test.test(entry.memory))
                .count();
    }

    /** Returns the number of things that keys wait for; 0 where nothing is under way. */
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
            fail(key, entry, looker.failed(key, memory, e), Backoff.of(e));
        }
        looker.after(key);
    }

    private synchronized void fail(K key, Entry entry, M memory, Backoff backoff) {
        entry.running = false;
        running.remove(key);
        entry.memory = memory;
        entry.failures++;
        entry.backoff = backoff;
        entry.again = false;
        entry.urgent |= entry.ranUrgent;
        lookLater(key, entry, backoff.millis(entry.failures), true);
    }

    private synchronized void finish(K key, Entry entry, Outcome<M> outcome) {
        entry.running = false;
        running.remove(key);
        entry.failures = 0;
        entry.memory = outcome.memory;
        if (entry.again) {
            entry.again = false;
            enqueue(key, entry, entry.urgent);
        } else if (outcome.memory == null) {
            entries.remove(key);
        } else {
            await(key, entry, outcome);
        }
    }

    private void await(K key, Entry entry, Outcome<M> outcome) {
        entry.await(outcome.awaited);
        outcome.awaited.forEach(
                it -> waiters.computeIfAbsent(it, first -> new HashSet<>()).add(key));
        if (outcome.again != null) {
            lookLater(key, entry, outcome.again.toMillis() + 1, true);
        }
        for (Object it : entry.woken) {
            if (entry.awaited.contains(it)) {
                forget(it, key);
                came(key, it);
            }
        }
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
        entry.awaited.forEach(it -> forget(it, key));
        entry.awaited.clear();
    }

    private void forget(Object awaited, K key) {
        waiters.computeIfPresent(awaited, (same, keys) -> {
            keys.remove(key);
            return keys.isEmpty() ? null : keys;
        });
    }
}

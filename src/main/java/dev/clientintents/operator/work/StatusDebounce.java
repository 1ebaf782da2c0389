package dev.clientintents.operator.work;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteStates;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How long a status waits while labels and policies that it depends on are still being written: it would only say so, and
 * be written again a moment later.
 */
public final class StatusDebounce {

    /** How long nothing may be written before a status says what is unfinished. */
    private static final Duration STILL = Duration.ofSeconds(2);

    /** How long something may be unfinished before its status says so, however much is being written. */
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    private final SharedGraph graph;
    private final WriteStates writes;
    private final WriteActivity progress;
    private final LongSupplier nanoTime;

    /** Since when the statuses wait that were told for how long; whoever was told nothing does not wait. */
    private final Map<ObjectKey, Long> waitingSince = new ConcurrentHashMap<>();

    public StatusDebounce(SharedGraph graph, WriteStates writes, WriteActivity progress, LongSupplier nanoTime) {
        this.graph = graph;
        this.writes = writes;
        this.progress = progress;
        this.nanoTime = nanoTime;
    }

    /**
     * After which time to look at a status again because work is under way; empty where none is, or it is time to say so.
     * The longer it has been so, the longer the answer: whatever finishes the work has the status looked at anyway.
     */
    public Optional<Duration> wait(ObjectKey key) {
        if (!isUnfinished(key)) {
            forget(key);
            return Optional.empty();
        }
        Optional<Duration> left = left(waitingSince.computeIfAbsent(key, first -> nanoTime.getAsLong()));
        if (left.isEmpty()) {
            forget(key);
        }
        return left;
    }

    /** Whether {@link #wait} has said how long, and work still goes on. */
    boolean waitsAlready(ObjectKey key) {
        Long since = waitingSince.get(key);
        return since != null && isUnfinished(key) && left(since).isPresent();
    }

    /** Notes that an object is gone. */
    public void forget(ObjectKey key) {
        waitingSince.remove(key);
    }

    private Optional<Duration> left(long since) {
        Duration unfinished = Duration.ofNanos(nanoTime.getAsLong() - since);
        Duration still = progress.sinceLast();
        Duration left = STILL.minus(still.compareTo(unfinished) < 0 ? still : unfinished);
        if (left.isNegative() || left.isZero() || unfinished.compareTo(AT_MOST) >= 0) {
            return Optional.empty();
        }
        Duration longer = unfinished.dividedBy(4);
        return Optional.of(left.compareTo(longer) < 0 ? longer : left);
    }

    private boolean isUnfinished(ObjectKey key) {
        return graph.read(current -> current.intents(key)
                .filter(entry -> StatusPlan.isUnfinished(current, writes, entry))
                .isPresent());
    }
}

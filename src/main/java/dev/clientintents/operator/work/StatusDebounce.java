package dev.clientintents.operator.work;

import dev.clientintents.model.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Delays a status while labels and policies that it depends on are still being written: it would only say so, and be
 * written again a moment later.
 */
public final class StatusDebounce {

    /** The time without any write after which a status says what is unfinished. */
    private static final Duration STILL = Duration.ofSeconds(2);

    /** The longest time that something is unfinished before its status says so, however much is being written. */
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    /**
     * A status that waits.
     *
     * @param since when it began to
     * @param called whether it was returned as due, and not looked at since
     */
    private record Waiting(long since, boolean called) {}

    private final Predicate<ObjectKey> unfinished;
    private final WriteActivity progress;
    private final LongSupplier nanoTime;

    /** In the order in which they began to wait. */
    private final Map<ObjectKey, Waiting> waiting = new LinkedHashMap<>();

    /**
     * Delays nothing yet.
     *
     * @param unfinished whether something that the status of an object depends on is still to be written
     */
    public StatusDebounce(Predicate<ObjectKey> unfinished, WriteActivity progress, LongSupplier nanoTime) {
        this.unfinished = unfinished;
        this.progress = progress;
        this.nanoTime = nanoTime;
    }

    /** What is to become of a status that is looked at. */
    public enum Advice {
        /** Nothing that it depends on is unfinished. */
        REPORT,
        /** Something has been unfinished for so long that it is time to say so. */
        REPORT_UNFINISHED,
        /** Work is under way; the status is looked at again when something changes, and when it is {@link #due}. */
        WAIT
    }

    /** Returns what is to become of a status, and notes that it waits, if it is to. */
    synchronized Advice advise(ObjectKey key) {
        long since = since(key);
        // with the lock, so that an object that goes meanwhile is forgotten after it was noted
        boolean isUnfinished = unfinished.test(key);
        if (!isUnfinished || isOver(since)) {
            waiting.remove(key);
            return isUnfinished ? Advice.REPORT_UNFINISHED : Advice.REPORT;
        }
        waiting.put(key, new Waiting(since, false));
        return Advice.WAIT;
    }

    /** Returns whether a status was told to {@link Advice#WAIT wait}, and work still goes on. */
    boolean waitsAlready(ObjectKey key) {
        synchronized (this) {
            if (!waiting.containsKey(key) || isOver(since(key))) {
                return false;
            }
        }
        return unfinished.test(key);
    }

    /** Returns the statuses that have waited long enough and were not returned since they were last looked at. */
    synchronized List<ObjectKey> due() {
        var due = new ArrayList<ObjectKey>();
        for (Map.Entry<ObjectKey, Waiting> entry : waiting.entrySet()) {
            Waiting status = entry.getValue();
            if (!isOver(status.since)) {
                break; // and so are those that began later
            }
            if (!status.called) {
                entry.setValue(new Waiting(status.since, true));
                due.add(entry.getKey());
            }
        }
        return due;
    }

    /** Notes that an object is gone, from the graph, too. */
    synchronized void forget(ObjectKey key) {
        waiting.remove(key);
    }

    private long since(ObjectKey key) {
        Waiting known = waiting.get(key);
        return known == null ? nanoTime.getAsLong() : known.since;
    }

    private boolean isOver(long since) {
        Duration unfinished = Duration.ofNanos(nanoTime.getAsLong() - since);
        return unfinished.compareTo(AT_MOST) >= 0
                || (unfinished.compareTo(STILL) >= 0 && progress.sinceLast().compareTo(STILL) >= 0);
    }
}

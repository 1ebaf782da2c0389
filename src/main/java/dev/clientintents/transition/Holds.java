package dev.clientintents.transition;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that are held although they are no longer declared, and the policy that is held although it has another name
 * now, and since when, in nanoseconds of one clock: what a transition remembers between two steps.
 *
 * @param keys the held ones, and those whose deadline has passed but that are still there
 */
public record Holds(Map<String, Hold> keys) {

    /** Nothing is held. */
    public static final Holds NONE = new Holds(Map.of());

    /**
     * One held key.
     *
     * @param since when it was held first
     * @param inForceSince since when all that replaces it is in force; null while something is not
     */
    record Hold(long since, @Nullable Long inForceSince) {}

    public Holds {
        keys = Map.copyOf(keys);
    }

    /** Returns whether no key has been held for as long as that. */
    boolean youngerThan(Duration age, long now) {
        return keys.values().stream().allMatch(hold -> now - hold.since < age.toNanos());
    }

    /** The holds that the next step remembers, and until when it waits. */
    static final class Next {

        private final Holds before;
        private final long now;
        private final Map<String, Hold> keys = new HashMap<>();
        private long wakeAt = Long.MAX_VALUE;

        Next(Holds before, long now) {
            this.before = before;
            this.now = now;
        }

        /**
         * Decides whether a key is held.
         *
         * @param complete whether all that replaces it is in force
         * @param deadline how long it is held at most while that is not so
         */
        boolean holds(String key, boolean complete, long deadline) {
            Hold known = before.keys.getOrDefault(key, new Hold(now, null));
            Long inForceSince = known.inForceSince == null ? (Long) now : known.inForceSince;
            Hold hold = new Hold(known.since, complete ? inForceSince : null);
            keys.put(key, hold);
            long end = complete ? inForceSince + Deadlines.SETTLE.toNanos() : hold.since + deadline;
            if (end - now <= 0) {
                return false;
            }
            wakeAt = wakeAt == Long.MAX_VALUE || end - wakeAt < 0 ? end : wakeAt;
            return true;
        }

        Holds remembered() {
            return new Holds(keys);
        }

        /** Returns after how many nanoseconds the first hold ends; null where nothing is held. */
        @Nullable
        Long untilEnd() {
            return wakeAt == Long.MAX_VALUE ? null : wakeAt - now;
        }
    }
}

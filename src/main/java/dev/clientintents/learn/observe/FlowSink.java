package dev.clientintents.learn.observe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Takes what a source tells, record by record. */
public interface FlowSink {

    /** Takes a connection, or several alike. */
    void accept(Sighting sighting);

    /**
     * Counts what is passed over.
     *
     * @param count how many records, or lost events, at least 1
     */
    void passOver(PassedOver why, long count);

    /**
     * Takes note of the time that a source tells about.
     *
     * @param from when the watching began; null where it does not tell
     * @param until when it ended; null where it does not tell
     */
    void watched(@Nullable Instant from, @Nullable Instant until);

    /** Counts one record that is passed over. */
    default void passOver(PassedOver why) {
        passOver(why, 1);
    }
}

package dev.clientintents.learn.resolve;

import dev.clientintents.learn.observe.Flow;
import dev.clientintents.learn.observe.Seen;
import dev.clientintents.learn.observe.Side;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Counts how often a connection was seen, at each end by itself. */
final class Tally {

    /** What was seen at one end. */
    private static final class Counts {

        private long allowed;
        private long denied;
        private long unanswered;

        void add(Flow.Verdict verdict, long count) {
            switch (verdict) {
                case ALLOWED -> allowed += count;
                case DENIED -> denied += count;
                case UNANSWERED -> unanswered += count;
            }
        }

        void add(Counts other) {
            allowed += other.allowed;
            denied += other.denied;
            unanswered += other.unanswered;
        }

        boolean isEmpty() {
            return allowed + denied + unanswered == 0;
        }
    }

    private final Counts atClient = new Counts();
    private final Counts atServer = new Counts();
    private final Counts atEither = new Counts();
    private @Nullable Instant first;
    private @Nullable Instant last;

    void add(Flow flow, Side side) {
        Counts counts = switch (side) {
            case CLIENT -> atClient;
            case SERVER -> atServer;
            case EITHER -> atEither;
        };
        counts.add(flow.verdict(), flow.count());
        between(flow.first(), flow.last());
    }

    void add(Tally other) {
        atClient.add(other.atClient);
        atServer.add(other.atServer);
        atEither.add(other.atEither);
        between(other.first, other.last);
    }

    private void between(@Nullable Instant from, @Nullable Instant until) {
        if (from != null && (first == null || from.isBefore(first))) {
            first = from;
        }
        if (until != null && (last == null || until.isAfter(last))) {
            last = until;
        }
    }

    /**
     * Returns the sum. Where the server's end tells of the connection, what the client's end let out is not counted again; what a
     * policy stopped at the client's end is, since nothing of that arrives.
     */
    Seen seen() {
        Counts counted = atServer.isEmpty() ? atClient : atServer;
        return new Seen(
                counted.allowed + atEither.allowed,
                atClient.denied + atServer.denied + atEither.denied,
                counted.unanswered + atEither.unanswered,
                first,
                last);
    }
}

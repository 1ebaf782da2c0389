package dev.clientintents.learn.resolve;

import dev.clientintents.learn.observe.Flow;
import dev.clientintents.learn.observe.Seen;
import dev.clientintents.learn.observe.Side;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Counts how often a connection was seen, at each end by itself. */
final class Tally {

    private static final int VERDICTS = Flow.Verdict.values().length;
    private static final int SIDES = Side.values().length;

    private final long[] counts = new long[VERDICTS * SIDES];
    private @Nullable Instant first;
    private @Nullable Instant last;

    void add(Flow flow, Side side) {
        counts[index(side, flow.verdict())] += flow.count();
        between(flow.first(), flow.last());
    }

    void add(Tally other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
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
     * Returns the sum. Where the server's end tells of the connection, what the client's end let out is not counted again; a client's
     * end that let nothing out is, since nothing of that arrives.
     */
    Seen seen() {
        boolean arrived = count(Side.SERVER) > 0;
        return new Seen(
                sum(Flow.Verdict.ALLOWED, arrived),
                at(Side.SERVER, Flow.Verdict.DENIED)
                        + at(Side.CLIENT, Flow.Verdict.DENIED)
                        + at(Side.EITHER, Flow.Verdict.DENIED),
                sum(Flow.Verdict.UNANSWERED, arrived),
                first,
                last);
    }

    private long sum(Flow.Verdict verdict, boolean arrived) {
        return at(arrived ? Side.SERVER : Side.CLIENT, verdict) + at(Side.EITHER, verdict);
    }

    private long count(Side side) {
        long sum = 0;
        for (Flow.Verdict verdict : Flow.Verdict.values()) {
            sum += at(side, verdict);
        }
        return sum;
    }

    private long at(Side side, Flow.Verdict verdict) {
        return counts[index(side, verdict)];
    }

    private static int index(Side side, Flow.Verdict verdict) {
        return side.ordinal() * VERDICTS + verdict.ordinal();
    }
}

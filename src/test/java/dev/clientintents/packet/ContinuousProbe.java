package dev.clientintents.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.packet.PacketAgent.Answer;
import dev.clientintents.packet.PacketAgent.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One connection that is tried over and over, without waiting for what comes of the last attempt. */
public final class ContinuousProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Attempts that say nothing, of a hundred. */
    private static final int BEARABLE_LOSS = 20;
    /**
     * Attempts in a row, 10 ms apart, that may be refused: the engine that enforces refuses one now and then at the
     * moment when it takes a new state of a pod or a policy, whatever that says. A cut by an edit lasted 100 ms and
     * more.
     */
    private static final int ENGINE_BLINKS = 2;

    /** For how long it may, where so many connections are tried at once that it is late with its answers. */
    private static final Duration LATE_BLINKS = Duration.ofMillis(50);

    private final PacketAgent agent;
    private final String name;
    private final Attempt attempt;
    private @Nullable List<Span> ended;

    ContinuousProbe(PacketAgent agent, String name, Attempt attempt, Duration pause, Duration timeout) {
        this.agent = agent;
        this.name = name;
        this.attempt = attempt;
        agent.watch(name, attempt, pause, timeout);
    }

    /** Waits until attempts that began from now on get through. */
    public void awaitAdmitted() {
        awaitLast(true);
    }

    /** Waits until attempts that began from now on do not get through. */
    public void awaitRefused() {
        awaitLast(false);
    }

    private void awaitLast(boolean open) {
        long now = nanos(Instant.now());
        await().alias(attempt.toString()).atMost(PATIENCE).until(() -> {
            List<Span> spans = spans();
            Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
            return last != null && last.last() >= now && last.verdict().isOpen() == open;
        });
    }

    /** Fails where an attempt that began since did not get through. */
    public void assertNeverRefused(Instant since) {
        assertNone(since, Verdict.BLOCKED, "refused", span -> span.count() > ENGINE_BLINKS);
    }

    /** Fails where attempts that began since did not get through for as long as a cut lasts. */
    public void assertNeverCut(Instant since) {
        assertNone(since, Verdict.BLOCKED, "cut", span -> span.last() - span.first() > LATE_BLINKS.toNanos());
    }

    /** Fails where an attempt that began since got through. */
    public void assertNeverAdmitted(Instant since) {
        assertNone(since, Verdict.ALLOWED, "admitted", span -> true);
    }

    private void assertNone(Instant since, Verdict unwanted, String deed, Predicate<Span> counts) {
        long start = nanos(since);
        List<Span> spans = spans().stream().filter(span -> span.last() >= start).toList();
        assertThat(spans).as("%s is tried", attempt).isNotEmpty();
        int all = spans.stream().mapToInt(Span::count).sum();
        int lost = spans.stream()
                .filter(span -> span.verdict() == Verdict.LOST)
                .mapToInt(Span::count)
                .sum();
        assertThat(lost * 100)
                .as("%s: attempts of %d that say nothing", attempt, all)
                .isLessThanOrEqualTo(all * BEARABLE_LOSS);
        assertThat(spans)
                .as("%s was %s", attempt, deed)
                .noneMatch(span -> PacketBed.checked(attempt, new Answer(span.verdict(), span.by())) == unwanted
                        && counts.test(span));
    }

    private List<Span> spans() {
        return ended != null ? ended : agent.spans(name);
    }

    /** Ends the attempts. What came of them can still be asked. */
    @Override
    public void close() {
        if (ended == null) {
            ended = agent.unwatch(name);
        }
    }

    private static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }
}

package dev.clientintents.operator.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.work.StatusDebounce.Advice;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusDebounceTest {

    private static final ObjectKey FRONTEND = new ObjectKey("shop", "frontend");

    private final AtomicLong now = new AtomicLong();
    private final Set<ObjectKey> unfinished = new HashSet<>();
    private final WriteActivity progress = new WriteActivity(now::get);
    private final StatusDebounce patience = new StatusDebounce(unfinished::contains, progress, now::get);

    @BeforeEach
    void oneObjectWhosePolicyIsBeingWritten() {
        unfinished.add(FRONTEND);
    }

    @Test
    void aStatusWaitsWhileWorkIsUnderWay() {
        assertThat(patience.advise(FRONTEND)).isEqualTo(Advice.WAIT);
        pass(Duration.ofSeconds(1));
        assertThat(patience.advise(FRONTEND)).isEqualTo(Advice.WAIT);
        assertThat(patience.waitsAlready(FRONTEND)).isTrue();
        assertThat(patience.due()).isEmpty();
    }

    @Test
    void itIsDueOnceWhenNothingWasWrittenForTwoSecondsAndSaysWhatIsUnfinished() {
        patience.advise(FRONTEND);
        pass(Duration.ofSeconds(2));

        assertThat(patience.due()).containsExactly(FRONTEND);
        assertThat(patience.due()).isEmpty();
        assertThat(patience.waitsAlready(FRONTEND)).isFalse();
        assertThat(patience.advise(FRONTEND)).isEqualTo(Advice.REPORT_UNFINISHED);
    }

    @Test
    void whileOthersAreWrittenNobodyLooksAtIt() {
        patience.advise(FRONTEND);
        for (int second = 1; second < 120; second++) {
            pass(Duration.ofSeconds(1));
            progress.made();
            assertThat(patience.due()).isEmpty();
        }
        assertThat(patience.advise(FRONTEND)).isEqualTo(Advice.WAIT);
    }

    @Test
    void afterTwoMinutesItSaysSoHoweverMuchIsWritten() {
        patience.advise(FRONTEND);
        pass(Duration.ofMinutes(2));
        progress.made();

        assertThat(patience.due()).containsExactly(FRONTEND);
        assertThat(patience.advise(FRONTEND)).isEqualTo(Advice.REPORT_UNFINISHED);
    }

    @Test
    void whatWasDueAndFindsWorkGoingOnAgainBecomesDueOnceMore() {
        patience.advise(FRONTEND);
        pass(Duration.ofSeconds(2));
        patience.due();
        progress.made();

        assertThat(patience.advise(FRONTEND)).isEqualTo(Advice.WAIT);
        assertThat(patience.due()).isEmpty();
        pass(Duration.ofSeconds(2));
        assertThat(patience.due()).containsExactly(FRONTEND);
    }

    @Test
    void whatHasSaidSoIsLookedAtWhenSomethingChanges() {
        patience.advise(FRONTEND);
        pass(Duration.ofSeconds(2));
        patience.advise(FRONTEND);
        progress.made();

        assertThat(patience.waitsAlready(FRONTEND)).isFalse();
        assertThat(patience.advise(FRONTEND)).isEqualTo(Advice.WAIT);
    }

    @Test
    void whatIsFinishedWaitsNoLonger() {
        patience.advise(FRONTEND);
        unfinished.clear();

        assertThat(patience.waitsAlready(FRONTEND)).isFalse();
        assertThat(patience.advise(FRONTEND)).isEqualTo(Advice.REPORT);
        pass(Duration.ofSeconds(2));
        assertThat(patience.due()).isEmpty();
    }

    @Test
    void whatIsGoneIsNeverDue() {
        patience.advise(FRONTEND);
        patience.forget(FRONTEND);
        pass(Duration.ofSeconds(2));

        assertThat(patience.due()).isEmpty();
    }

    @Test
    void whoNeverAskedDoesNotWaitAlready() {
        assertThat(patience.waitsAlready(FRONTEND)).isFalse();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}

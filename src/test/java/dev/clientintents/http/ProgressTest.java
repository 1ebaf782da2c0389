package dev.clientintents.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final Limits LIMITS = new Limits(
            4, 1, 1, 1, 1, Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(120), Duration.ZERO);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 7); // the clock may overflow
    private final Progress progress = new Progress(LIMITS, now::get);

    @Test
    void aNewConnectionHasAsLongAsARequestForItsHandshakeOrFirstRequest() {
        pass(5);
        assertThat(progress.isOverdue()).isFalse();
        now.incrementAndGet();
        assertThat(progress.isOverdue()).isTrue();
    }

    @Test
    void moreBytesWinNoTime() {
        progress.secured();
        pass(100);
        progress.received();
        pass(3);
        progress.received();
        pass(3);

        assertThat(progress.isOverdue()).isTrue();
    }

    @Test
    void onlyTheFirstHandshakeBeginsAnew() {
        progress.secured();
        assertThat(progress.phase()).isEqualTo(Progress.Phase.IDLE);
        progress.received();

        progress.secured();

        assertThat(progress.phase()).isEqualTo(Progress.Phase.RECEIVING);
    }

    @Test
    void anAnswerHasATimeOfItsOwnAndIdlenessToo() {
        pass(4);
        progress.complete();
        pass(9);
        progress.received(); // the next request, sent before the answer
        assertThat(progress.isOverdue()).isFalse();
        progress.answered();
        pass(119);
        assertThat(progress.isOverdue()).isFalse();
        pass(2);
        assertThat(progress.isOverdue()).isTrue();
    }

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}

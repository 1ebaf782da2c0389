package dev.clientintents.operator.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetriesTest {

    /** Notes the delays, and runs nothing. */
    private static final class Clock extends ScheduledThreadPoolExecutor {

        private final List<Long> millis = new ArrayList<>();

        Clock() {
            super(1);
        }

        @Override
        public @Nullable ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            millis.add(unit.toMillis(delay));
            return null;
        }
    }

    private final Clock clock = new Clock();
    private final Retries<String> retries = new Retries<>(clock);

    @AfterEach
    void stop() {
        clock.shutdownNow();
    }

    @Test
    void theDelayDoublesUpToHalfAMinuteAndNeverEnds() {
        for (int i = 0; i < 12; i++) {
            retries.failed("auth", () -> {});
        }

        assertThat(clock.millis)
                .containsExactly(
                        100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 12_800L, 25_600L, 30_000L, 30_000L, 30_000L);
    }

    @Test
    void whatFailsOftenDelaysNothingElse() {
        for (int i = 0; i < 5; i++) {
            retries.failed("auth", () -> {});
        }
        retries.failed("metrics", () -> {});

        assertThat(clock.millis).endsWith(1_600L, 100L);
    }

    @Test
    void afterASuccessTheNextFailureIsTheFirst() {
        retries.failed("auth", () -> {});
        retries.failed("auth", () -> {});
        retries.succeeded("auth");
        retries.failed("auth", () -> {});

        assertThat(clock.millis).containsExactly(100L, 200L, 100L);
    }
}

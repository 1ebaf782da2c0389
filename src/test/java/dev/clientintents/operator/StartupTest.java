package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(10)
class StartupTest {

    private static final Duration LOOK_AFTER = Duration.ofMillis(5);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final AtomicInteger looks = new AtomicInteger();
    private final CompletableFuture<Void> step = new CompletableFuture<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Startup.class);

    StartupTest() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void detach() {
        logger.detachAppender(log);
    }

    @Test
    void aStepThatIsDoneCostsNoLook() {
        step.complete(null);

        startup(look -> Optional.of("nothing is there")).await(step);

        assertThat(looks).hasValue(0);
    }

    @Test
    void aStepIsWaitedForAsLongAsItTakes() {
        startup(look -> {
                    now.addAndGet(Duration.ofDays(1).toNanos());
                    if (look == 5) {
                        step.complete(null);
                    }
                    return Optional.empty();
                })
                .await(step);

        assertThat(looks).hasValue(5);
        assertThat(log.list).isEmpty();
    }

    @Test
    void aStepThatMayBeLeftIsLeftAtItsTimeWhereNothingIsMissing() {
        startup(look -> {
                    now.addAndGet(Duration.ofSeconds(1).toNanos());
                    return Optional.empty();
                })
                .await(step, Duration.ofSeconds(3));

        assertThat(looks).hasValue(3);
    }

    @Test
    void aStepThatMayBeLeftIsWaitedForWhileSomethingIsMissing() {
        startup(look -> {
                    now.addAndGet(Duration.ofSeconds(1).toNanos());
                    return look < 10 ? Optional.of("connection refused") : Optional.empty();
                })
                .await(step, Duration.ofSeconds(3));

        assertThat(looks).hasValue(10);
    }

    @Test
    void whatIsMissingIsToldEveryTwentySecondsOverAllSteps() {
        Startup startup = startup(look -> {
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            return look % 50 == 0 ? Optional.empty() : Optional.of("connection refused " + look);
        });

        startup.await(step, Duration.ZERO);
        startup.await(step, Duration.ZERO);

        assertThat(looks).hasValue(100);
        assertThat(causes())
                .containsExactly(
                        "connection refused 1",
                        "connection refused 21",
                        "connection refused 41",
                        "connection refused 61",
                        "connection refused 81");
    }

    @Test
    void whatOnlyAPersonCanPutRightEndsTheStart() {
        var failure = new StartFailure("the operator may not list pods");

        assertThatThrownBy(() -> startup(look -> {
                            throw failure;
                        })
                        .await(step))
                .isSameAs(failure);
    }

    @Test
    void aStepThatFailsEndsTheStartInOneLine() {
        step.completeExceptionally(new IllegalStateException("it broke", new IllegalArgumentException("no such port")));

        assertThatThrownBy(() -> startup(look -> Optional.empty()).await(step))
                .isInstanceOf(StartFailure.class)
                .hasMessage("no such port");
    }

    @Test
    void aStepThatSaysWhatAPersonHasToDoIsQuoted() {
        var failure = new StartFailure("namespace nowhere does not exist");
        step.completeExceptionally(failure);

        assertThatThrownBy(() -> startup(look -> Optional.empty()).await(step)).isSameAs(failure);
    }

    @Test
    void anInterruptEndsTheStartAndIsKept() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> startup(look -> Optional.empty()).await(step))
                    .isInstanceOf(StartFailure.class)
                    .hasMessage("interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aStepThatEndsDuringALookIsNotLookedAtAgain() {
        CompletableFuture<Void> started = CompletableFuture.runAsync(
                () -> startup(look -> {
                            step.complete(null);
                            return Optional.of("connection refused");
                        })
                        .await(step),
                task -> new Thread(task).start());

        await().until(started::isDone);

        assertThat(started).isCompleted();
        assertThat(looks).hasValue(1);
    }

    private interface Look {
        Optional<String> missing(int look);
    }

    private Startup startup(Look look) {
        return new Startup(() -> look.missing(looks.incrementAndGet()), LOOK_AFTER, now::get);
    }

    private List<String> causes() {
        return new CopyOnWriteArrayList<>(log.list)
                .stream()
                        .flatMap(event -> event.getKeyValuePairs().stream())
                        .map(pair -> String.valueOf(pair.value))
                        .toList();
    }
}

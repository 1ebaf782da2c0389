package dev.clientintents.operator.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("clock"));
    private final FairExecutor usual = new FairExecutor("usual", 2, clock);
    private final FairExecutor urgent = new FairExecutor("urgent", 2, clock);
    private final Work<String, String> work = new Work<>(key -> "shop", usual, urgent, clock, System::nanoTime);
    private final List<String> seen = new CopyOnWriteArrayList<>();

    WorkTest() {
        clock.setRemoveOnCancelPolicy(true);
    }

    @AfterEach
    void close() {
        usual.close();
        urgent.close();
        clock.shutdownNow();
    }

    private void runs(Function<String, Work.Outcome<String>> task) {
        work.runs(new Work.Task<>() {
            @Override
            public Work.Outcome<String> attempt(String key, @Nullable String memory) {
                seen.add(key + (memory == null ? "" : " after " + memory));
                return task.apply(key);
            }

            @Override
            public String failed(String key, @Nullable String memory, RuntimeException failure) {
                return String.valueOf(failure.getMessage());
            }
        });
    }

    @Test
    void whatWasUndoneIsTriedAgainAfterASecondAndOthersAreNotHeldUp() {
        var times = new CopyOnWriteArrayList<Long>();
        runs(key -> {
            if (key.equals("db")) {
                times.add(System.nanoTime());
                throw new UndoneWrite("spec of NetworkPolicy db");
            }
            return Work.Outcome.rest();
        });

        work.request("db");
        await().until(() -> work.memory("db").isPresent());
        work.request("cache");
        await().until(() -> seen.contains("cache"));
        await().until(() -> times.size() == 2);

        assertThat(Duration.ofNanos(times.get(1) - times.get(0))).isGreaterThanOrEqualTo(Duration.ofMillis(900));
        assertThat(seen)
                .element(seen.size() - 1)
                .asString()
                .startsWith("db after")
                .contains("spec of NetworkPolicy db");
    }

    @Test
    void whatIsAtRestIsForgotten() {
        runs(key -> Work.Outcome.rest());

        work.request("db");

        await().until(() -> work.size() == 0);
        assertThat(seen).containsExactly("db");
    }

    @Test
    void requestsBeforeItsTurnAreOneAndOneWhileItRunsIsOneMore() {
        var running = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        runs(key -> {
            running.countDown();
            awaitQuietly(go);
            return Work.Outcome.rest();
        });
        work.request("db");
        awaitQuietly(running);

        work.request("db");
        work.request("db");
        go.countDown();

        await().until(() -> work.size() == 0);
        assertThat(seen).containsExactly("db", "db");
    }

    @Test
    void whatFailsIsTriedAgainWithOnePendingTryHoweverOftenItIsRequested() {
        runs(key -> {
            throw new IllegalStateException("no");
        });
        work.request("db");
        await().until(() -> work.memory("db").isPresent());

        for (int i = 0; i < 200; i++) {
            work.request("db");
        }

        assertThat(pending()).isLessThanOrEqualTo(1);
        assertThat(work.memory("db")).contains("no");
        assertThat(work.isMoving("db")).isTrue();
    }

    @Test
    void aFloodOfRequestsForWhatFailsCostsNoFloodOfAttempts() {
        var attempts = new AtomicInteger();
        runs(key -> {
            attempts.incrementAndGet();
            throw new IllegalStateException("no");
        });
        work.request("db");
        long end = System.nanoTime() + Duration.ofMillis(600).toNanos();
        while (System.nanoTime() < end) {
            work.request("db");
        }

        assertThat(attempts.get()).isBetween(2, 4); // after 0, 100 and 300 ms
    }

    @Test
    void whatWaitsIsLookedAtWhenItIsWokenAndLeavesNothingBehind() {
        runs(key -> seen.size() == 1 ? new Work.Outcome<>("waiting", LONG, Set.of("pod")) : Work.Outcome.rest());
        work.request("db");
        await().until(() -> work.memory("db").isPresent());
        assertThat(work.isMoving("db")).isFalse();
        assertThat(work.count("waiting"::equals)).isEqualTo(1);
        assertThat(work.count("held"::equals)).isZero();

        work.wake("another");
        work.wake("pod");

        await().until(() -> work.size() == 0);
        assertThat(seen).containsExactly("db", "db after waiting");
        assertThat(work.awaited()).isZero();
        assertThat(pending()).isZero();
    }

    @Test
    void aWakeWhileItRunsIsNotLost() {
        var running = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        runs(key -> {
            running.countDown();
            awaitQuietly(go);
            return seen.size() == 1 ? new Work.Outcome<>("waiting", LONG, Set.of("pod")) : Work.Outcome.rest();
        });
        work.request("db");
        awaitQuietly(running);

        work.wake("pod");
        go.countDown();

        await().until(() -> work.size() == 0);
        assertThat(seen).containsExactly("db", "db after waiting");
    }

    @Test
    void whatWaitsForManyIsLookedAtAsOftenAsTheyHalve() {
        Set<String> missing = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 1000).forEach(i -> missing.add("pod-" + i));
        runs(key -> missing.isEmpty()
                ? Work.Outcome.rest()
                : new Work.Outcome<>(missing.size() + " missing", LONG, Set.copyOf(missing)));
        work.request("db");
        await().until(() -> !work.isMoving("db"));

        for (String pod : List.copyOf(missing)) {
            missing.remove(pod);
            work.wake(pod);
            while (work.isMoving("db")) {
                Thread.onSpinWait();
            }
        }

        assertThat(work.size()).isZero();
        assertThat(work.awaited()).isZero();
        assertThat(seen).hasSizeBetween(3, 12).endsWith("db after 1 missing");
    }

    @Test
    void whatHalfOfTheAwaitedDoNotBringIsLookedAtAfterAWhile() {
        runs(key ->
                seen.size() == 1 ? new Work.Outcome<>("waiting", LONG, Set.of("a", "b", "c")) : Work.Outcome.rest());
        work.request("db");
        await().until(() -> work.memory("db").isPresent());

        work.wake("a");

        assertThat(work.isMoving("db")).isFalse();
        await().atMost(Duration.ofSeconds(15)).until(() -> work.size() == 0);
        assertThat(seen).containsExactly("db", "db after waiting");
        assertThat(work.awaited()).isZero();
    }

    @Test
    void whatIsUrgentPassesWhatWaitsAlsoWhereItWaitsItself() {
        var go = new CountDownLatch(1);
        runs(key -> {
            if (key.startsWith("slow")) {
                awaitQuietly(go);
            }
            return Work.Outcome.rest();
        });
        work.request("slow-1");
        work.request("slow-2");
        work.request("db");

        work.request("db", true);

        await().until(() -> seen.contains("db"));
        go.countDown();
        await().until(() -> work.size() == 0);
        assertThat(seen).containsOnlyOnce("db");
    }

    @Test
    void tenThousandKeysThatComeAndGoLeaveNothing() {
        runs(key -> new Work.Outcome<>(null, null, Set.of()));

        for (int i = 0; i < 10_000; i++) {
            work.request("key-" + i);
        }

        await().until(() -> work.size() == 0);
        assertThat(work.awaited()).isZero();
        assertThat(pending()).isZero();
        assertThat(usual.waiting()).isZero();
    }

    /** How many looks later are pending, besides the two that look for what hangs. */
    private int pending() {
        return clock.getQueue().size() - 2;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.clientintents.operator.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FairExecutorTest {

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("clock"));
    private final FairExecutor executor = new FairExecutor("writes", 4, clock);
    private final CountDownLatch hang = new CountDownLatch(1);
    private final List<String> done = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        hang.countDown();
        executor.close();
        clock.shutdownNow();
    }

    @Test
    void namespacesTakeTurns() {
        for (int i = 0; i < 100; i++) {
            executor.execute("big", () -> pause(2));
        }
        var stillWaiting = new AtomicInteger();
        executor.execute("small", () -> {
            stillWaiting.set(executor.waiting());
            done.add("small");
        });

        await().until(() -> done.contains("small"));
        assertThat(stillWaiting).hasValueGreaterThan(50);
    }

    @Test
    void aNamespaceWhoseWritesHangLeavesPlacesToOthersAtOnce() {
        for (int i = 0; i < 100; i++) {
            executor.execute("hanging", this::hang);
        }

        executor.execute("shop", () -> done.add("shop"));

        await().atMost(Duration.ofMillis(500)).until(() -> done.contains("shop"));
    }

    @Test
    void manyNamespacesWhoseWritesHangLeavePlacesToOthersAfterAMoment() {
        var running = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            executor.execute("hanging-" + i % 5, () -> {
                running.incrementAndGet();
                hang();
            });
        }
        executor.execute("shop", () -> done.add("shop"));

        await().atMost(Duration.ofSeconds(10)).until(() -> done.contains("shop"));
        // no namespace has more than its share under way, however long its writes hang
        await().during(Duration.ofSeconds(2)).until(() -> running.get() <= 15);
    }

    private void hang() {
        try {
            hang.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

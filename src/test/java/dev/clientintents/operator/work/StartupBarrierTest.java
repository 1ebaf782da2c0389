package dev.clientintents.operator.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartupBarrierTest {

    private final StartupBarrier barrier = new StartupBarrier();
    private final List<String> ran = new ArrayList<>();

    @Test
    void itOpensOnceWhenEverythingIsReached() {
        barrier.onOpen(() -> ran.add("open"));
        for (StartupBarrier.Condition condition : StartupBarrier.Condition.values()) {
            assertThat(barrier.isOpen()).isFalse();
            barrier.reached(condition);
        }
        barrier.reached(StartupBarrier.Condition.PODS);

        assertThat(barrier.isOpen()).isTrue();
        assertThat(ran).containsExactly("open");
    }

    @Test
    void aReplicaThatOnlyWaitsForTheLeaseIsSynced() {
        for (StartupBarrier.Condition condition : StartupBarrier.Condition.values()) {
            if (condition != StartupBarrier.Condition.LEADING) {
                assertThat(barrier.isSynced()).isFalse();
                barrier.reached(condition);
            }
        }

        assertThat(barrier.isSynced()).isTrue();
        assertThat(barrier.isOpen()).isFalse();
    }

    @Test
    void onceClosedItStaysClosed() {
        barrier.close();
        for (StartupBarrier.Condition condition : StartupBarrier.Condition.values()) {
            barrier.reached(condition);
        }

        assertThat(barrier.isOpen()).isFalse();
    }
}

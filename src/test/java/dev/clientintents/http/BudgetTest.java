package dev.clientintents.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BudgetTest {

    private final AtomicLong now = new AtomicLong();
    private final List<String> cut = new ArrayList<>();
    private final Budget budget = new Budget(10, 6);

    @Test
    void whatFitsIsHeldUntilItIsReleased() {
        Budget.Claim first = take("a", "10.0.0.1", 6, waitedFor()).orElseThrow();

        assertThat(take("b", "10.0.0.2", 4, waitedFor())).isPresent();
        assertThat(budget.used()).isEqualTo(10);
        first.release();
        first.release();
        assertThat(budget.used()).isEqualTo(4);
        assertThat(cut).isEmpty();
    }

    @Test
    void aboveItsShareAnAddressLosesWhatIsWaitedForLongest() {
        take("first", "10.0.0.1", 3, waitedFor());
        take("second", "10.0.0.1", 3, waitedFor());

        assertThat(take("third", "10.0.0.1", 2, waitedFor())).isPresent();
        assertThat(cut).containsExactly("first");
    }

    @Test
    void whoIsIdleGoesAfterWhoIsWaitedForAndWhoIsAnsweredNever() {
        take("answered", "10.0.0.1", 2, answered());
        take("idle", "10.0.0.1", 2, idle());
        take("waited for", "10.0.0.1", 2, waitedFor());

        assertThat(take("new", "10.0.0.1", 4, answered())).isPresent();
        assertThat(cut).containsExactly("waited for", "idle");
        assertThat(take("one more", "10.0.0.1", 1, answered())).isEmpty();
    }

    @Test
    void whereAllIsUsedWhoIsWaitedForTooLongMakesRoomWhereverHeIs() {
        take("idle", "10.0.0.1", 3, idle());
        take("slow", "10.0.0.2", 3, waitedFor());
        pass(Duration.ofSeconds(2));
        take("quick", "10.0.0.4", 4, waitedFor());

        assertThat(take("newcomer", "10.0.0.3", 3, waitedFor())).isPresent();
        assertThat(cut).containsExactly("slow");
    }

    @Test
    void aCrowdMakesRoomAtOnceAndBeforeWhoIsAloneAndWasThereBefore() {
        take("alone", "10.0.0.1", 1, waitedFor());
        for (int i = 0; i < 6; i++) {
            take("one of a crowd " + i, "10.0.0.2", 1, waitedFor());
        }

        assertThat(take("newcomer", "10.0.0.3", 4, waitedFor())).isPresent();
        assertThat(cut).containsExactly("one of a crowd 0");
    }

    @Test
    void whoIsAloneAndQuickIsSafeFromCrowdsOfMany() {
        take("alone", "10.0.0.1", 1, waitedFor());
        for (int i = 0; i < 100; i++) {
            take("one of a crowd " + i, "10.0.1." + i % 3, 1, waitedFor());
        }

        assertThat(cut).isEmpty();
        assertThat(budget.used()).isEqualTo(10);
    }

    @Test
    void idleConnectionsMakeRoomWhereNobodyIsWaitedFor() {
        for (int i = 0; i < 6; i++) {
            take("idle " + i, "10.0.0.1", 1, idle());
        }
        take("busy", "10.0.0.2", 4, answered());

        assertThat(take("newcomer", "10.0.0.3", 1, waitedFor())).isPresent();
        assertThat(cut).containsExactly("idle 0");
    }

    @Test
    void nobodyTakesFromThoseWhoHoldLess() {
        take("mine", "10.0.0.1", 5, answered());
        take("small", "10.0.0.2", 4, idle());
        take("last", "10.0.0.3", 1, answered());

        assertThat(take("more of mine", "10.0.0.1", 1, waitedFor())).isEmpty();
        assertThat(cut).isEmpty();
    }

    @Test
    void manyAddressesThatStallKeepNobodyOut() {
        for (int i = 0; i < 10; i++) {
            take("one of many " + i, "10.0.1." + i, 1, waitedFor());
        }
        pass(Duration.ofSeconds(2));

        assertThat(take("newcomer", "10.0.0.1", 1, waitedFor())).isPresent();
        assertThat(cut).containsExactly("one of many 0");
    }

    @Test
    void whatIsMoreThanAShareNeverFits() {
        assertThat(take("all", "10.0.0.1", 7, waitedFor())).isEmpty();
        assertThat(budget.used()).isZero();
    }

    private Optional<Budget.Claim> take(String name, String address, long amount, Progress progress) {
        try {
            return budget.claim(InetAddress.getByName(address), amount, progress, () -> cut.add(name));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private Progress waitedFor() {
        now.incrementAndGet();
        return new Progress(Bounds.within(1, 1, 1, Duration.ZERO, Duration.ZERO), now::get);
    }

    private Progress idle() {
        Progress progress = waitedFor();
        progress.secured();
        return progress;
    }

    private Progress answered() {
        Progress progress = waitedFor();
        progress.complete();
        return progress;
    }
}

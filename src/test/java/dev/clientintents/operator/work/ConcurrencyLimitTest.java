package dev.clientintents.operator.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {

    private final List<String> called = new ArrayList<>();
    private final ConcurrencyLimit<String> turns = new ConcurrencyLimit<>(2, called::add);

    @Test
    void onlySoManyWorkAtOnce() {
        assertThat(List.of(turns.tryAcquire("a"), turns.tryAcquire("b"), turns.tryAcquire("c")))
                .containsExactly(true, true, false);
        assertThat(called).isEmpty();
    }

    @Test
    void whoWaitsIsCalledInTheOrderOfAskingOneForEachThatEnds() {
        for (String key : List.of("a", "b", "c", "d", "c")) {
            turns.tryAcquire(key);
        }

        turns.release();
        assertThat(called).containsExactly("c");
        turns.release();
        assertThat(called).containsExactly("c", "d");
        turns.release();
        assertThat(called).containsExactly("c", "d");
    }

    @Test
    void whoAsksAgainAndFindsOneFreeIsNotCalled() {
        for (String key : List.of("a", "b", "c", "d")) {
            turns.tryAcquire(key);
        }
        turns.release();
        turns.release();
        called.clear();

        assertThat(turns.tryAcquire("d")).isTrue();
        turns.release();

        assertThat(called).isEmpty();
    }

    @Test
    void whoIsCalledAndNeedsNoTurnHasTheNextOneCalled() {
        for (String key : List.of("a", "b", "c", "d")) {
            turns.tryAcquire(key);
        }
        turns.release();
        turns.pass("c");

        assertThat(called).containsExactly("c", "d");
        assertThat(turns.tryAcquire("d")).isTrue();
    }

    @Test
    void whoPassesWhileItWaitsIsNotCalled() {
        for (String key : List.of("a", "b", "c", "d")) {
            turns.tryAcquire(key);
        }
        turns.pass("c");
        assertThat(called).isEmpty();

        turns.release();
        assertThat(called).containsExactly("d");
    }

    @Test
    void allThatWaitComeToTheirTurnsWhileAnyMayPassInstead() {
        var random = new Random(7);
        var waiting = new HashSet<String>();
        int running = 0;
        for (int i = 0; i < 200; i++) {
            if (turns.tryAcquire("key-" + i)) {
                running++;
            } else {
                waiting.add("key-" + i);
            }
        }
        while (running > 0) {
            turns.release();
            running--;
            while (!called.isEmpty()) {
                String key = called.remove(0);
                waiting.remove(key);
                if (random.nextBoolean()) {
                    turns.pass(key);
                } else if (turns.tryAcquire(key)) {
                    running++;
                } else {
                    waiting.add(key);
                }
            }
        }

        assertThat(waiting).isEmpty();
    }
}

package dev.clientintents.operator.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {

    private final List<String> called = new ArrayList<>();
    private final ConcurrencyLimit<String> turns = new ConcurrencyLimit<>(2, called::add);

    @Test
    void onlySoManyWorkAtOnce() {
        assertThat(List.of(turns.take("a"), turns.take("b"), turns.take("c"))).containsExactly(true, true, false);
        assertThat(called).isEmpty();
    }

    @Test
    void whoWaitsIsCalledInTheOrderOfAskingOneForEachThatEnds() {
        for (String key : List.of("a", "b", "c", "d", "c")) {
            turns.take(key);
        }

        turns.end();
        assertThat(called).containsExactly("c");
        turns.end();
        assertThat(called).containsExactly("c", "d");
        turns.end();
        assertThat(called).containsExactly("c", "d");
    }

    @Test
    void whoAsksAgainAndFindsOneFreeIsNotCalled() {
        for (String key : List.of("a", "b", "c", "d")) {
            turns.take(key);
        }
        turns.end();
        turns.end();
        called.clear();

        assertThat(turns.take("d")).isTrue();
        turns.end();

        assertThat(called).isEmpty();
    }
}

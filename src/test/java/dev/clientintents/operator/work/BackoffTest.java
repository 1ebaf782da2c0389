package dev.clientintents.operator.work;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    @ParameterizedTest(name = "after failure {0}: usually {1} ms, after what was undone {2} ms")
    @CsvSource({
        "1, 100, 1000",
        "2, 200, 2000",
        "5, 1600, 16000",
        "9, 25600, 256000",
        "10, 30000, 300000",
        "1000, 30000, 300000",
        "2147483647, 30000, 300000",
    })
    void eachFailureDoublesTheDelayUpToTheLast(int failures, long usual, long undone) {
        assertThat(Backoff.of(new IllegalStateException("away")).millis(failures))
                .isEqualTo(usual);
        assertThat(Backoff.of(new UndoneWrite("spec")).millis(failures)).isEqualTo(undone);
    }
}

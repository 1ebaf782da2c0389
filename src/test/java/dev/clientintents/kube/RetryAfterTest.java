package dev.clientintents.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "' 30 ', 30",
        "0, 0",
        ", 0",
        "'', 0",
        "-1, 0",
        "99999999999999, 0",
        "'Wed, 21 Oct 2026 07:28:00 GMT', 0"
    })
    void onlySecondsArePauses(@Nullable String header, long seconds) {
        assertThat(RetryAfter.parse(header)).isEqualTo(Duration.ofSeconds(seconds));
    }
}

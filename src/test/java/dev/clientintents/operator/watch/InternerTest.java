package dev.clientintents.operator.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InternerTest {

    private final Interner<String> instances = new Interner<>(4);

    @Test
    void equalValuesBecomeOne() {
        String first = instances.one("web".repeat(2));

        assertThat(instances.one("web".repeat(2))).isSameAs(first);
    }

    @Test
    void whatIsForgottenIsStillRight() {
        for (int i = 0; i < 100; i++) {
            assertThat(instances.one("web-" + i)).isEqualTo("web-" + i);
        }
        assertThat(IntStream.range(0, 100)
                        .mapToObj(i -> instances.one("web-" + i))
                        .distinct())
                .hasSize(100);
    }

    @Test
    void theSizeIsAPowerOfTwo() {
        assertThatThrownBy(() -> new Interner<String>(3)).hasMessageContaining("3");
    }
}

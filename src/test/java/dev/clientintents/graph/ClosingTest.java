package dev.clientintents.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.Closing.Declarer;
import dev.clientintents.model.Enforcement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every case of who closes a server: level, who declares it, default deny, closed before. */
class ClosingTest {

    @ParameterizedTest(name = "level {0}, by label {1}, denied by default {2}, closed {3}")
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            LEVEL,  BY_LABEL, DENIED, CLOSED, NOBODY, FOREIGN, OWN
            SHADOW, false,    false,  false,  SHADOW, SHADOW,  SHADOW
            SHADOW, false,    true,   false,  SHADOW, SHADOW,  SHADOW
            SHADOW, false,    false,  true,   CLOSED, CLOSED,  CLOSED
            SHADOW, false,    true,   true,   CLOSED, CLOSED,  CLOSED
            SHADOW, true,     false,  false,  SHADOW, SHADOW,  SHADOW
            SHADOW, true,     true,   false,  SHADOW, SHADOW,  SHADOW
            SHADOW, true,     false,  true,   SHADOW, SHADOW,  SHADOW
            SHADOW, true,     true,   true,   SHADOW, SHADOW,  SHADOW
            LOCAL,  false,    false,  false,  OPEN,   OPEN,    CLOSED
            LOCAL,  false,    true,   false,  CLOSED, CLOSED,  CLOSED
            LOCAL,  false,    false,  true,   CLOSED, CLOSED,  CLOSED
            LOCAL,  false,    true,   true,   CLOSED, CLOSED,  CLOSED
            ACTIVE, false,    false,  false,  OPEN,   CLOSED,  CLOSED
            ACTIVE, false,    true,   false,  CLOSED, CLOSED,  CLOSED
            ACTIVE, false,    false,  true,   CLOSED, CLOSED,  CLOSED
            ACTIVE, false,    true,   true,   CLOSED, CLOSED,  CLOSED
            """)
    void whoDeclaresAServerWithALivePodClosesItAsItsNamespaceSays(
            Enforcement level,
            boolean byLabel,
            boolean denied,
            boolean closed,
            Closure nobody,
            Closure foreign,
            Closure own) {
        assertThat(closure(level, byLabel, denied, Declarer.NOBODY, true, closed))
                .isEqualTo(nobody);
        assertThat(closure(level, byLabel, denied, Declarer.FOREIGN, true, closed))
                .isEqualTo(foreign);
        assertThat(closure(level, byLabel, denied, Declarer.OWN, true, closed)).isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource({"LOCAL, false", "LOCAL, true", "ACTIVE, false", "ACTIVE, true"})
    void aServerThatDoesNotExistIsClosedByItsOwnNamespaceOnly(Enforcement level, boolean denied) {
        assertThat(closure(level, false, denied, Declarer.NOBODY, false, false)).isEqualTo(Closure.OPEN);
        assertThat(closure(level, false, denied, Declarer.FOREIGN, false, false))
                .isEqualTo(Closure.OPEN);
        assertThat(closure(level, false, denied, Declarer.OWN, false, false)).isEqualTo(Closure.CLOSED);
        assertThat(closure(level, false, denied, Declarer.FOREIGN, false, true)).isEqualTo(Closure.CLOSED);
    }

    private static Closure closure(
            Enforcement level, boolean byLabel, boolean denied, Declarer declarer, boolean exists, boolean closed) {
        return new Closing(level, byLabel, denied, declarer, exists, closed).closure();
    }
}

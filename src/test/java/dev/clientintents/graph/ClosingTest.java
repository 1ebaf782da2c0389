package dev.clientintents.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.Closing.Declarer;
import dev.clientintents.graph.Closing.Word;
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

    /** In shadow by the operator's setting, and by the namespace's label. */
    @ParameterizedTest(name = "word {0}, kept {1}, closed by others {2}")
    @CsvSource(useHeadersInDisplayName = true, textBlock = """
            WORD,   KEPT,  BY_OTHERS, SETTING, LABEL,  LOCAL
            NONE,   false, false,     SHADOW,  SHADOW, OPEN
            NONE,   true,  false,     CLOSED,  SHADOW, CLOSED
            NONE,   false, true,      CLOSED,  CLOSED, CLOSED
            SHADOW, false, false,     SHADOW,  SHADOW, SHADOW
            SHADOW, true,  false,     SHADOW,  SHADOW, SHADOW
            SHADOW, true,  true,      CLOSED,  CLOSED, CLOSED
            CLOSED, false, false,     SHADOW,  SHADOW, CLOSED
            CLOSED, true,  false,     CLOSED,  SHADOW, CLOSED
            ACTIVE, false, false,     CLOSED,  CLOSED, CLOSED
            ACTIVE, true,  false,     CLOSED,  CLOSED, CLOSED
            """)
    void aServerAccessClosesAndReleasesItsServer(
            Word word, boolean kept, boolean byOthers, Closure setting, Closure label, Closure local) {
        assertThat(closure(word, Enforcement.SHADOW, false, kept, byOthers)).isEqualTo(setting);
        assertThat(closure(word, Enforcement.SHADOW, true, kept, byOthers)).isEqualTo(label);
        assertThat(closure(word, Enforcement.LOCAL, false, kept, byOthers)).isEqualTo(local);
    }

    private static Closure closure(Word word, Enforcement level, boolean byLabel, boolean kept, boolean byOthers) {
        return new Closing(word, level, byLabel, false, Declarer.NOBODY, true, kept, byOthers).closure();
    }

    private static Closure closure(
            Enforcement level, boolean byLabel, boolean denied, Declarer declarer, boolean exists, boolean closed) {
        return new Closing(Word.NONE, level, byLabel, denied, declarer, exists, closed, false).closure();
    }
}

package dev.clientintents.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class LabelChangeTest {

    private final LabelChange change =
            new LabelChange(new TreeMap<>(Map.of("key", "true", "workload", "db")), new TreeSet<>(Set.of("old")));

    @Test
    void whatIsAsAskedForWasNotUndoneWhateverElseIsThere() {
        assertThat(change.undoneIn(Map.of("key", "true", "workload", "db", "team", "payments")))
                .isEmpty();
    }

    @Test
    void whatIsMissingChangedOrStillThereWasUndone() {
        assertThat(change.undoneIn(Map.of("workload", "db"))).containsExactly("key");
        assertThat(change.undoneIn(Map.of("key", "false", "workload", "db"))).containsExactly("key");
        assertThat(change.undoneIn(Map.of("key", "true", "workload", "db", "old", "true")))
                .containsExactly("old");
    }
}

package dev.clientintents.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.model.ObjectKey;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which ClientIntents of a namespace count, whatever comes and goes in which order. */
class DeclaredObjectsTest {

    private static final int BUDGET = 3;

    @Test
    void theOldestCountAndAChangeConcernsFewHoweverManyThereAre() {
        var random = new Random(1);
        var objects = new DeclaredObjects<IntentsEntry>(BUDGET);
        Map<String, IntentsEntry> known = new TreeMap<>();
        for (int step = 0; step < 5_000; step++) {
            String name = "intents-" + random.nextInt(40);
            var before = counted(known);
            if (random.nextInt(3) == 0) {
                known.remove(name);
                assertAffected(objects.remove(key(name)).size(), step);
            } else {
                IntentsEntry entry = entry(name, random.nextInt(20));
                known.put(name, entry);
                assertAffected(objects.put(entry).size(), step);
            }
            List<ObjectKey> now = counted(known);
            for (int i = 0; i < 40; i++) {
                ObjectKey key = key("intents-" + i);
                assertThat(objects.counted(key).isPresent())
                        .as("step %s, before %s", step, before)
                        .isEqualTo(now.contains(key));
                assertThat(objects.isSurplus(key)).isEqualTo(known.containsKey(key.name()) && !now.contains(key));
            }
            assertThat(objects.surplus()).hasSize(Math.max(0, known.size() - BUDGET));
        }
    }

    private static void assertAffected(int affected, int step) {
        assertThat(affected).as("step %s", step).isBetween(1, 3);
    }

    private static List<ObjectKey> counted(Map<String, IntentsEntry> known) {
        return known.values().stream()
                .sorted(Comparator.comparing(IntentsEntry::created)
                        .thenComparing(entry -> entry.key().name()))
                .limit(BUDGET)
                .map(IntentsEntry::key)
                .toList();
    }

    private static ObjectKey key(String name) {
        return new ObjectKey("shop", name);
    }

    private static IntentsEntry entry(String name, int second) {
        return new IntentsEntry(key(name), "web", null, List.of(), "2026-01-01T00:00:%02dZ".formatted(second));
    }
}

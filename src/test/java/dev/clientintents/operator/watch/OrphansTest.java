package dev.clientintents.operator.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.identity.Ancestry;
import dev.clientintents.identity.OwnerReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is recorded of orphaned pods, and what is read of it. */
class OrphansTest {

    private static final int ROOM = 900_000;

    private final List<String> unreadable = new ArrayList<>();

    @Test
    void whatIsReadIsWhatWasRecorded() {
        var orphans = new Orphans(Map.of(
                "shop", Map.of("a", ancestry("web"), "b", ancestry("db"), "c", ancestry("web")),
                "bank", Map.of("d", new Ancestry(List.of(owner("odd \" name\u00e9")), null, false))));

        Orphans.Text text = orphans.text(ROOM);

        assertThat(Orphans.read(text.namespaces(), unreadable::add)).isEqualTo(orphans);
        assertThat(unreadable).isEmpty();
        assertThat(text.leftOut()).isZero();
        assertThat(text).as("the same gives the same text").isEqualTo(orphans.text(ROOM));
    }

    @Test
    void thePodsOfAWorkloadNameItOnce() {
        Orphans.Text text = new Orphans(Map.of("shop", pods(5_000, ancestry("web")))).text(ROOM);

        assertThat(text.leftOut()).isZero();
        assertThat(bytes(text)).isLessThan(5_000 * 40);
    }

    @Test
    void whereThereIsNoRoomForAllSmallNamespacesKeepAllAndNobodyMoreThanAShare() {
        Map<String, Map<String, Ancestry>> namespaces = new HashMap<>();
        namespaces.put("flood", pods(1_000, ancestry("web")));
        namespaces.put("large", pods(500, ancestry("web")));
        namespaces.put("small", pods(5, ancestry("db")));
        var orphans = new Orphans(namespaces);

        Orphans.Text text = orphans.text(20_000);

        assertThat(bytes(text)).isBetween(19_000, 20_000);
        Map<String, Map<String, Ancestry>> read =
                Orphans.read(text.namespaces(), unreadable::add).namespaces();
        assertThat(read.get("small")).isEqualTo(namespaces.get("small"));
        assertThat(read.get("large")).hasSizeBetween(230, 260);
        assertThat(read.get("flood")).hasSizeBetween(230, 260);
        assertThat(namespaces.get("flood")).containsAllEntriesOf(read.get("flood"));
        assertThat(text.leftOut())
                .isEqualTo(orphans.size()
                        - read.values().stream().mapToInt(Map::size).sum());
    }

    @Test
    void ownersWithLongNamesTakeTheRoomOfTheirOwnNamespace() {
        Map<String, Ancestry> flood = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            flood.put(UUID.randomUUID().toString(), ancestry("x".repeat(250) + i));
        }

        Orphans.Text text = new Orphans(Map.of("flood", flood, "small", pods(5, ancestry("db")))).text(20_000);

        assertThat(bytes(text)).isLessThanOrEqualTo(20_000);
        assertThat(Orphans.read(text.namespaces(), unreadable::add).namespaces().get("small"))
                .hasSize(5);
    }

    @Test
    void aTextOfAnotherFormSaysNothingAndDoesNotSpoilTheOthers() {
        var texts = new HashMap<>(new Orphans(Map.of("shop", Map.of("a", ancestry("web"))))
                .text(ROOM)
                .namespaces());
        List<String> odd = List.of("", "{", "{}", "[1]", "[{\"owners\": [{}], \"pods\": []}]", "[{\"owners\": []}]");
        odd.forEach(text -> texts.put("odd-" + odd.indexOf(text), text));

        assertThat(Orphans.read(texts, unreadable::add).namespaces()).containsOnlyKeys("shop");
        assertThat(unreadable).hasSize(odd.size());
    }

    private static int bytes(Orphans.Text text) {
        return text.namespaces().entrySet().stream()
                .mapToInt(it -> (it.getKey() + it.getValue()).getBytes(UTF_8).length)
                .sum();
    }

    private static Map<String, Ancestry> pods(int count, Ancestry ancestry) {
        Map<String, Ancestry> pods = new HashMap<>();
        for (int i = 0; i < count; i++) {
            pods.put(UUID.randomUUID().toString(), ancestry);
        }
        return pods;
    }

    private static Ancestry ancestry(String deployment) {
        return new Ancestry(List.of(owner(deployment + "-1"), owner(deployment)), null, false);
    }

    private static OwnerReference owner(String name) {
        return new OwnerReference("apps/v1", "Deployment", name, "uid-of-" + name);
    }
}

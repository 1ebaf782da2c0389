package dev.clientintents.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.label.PodLabels;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BudgetsTest {

    private static final ServerId DB = ServerId.anyKind("data", "db");

    private static IntentGraph graph(Budgets budgets) {
        return new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of(), Set.of(), budgets));
    }

    private static IntentsEntry declares(String namespace, String name, int first, int count) {
        List<PortRange> ports = IntStream.range(first, first + count)
                .<PortRange>mapToObj(BudgetsTest::port)
                .toList();
        return new IntentsEntry(new ObjectKey(namespace, name), name, null, List.of(Intent.of(DB, ports)));
    }

    private static PortRange port(int number) {
        return new PortRange.Numbered(Protocol.TCP, number, number);
    }

    private static AccessKey key(int port) {
        return AccessKey.of(DB, port(port));
    }

    @Test
    void aNamespaceOverItsShareLosesOnlyItsOwnRest() {
        IntentGraph graph = graph(new Budgets(3, 1_000_000, 2_048, 1_000));
        graph.put(declares("greedy", "web", 1000, 5));
        graph.put(declares("modest", "web", 1004, 1));

        assertThat(graph.granted(DB).keySet()).containsExactly(key(1000), key(1001), key(1002), key(1004));
        assertThat(graph.granted(DB))
                .containsEntry(key(1004), new GrantedKey(port(1004), new TreeSet<>(Set.of("modest"))));
        assertThat(graph.excess(DB, new ObjectKey("greedy", "web"), key(1003))).contains(Excess.KEYS_OF_NAMESPACE);
        assertThat(graph.excess(DB, new ObjectKey("greedy", "web"), key(1004))).contains(Excess.KEYS_OF_NAMESPACE);
        assertThat(graph.excess(DB, new ObjectKey("greedy", "web"), key(1002))).isEmpty();
        assertThat(graph.excess(DB, new ObjectKey("modest", "web"), key(1004))).isEmpty();
    }

    @Test
    void twoObjectsOfOneNamespaceShareItsBudget() {
        IntentGraph graph = graph(new Budgets(3, 1_000_000, 2_048, 1_000));
        graph.put(declares("greedy", "one", 1000, 2));
        graph.put(declares("greedy", "two", 1001, 2));
        assertThat(graph.granted(DB)).hasSize(3);

        graph.put(declares("greedy", "two", 1002, 2));
        assertThat(graph.granted(DB)).hasSize(3);
        assertThat(graph.excess(DB, new ObjectKey("greedy", "web"), key(1003))).contains(Excess.KEYS_OF_NAMESPACE);

        graph.removeIntents(new ObjectKey("greedy", "one"));
        assertThat(graph.granted(DB).keySet()).containsExactly(key(1002), key(1003));
        assertThat(graph.excess(DB, new ObjectKey("greedy", "web"), key(1003))).isEmpty();
    }

    @Test
    void whereThePolicyIsFullTheServersOwnNamespaceAndWhoAsksForLittleComeFirst() {
        IntentGraph graph = graph(new Budgets(64, 2_000, 2_048, 1_000));
        graph.put(declares("data", "own", 1, 2));
        graph.put(declares("a-greedy", "web", 1000, 20));
        graph.put(declares("z-modest", "web", 2000, 1));

        assertThat(graph.excess(DB, new ObjectKey("data", "web"), key(1))).isEmpty();
        assertThat(graph.excess(DB, new ObjectKey("data", "web"), key(2))).isEmpty();
        assertThat(graph.excess(DB, new ObjectKey("z-modest", "web"), key(2000)))
                .isEmpty();
        assertThat(graph.excess(DB, new ObjectKey("a-greedy", "web"), key(1000)))
                .isEmpty();
        assertThat(graph.excess(DB, new ObjectKey("a-greedy", "web"), key(1019)))
                .contains(Excess.POLICY_BYTES);
        assertThat(graph.granted(DB)).hasSizeLessThan(8);
    }

    @Test
    void whatIsCountedIsWhatIsDeclaredHoweverItCameAbout() {
        var random = new Random(5);
        for (int world = 0; world < 50; world++) {
            var budgets = new Budgets(1 + random.nextInt(6), 600 + random.nextInt(3_000), 2_048, 1_000);
            IntentGraph grown = graph(budgets);
            var last = new TreeMap<ObjectKey, IntentsEntry>();
            for (int change = 0; change < 60; change++) {
                IntentsEntry entry = declares(
                        "ns" + random.nextInt(4), "c" + random.nextInt(3), 1 + random.nextInt(6), random.nextInt(6));
                if (random.nextInt(3) == 0) {
                    grown.removeIntents(entry.key());
                    last.remove(entry.key());
                } else {
                    grown.put(entry);
                    last.put(entry.key(), entry);
                }
                IntentGraph fresh = graph(budgets);
                last.values().forEach(fresh::put);
                assertThat(grown.granted(DB)).isEqualTo(fresh.granted(DB));
            }
        }
    }

    @Test
    void theOldestObjectsOfANamespaceCountWheneverTheyBecameKnown() {
        var random = new Random(7);
        for (int world = 0; world < 50; world++) {
            var budgets = new Budgets(64, 1_000_000, 2_048, 1 + random.nextInt(4));
            IntentGraph grown = graph(budgets);
            var last = new TreeMap<ObjectKey, IntentsEntry>();
            for (int change = 0; change < 60; change++) {
                String name = "c" + random.nextInt(7);
                IntentsEntry entry = declaresSince(
                        "2026-01-0" + (1 + random.nextInt(3)) + "T00:00:00Z", "ns" + random.nextInt(2), name);
                boolean gone = random.nextInt(3) == 0;
                Change touched = gone ? grown.removeIntents(entry.key()) : grown.put(entry);
                Set<ObjectKey> before = counting(last, budgets);
                if (gone) {
                    last.remove(entry.key());
                } else {
                    last.put(entry.key(), entry);
                }
                Set<ObjectKey> after = counting(last, budgets);

                assertThat(grown.allIntents()).extracting(IntentsEntry::key).containsExactlyInAnyOrderElementsOf(after);
                assertThat(last.keySet()).allMatch(key -> grown.isSurplus(key) != after.contains(key));
                assertThat(grown.surplus())
                        .containsExactlyInAnyOrderElementsOf(
                                last.keySet().stream().filter(grown::isSurplus).toList());
                var changed = new TreeSet<>(before);
                changed.addAll(after);
                changed.removeIf(key -> before.contains(key) && after.contains(key));
                changed.remove(entry.key());
                assertThat(touched.intents()).as("statuses that differ").containsAll(changed);
                IntentGraph fresh = graph(budgets);
                last.values().forEach(fresh::put);
                assertThat(grown.granted(DB)).isEqualTo(fresh.granted(DB));
            }
        }
    }

    @Test
    void anObjectThatIsOneTooManyTakesNothingFromOlderOnesAndCountsOnceThereIsRoom() {
        IntentGraph graph = graph(new Budgets(64, 1_000_000, 2_048, 2));
        graph.put(declaresSince("2026-01-02T00:00:00Z", "greedy", "second"));
        graph.put(declaresSince(null, "greedy", "not-taken-yet"));
        graph.put(declaresSince("2026-01-01T00:00:00Z", "greedy", "first"));
        graph.put(declaresSince("2026-01-03T00:00:00Z", "modest", "only"));

        assertThat(graph.surplus()).containsExactly(new ObjectKey("greedy", "not-taken-yet"));
        Change change = graph.removeIntents(new ObjectKey("greedy", "first"));

        assertThat(graph.surplus()).isEmpty();
        assertThat(change.intents()).contains(new ObjectKey("greedy", "not-taken-yet"));
    }

    @Test
    void thePodsOfAClientCarryTheFirstKeysOfItsOldestObjectsAndTheRestOnceThereIsRoom() {
        var client = new ObjectKey("greedy", "web");
        IntentGraph graph = graph(new Budgets(64, 1_000_000, 3, 1_000));
        graph.put(new PodEntry(
                new ObjectKey("greedy", "web-0"),
                "uid",
                new WorkloadId("greedy", "Deployment", "web"),
                null,
                PodEntry.State.LIVE,
                Map.of(),
                Set.of()));
        IntentsEntry second = ofClient("web", "second", "2026-01-02T00:00:00Z", 2000, 2);
        graph.put(second);
        graph.put(ofClient("web", "modest", "2026-01-03T00:00:00Z", 3000, 1));
        graph.put(ofClient("other", "other", "2026-01-03T00:00:00Z", 4000, 3));
        assertThat(List.of(key(2000), key(2001), key(3000))).noneMatch(key -> graph.isBeyondBudget(client, key));

        Change change = graph.put(ofClient("web", "first", "2026-01-01T00:00:00Z", 1000, 2));

        assertThat(List.of(key(1000), key(1001), key(2000))).noneMatch(key -> graph.isBeyondBudget(client, key));
        assertThat(List.of(key(2001), key(3000))).allMatch(key -> graph.isBeyondBudget(client, key));
        assertThat(graph.excess(DB, client, key(2001))).contains(Excess.KEYS_OF_CLIENT);
        assertThat(graph.isBeyondBudget(new ObjectKey("greedy", "other"), key(4002)))
                .isFalse();
        assertThat(change.intents())
                .contains(new ObjectKey("greedy", "second"), new ObjectKey("greedy", "modest"))
                .doesNotContain(new ObjectKey("greedy", "other"));
        PodEntry pod = graph.pod(new ObjectKey("greedy", "web-0")).orElseThrow();
        assertThat(PodLabels.of(graph, pod))
                .containsOnlyKeys(
                        key(1000).label(), key(1001).label(), key(2000).label());

        Change room = graph.removeIntents(new ObjectKey("greedy", "first"));

        assertThat(List.of(key(2000), key(2001), key(3000))).noneMatch(key -> graph.isBeyondBudget(client, key));
        assertThat(room.intents()).contains(second.key(), new ObjectKey("greedy", "modest"));
        assertThat(room.pods()).contains(pod.key());
    }

    private static IntentsEntry ofClient(String client, String name, String created, int first, int count) {
        IntentsEntry entry = declares("greedy", name, first, count);
        return new IntentsEntry(entry.key(), client, null, entry.intents(), created);
    }

    private static Set<ObjectKey> counting(Map<ObjectKey, IntentsEntry> declared, Budgets budgets) {
        var counting = new TreeSet<ObjectKey>();
        for (String namespace : List.of("ns0", "ns1")) {
            declared.values().stream()
                    .filter(entry -> entry.key().namespace().equals(namespace))
                    .sorted(Comparator.comparing((IntentsEntry entry) -> String.valueOf(entry.created()))
                            .thenComparing(entry -> entry.key().name()))
                    .limit(budgets.objectsOfNamespace())
                    .forEach(entry -> counting.add(entry.key()));
        }
        return counting;
    }

    private static IntentsEntry declaresSince(@Nullable String created, String namespace, String name) {
        IntentsEntry entry = declares(namespace, name, 1 + name.charAt(name.length() - 1), 1);
        return new IntentsEntry(entry.key(), entry.clientName(), null, entry.intents(), created);
    }

    @Test
    void aBudgetOfNothingIsRefused() {
        assertThatThrownBy(() -> new Budgets(0, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the budget of keys of a namespace at one server must be at least 1, not 0");
    }
}

package dev.clientintents.learn.node;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.learn.observe.ConntrackLine;
import dev.clientintents.model.Protocol;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTrafficTest {

    private static final String NODE = "192.0.2.1";
    private static final NodeTraffic.Limits SMALL = new NodeTraffic.Limits(1_000, 200, 10, 50, 20, 30);

    private final NodeTraffic traffic = new NodeTraffic(SMALL);
    private final ConntrackLine line = new ConntrackLine();
    private long seconds = 1_000;

    NodeTrafficTest() {
        reading(); // what is there at the start is of unknown age
    }

    @Test
    void aConnectionIsCountedOnceHoweverOftenItIsListed() {
        reading(open("10.0.1.7", 41_000, "10.0.2.9", 8080, 431_999));
        reading(open("10.0.1.7", 41_000, "10.0.2.9", 8080, 431_999));
        reading(open("10.0.1.7", 41_000, "10.0.2.9", 8080, 431_999));

        assertThat(told()).containsExactly(record("10.0.1.7", "10.0.2.9", 8080, true, 1, 30, 0));
    }

    @Test
    void connectionsToOnePortAreOneRecord() {
        reading(open("10.0.1.7", 41_000, "10.0.2.9", 8080, 119), open("10.0.1.7", 41_001, "10.0.2.9", 8080, 119));
        reading(open("10.0.1.7", 41_002, "10.0.2.9", 8080, 119));
        seconds += 5;

        assertThat(told()).containsExactly(record("10.0.1.7", "10.0.2.9", 8080, true, 3, 25, 5));
    }

    @Test
    void whatIsThereAtTheStartCountsOnceItIsUsed() {
        var fresh = new NodeTraffic(SMALL);
        read(fresh, open("10.0.1.7", 1, "10.0.2.9", 8080, 431_900), open("10.0.1.8", 1, "10.0.2.9", 8080, 431_900));
        assertThat(fresh.batch("n", seconds).records()).isEmpty();
        read(fresh, open("10.0.1.7", 1, "10.0.2.9", 8080, 431_999), open("10.0.1.8", 1, "10.0.2.9", 8080, 431_890));

        assertThat(fresh.batch("n", seconds).records())
                .containsExactly(record("10.0.1.7", "10.0.2.9", 8080, true, 1, 10, 0));
    }

    @Test
    void whatTheKernelOnlyRemembersIsNotUsed() {
        reading(open("10.0.1.7", 41_000, "10.0.2.9", 8080, 431_999));
        traffic.told();
        reading(open("10.0.1.7", 41_000, "10.0.2.9", 8080, 431_989));
        assertThat(traffic.isEmpty()).isTrue();
        reading(open("10.0.1.7", 41_000, "10.0.2.9", 8080, 431_999));

        assertThat(told()).containsExactly(record("10.0.1.7", "10.0.2.9", 8080, true, 0, 10, 0));
    }

    @Test
    void aConnectionWhosePacketsPassTheKernelByIsUsed() {
        reading(it -> it.read(bytes("tcp 6 src=10.0.1.7 dst=10.0.2.9 sport=41000 dport=8080 src=10.0.2.9 dst=10.0.1.7"
                + " sport=8080 dport=41000 [OFFLOAD]")));
        traffic.told();
        reading(it -> it.read(bytes("tcp 6 src=10.0.1.7 dst=10.0.2.9 sport=41000 dport=8080 src=10.0.2.9 dst=10.0.1.7"
                + " sport=8080 dport=41000 [OFFLOAD]")));

        assertThat(told()).containsExactly(record("10.0.1.7", "10.0.2.9", 8080, true, 0, 10, 0));
    }

    @Test
    void aConnectionWithoutAnAnswerIsToldWhenItHasHadTheTime() {
        reading(unanswered("10.0.1.7", 41_000, "10.0.2.9", 8080), unanswered("10.0.1.7", 41_001, "10.0.2.9", 8081));
        assertThat(traffic.isEmpty()).isTrue();
        reading(unanswered("10.0.1.7", 41_000, "10.0.2.9", 8080), open("10.0.1.7", 41_001, "10.0.2.9", 8081, 119));

        assertThat(told())
                .containsExactlyInAnyOrder(
                        record("10.0.1.7", "10.0.2.9", 8080, false, 1, 10, 0),
                        record("10.0.1.7", "10.0.2.9", 8081, true, 1, 10, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1 10.0.2.9", // the node's own
                "10.0.1.7 10.0.1.7",
                "127.0.0.1 127.0.0.53",
                "0.0.0.0 255.255.255.255",
                "10.0.1.7 224.0.0.251",
                "fe80::1 fd00::2",
                "fd00::1 ff02::fb",
                "::1 ::1"
            })
    void whatNoPolicyDecidesIsLeftOut(String addresses) {
        String[] of = addresses.split(" ", -1);

        reading(open(of[0], 41_000, of[1], 8080, 119));

        assertThat(traffic.isEmpty()).isTrue();
    }

    @Test
    void whatLooksLikeAnAnswerIsLeftOut() {
        reading(open("10.0.2.9", 8080, "10.0.1.7", 41_000, 119), open("10.0.2.9", 40_000, "10.0.1.7", 41_000, 119));

        assertThat(told()).containsExactly(record("10.0.2.9", "10.0.1.7", 41_000, true, 1, 10, 0));
    }

    @Test
    void aScanOfAddressesIsOneLine() {
        for (int i = 0; i < 40; i++) {
            int from = i * 100;
            Entry[] entries = IntStream.range(from, from + 100)
                    .mapToObj(it -> unanswered("10.0.1.66", 41_000, "10.0.2." + it % 250, 1 + it / 250))
                    .toArray(Entry[]::new);
            reading(entries);
            reading(entries);
        }
        reading(open("10.0.1.7", 41_000, "10.0.2.9", 8080, 119), open("10.0.1.66", 41_000, "10.0.2.9", 8080, 119));

        TrafficBatch batch = traffic.batch("n", seconds);
        assertThat(batch.records()).extracting(TrafficRecord::client).containsExactly("10.0.1.7");
        assertThat(batch.scans()).singleElement().satisfies(it -> {
            assertThat(it.client()).isEqualTo("10.0.1.66");
            assertThat(it.targets()).isGreaterThan(4_000);
        });
        assertThat(batch.text()).hasSizeLessThan(300);
    }

    @Test
    void aScanOfPortsIsOneLine() {
        reading(IntStream.range(1, 60)
                .mapToObj(port -> open("10.0.1.66", 41_000, "10.0.2.9", port, 119))
                .toArray(Entry[]::new));

        assertThat(traffic.batch("n", seconds).records()).isEmpty();
        assertThat(traffic.batch("n", seconds).scans()).hasSize(1);
    }

    @Test
    void theClientsOfAPortThatAreTooManyAreOne() {
        reading(IntStream.range(1, 60)
                .mapToObj(it -> open("203.0.113." + it, 41_000, "10.0.2.9", 8080, 119))
                .toArray(Entry[]::new));

        assertThat(told())
                .hasSize(11)
                .contains(new TrafficRecord(null, "10.0.2.9", Protocol.TCP, 8080, true, 49, 10, 0));
    }

    @Test
    void thereIsAnEndToRecordsAndToConnections() {
        for (int i = 0; i < 5; i++) {
            int of = i;
            reading(IntStream.range(0, 1_500)
                    .mapToObj(it -> open(
                            "10." + of + "." + it / 200 + "." + (1 + it % 200), 41_000, "10.9.0." + it % 200, 80, 119))
                    .toArray(Entry[]::new));
        }

        TrafficBatch batch = traffic.batch("n", seconds);
        assertThat(batch.records()).hasSizeLessThanOrEqualTo(SMALL.records());
        assertThat(batch.lost()).isPositive();
        assertThat(traffic.connections()).isLessThanOrEqualTo(SMALL.connections());
        traffic.told();
        reading();
        assertThat(traffic.isEmpty()).isTrue();
        assertThat(traffic.connections()).isZero();
    }

    @Test
    void whatWasNotTakenIsToldWithTheNext() {
        reading(open("10.0.1.7", 41_000, "10.0.2.9", 8080, 119));
        traffic.batch("n", seconds);
        reading(open("10.0.1.7", 41_001, "10.0.2.9", 8080, 119));

        assertThat(told()).containsExactly(record("10.0.1.7", "10.0.2.9", 8080, true, 2, 20, 0));
    }

    private interface Entry extends Consumer<ConntrackLine> {}

    private void reading(Entry... entries) {
        read(traffic, entries);
    }

    private void read(NodeTraffic into, Entry... entries) {
        seconds += 10;
        into.begin(seconds, Set.of(NODE));
        for (Entry entry : entries) {
            entry.accept(line);
            into.see(line);
        }
        into.end();
    }

    private List<TrafficRecord> told() {
        return traffic.batch("n", seconds).records();
    }

    private static TrafficRecord record(
            String client, String server, int port, boolean answered, long count, long first, long last) {
        return new TrafficRecord(client, server, Protocol.TCP, port, answered, count, first, last);
    }

    private static Entry open(String client, int from, String server, int port, int left) {
        String text =
                "tcp 6 %d ESTABLISHED src=%s dst=%s sport=%d dport=%d src=%s dst=%s sport=%d dport=%d [ASSURED] use=1"
                        .formatted(left, client, server, from, port, server, client, port, from);
        return it -> assertThat(it.read(bytes(text))).isEqualTo(ConntrackLine.Kind.CONNECTION);
    }

    private static Entry unanswered(String client, int from, String server, int port) {
        String text =
                "tcp 6 110 SYN_SENT src=%s dst=%s sport=%d dport=%d [UNREPLIED] src=%s dst=%s sport=%d dport=%d use=1"
                        .formatted(client, server, from, port, server, client, port, from);
        return it -> assertThat(it.read(bytes(text))).isEqualTo(ConntrackLine.Kind.CONNECTION);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}

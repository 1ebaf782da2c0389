package dev.clientintents.learn.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.ObservedState;
import dev.clientintents.api.ObservedTrafficStatus;
import dev.clientintents.api.ObservedTrafficStatus.ObservedConnection;
import dev.clientintents.learn.observe.Connection;
import dev.clientintents.learn.observe.Observations;
import dev.clientintents.learn.observe.ObservedTraffics;
import dev.clientintents.learn.observe.Party;
import dev.clientintents.learn.observe.Seen;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.WorkloadId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrafficLogTest {

    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

    private final TrafficLog log = new TrafficLog(new TrafficLog.Limits(200, 50, 5, 3));

    @Test
    void whatIsNewIsWrittenOnceAMinuteAndCountsAlone15MinutesLater() {
        see("web", 8080, ObservedState.Undeclared, NOW);
        assertThat(log.due(NOW)).containsExactly("shop");
        log.write("shop", NOW);
        assertThat(log.due(NOW.plusSeconds(3_600))).isEmpty();

        see("web", 8080, ObservedState.Undeclared, NOW.plusSeconds(10));
        assertThat(log.due(NOW.plusSeconds(120))).isEmpty();
        assertThat(log.due(NOW.plus(TrafficLog.LATER))).containsExactly("shop");

        see("web", 9090, ObservedState.Undeclared, NOW.plusSeconds(20));
        assertThat(log.due(NOW.plusSeconds(30))).isEmpty();
        assertThat(log.due(NOW.plusSeconds(60))).containsExactly("shop");
    }

    @Test
    void anotherStateIsNew() {
        see("web", 8080, ObservedState.Undeclared, NOW);
        log.write("shop", NOW);
        see("web", 8080, ObservedState.Granted, NOW.plusSeconds(30));

        assertThat(log.due(NOW.plusSeconds(60))).containsExactly("shop");
        assertThat(write().connections())
                .singleElement()
                .satisfies(it -> assertThat(it.state()).isEqualTo(ObservedState.Granted));
    }

    @Test
    void whatWasWrittenIsGoneOnWithAfterARestart() {
        see("web", 8080, ObservedState.Undeclared, NOW);
        see(new Party.Outside("outside of the cluster", null, "203.0.113.9"), 8080, ObservedState.Entrance, NOW);
        see(
                new Party.Unknown("unknown", "its address belonged to several pods within a minute"),
                1,
                ObservedState.Outside,
                NOW);
        ObservedTrafficStatus written = write();
        var anew = new TrafficLog(TrafficLog.DEFAULT);

        anew.load("shop", written);
        assertThat(anew.due(NOW.plusSeconds(3_600))).isEmpty();
        assertThat(anew.write("shop", NOW)).contains(written);
        anew.add(
                "shop",
                connection(workload("web"), 8080),
                ObservedState.Undeclared,
                seen(NOW.plusSeconds(100)),
                NOW.plusSeconds(100));

        assertThat(anew.write("shop", NOW.plusSeconds(100)).orElseThrow().connections())
                .filteredOn(it -> "web".equals(it.client().name()))
                .extracting(ObservedConnection::count)
                .containsExactly(2L);
        assertThat(anew.count(ObservedState.Entrance)).isEqualTo(1);
    }

    @Test
    void aClientWithTooMuchThatNobodyDeclaresScansAndItsDeclaredConnectionsStay() {
        see("web", 443, ObservedState.Granted, NOW);
        for (int port = 1; port <= 60; port++) {
            see("web", 1_000 + port, ObservedState.Undeclared, NOW.plusSeconds(port));
        }
        see("api", 8080, ObservedState.Undeclared, NOW);

        ObservedTrafficStatus written = write();
        assertThat(written.connections())
                .extracting(it -> it.client().name() + " " + it.port())
                .containsExactly("api 8080", "web 443");
        assertThat(written.scans()).singleElement().satisfies(it -> {
            assertThat(it.client().name()).isEqualTo("web");
            assertThat(it.targets()).isEqualTo(51);
            assertThat(it.last()).isEqualTo(NOW.plusSeconds(60).toString());
        });
        assertThat(ObservedTraffics.read(List.of(written)).scans()).hasSize(1);
    }

    @Test
    void addressesThatAreTooManyAreOne() {
        for (int i = 1; i <= 40; i++) {
            see(new Party.Outside("outside of the cluster", null, "203.0.113." + i), 8080, ObservedState.Outside, NOW);
        }

        assertThat(write().connections())
                .hasSize(6)
                .filteredOn(it -> it.client().address() == null)
                .extracting(ObservedConnection::count)
                .containsExactly(35L);
    }

    @Test
    void theAddressesThatAClientCallsAreFewWhateverPortsItCalls() {
        for (int port = 1; port <= 400; port++) {
            log.add(
                    "shop",
                    new Connection(
                            workload("web"),
                            new Party.Outside("outside of the cluster", null, "203.0.113." + port % 100),
                            Protocol.TCP,
                            port),
                    ObservedState.Outside,
                    seen(NOW),
                    NOW);
        }

        assertThat(write().connections()).hasSizeLessThanOrEqualTo(26);
    }

    @Test
    void aNamespaceHasSoManyConnectionsAtMostAndTheOldestGiveWay() {
        for (int i = 0; i < 250; i++) {
            see("client-" + i, 8080, ObservedState.Granted, NOW.plusSeconds(i));
        }
        assertThat(write().connections()).hasSize(200);
        assertThat(write().leftOut()).isEqualTo(50);

        Instant later = NOW.plus(Duration.ofDays(2));
        see("late", 8080, ObservedState.Granted, later);
        assertThat(write().connections())
                .hasSize(200)
                .extracting(it -> it.client().name())
                .contains("late")
                .doesNotContain("client-0");
    }

    @Test
    void whatIsNotSeenAnyMoreIsForgotten() {
        see("web", 8080, ObservedState.Undeclared, NOW);
        see("api", 8080, ObservedState.Undeclared, NOW.plus(TrafficLog.KEPT));
        log.write("shop", NOW);
        log.forget(NOW.plus(TrafficLog.KEPT).plusSeconds(10));

        assertThat(write().connections()).extracting(it -> it.client().name()).containsExactly("api");
    }

    @Test
    void aNamespaceThatIsGoneIsForgotten() {
        see("web", 8080, ObservedState.Undeclared, NOW);
        log.remove("shop");

        assertThat(log.due(NOW)).isEmpty();
        assertThat(log.write("shop", NOW)).isEmpty();
    }

    @Test
    void commandsReadWhatTheObjectsOfAllNamespacesHold() {
        see("web", 8080, ObservedState.Undeclared, NOW.plusSeconds(5));
        ObservedTrafficStatus one = write();
        log.add("other", connection(workload("api"), 1), ObservedState.Outside, seen(NOW), NOW);

        Observations read =
                ObservedTraffics.read(List.of(one, log.write("other", NOW).orElseThrow()));

        assertThat(read.from()).isEqualTo(NOW);
        assertThat(read.until()).isEqualTo(NOW.plusSeconds(5));
        assertThat(read.connections())
                .hasSize(2)
                .containsEntry(connection(workload("web"), 8080), seen(NOW.plusSeconds(5)));
    }

    private void see(String client, int port, ObservedState state, Instant when) {
        see(workload(client), port, state, when);
    }

    private void see(Party client, int port, ObservedState state, Instant when) {
        log.add("shop", connection(client, port), state, seen(when), when);
    }

    private static Party workload(String name) {
        return new Party.OfWorkload(new WorkloadId("shop", "Deployment", name));
    }

    private static Connection connection(Party client, int port) {
        return new Connection(client, workload("cart"), Protocol.TCP, port);
    }

    private static Seen seen(@Nullable Instant when) {
        return new Seen(1, 0, 0, when, when);
    }

    private ObservedTrafficStatus write() {
        return log.write("shop", NOW).orElseThrow();
    }
}

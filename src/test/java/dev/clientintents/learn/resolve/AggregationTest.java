package dev.clientintents.learn.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.effective.Snapshot;
import dev.clientintents.learn.observe.Endpoint;
import dev.clientintents.learn.observe.Flow;
import dev.clientintents.learn.observe.Flow.Verdict;
import dev.clientintents.learn.observe.Observations;
import dev.clientintents.learn.observe.PassedOver;
import dev.clientintents.learn.observe.Seen;
import dev.clientintents.learn.observe.Side;
import dev.clientintents.learn.observe.Sighting;
import dev.clientintents.manifest.ManifestReader;
import dev.clientintents.model.Protocol;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AggregationTest {

    private static final Snapshot WORLD = world("""
            {apiVersion: apps/v1, kind: Deployment, metadata: {name: client, namespace: a},
             spec: {selector: {matchLabels: {app: client}}, template: {metadata: {labels: {app: client}}, spec: {containers: [{name: c, image: c}]}}}}
            ---
            {apiVersion: apps/v1, kind: Deployment, metadata: {name: server, namespace: a},
             spec: {selector: {matchLabels: {app: server}}, template: {metadata: {labels: {app: server}}, spec: {containers: [{name: s, image: s, ports: [{containerPort: 80}]}]}}}}
            """);

    private static final Endpoint CLIENT = new Endpoint.Owned("a", "Deployment", "client");
    private static final Endpoint SERVER = new Endpoint.Owned("a", "Deployment", "server");
    private static final Instant TEN = Instant.parse("2026-11-26T10:00:00Z");

    private final Aggregation aggregation = new Aggregation(new Parties(WORLD));

    @Test
    void bothEndsCountOnceAndWhatIsDeniedAtOneOfThemIsDenied() {
        aggregation.accept(sighting(CLIENT, SERVER, 80, Verdict.ALLOWED, 5, Side.CLIENT));
        aggregation.accept(sighting(CLIENT, SERVER, 80, Verdict.ALLOWED, 3, Side.SERVER));
        aggregation.accept(sighting(CLIENT, SERVER, 80, Verdict.DENIED, 2, Side.SERVER));
        aggregation.accept(sighting(CLIENT, SERVER, 80, Verdict.DENIED, 1, Side.CLIENT));

        assertThat(aggregation.observations().connections().values()).containsExactly(new Seen(3, 3, 0, TEN, TEN));
    }

    @Test
    void whatOnlyTheClientsEndTellsCounts() {
        aggregation.accept(sighting(CLIENT, SERVER, 80, Verdict.ALLOWED, 5, Side.CLIENT));

        assertThat(aggregation.observations().connections().values()).containsExactly(new Seen(5, 0, 0, TEN, TEN));
    }

    @Test
    void whatWasSeenOnceInMinutesIsNotApart() {
        aggregation.accept(sighting(CLIENT, SERVER, 80, Verdict.ALLOWED, 1, Side.EITHER));
        assertThat(aggregation.observations().apart()).isEmpty();

        aggregation.watched(TEN.minusSeconds(3600), null);
        assertThat(aggregation.observations().apart().values())
                .extracting(Observations.Apart::why)
                .containsExactly("seen only once");
    }

    @Test
    void aConnectionWithoutATimeIsNotSeenOnlyOnce() {
        aggregation.watched(TEN, TEN.plusSeconds(86_400));
        aggregation.accept(
                new Sighting(new Flow(CLIENT, SERVER, Protocol.TCP, 80, Verdict.ALLOWED, 1, null, null), Side.EITHER));

        assertThat(aggregation.observations().apart()).isEmpty();
    }

    @Test
    void theOrderOfRecordsDoesNotMatter() {
        var sightings = new ArrayList<Sighting>();
        for (int i = 0; i < 200; i++) {
            sightings.add(
                    sighting(new Endpoint.Address("203.0.113." + i), SERVER, 80, Verdict.ALLOWED, 1, Side.SERVER));
            sightings.add(sighting(CLIENT, SERVER, 33_000 + i % 12, Verdict.UNANSWERED, 1, Side.EITHER));
            sightings.add(sighting(
                    CLIENT, new Endpoint.Address("198.51.100." + i % 9), 443, Verdict.ALLOWED, 2, Side.CLIENT));
        }
        sightings.forEach(aggregation::accept);
        Observations first = aggregation.observations();

        for (int seed = 0; seed < 5; seed++) {
            Collections.shuffle(sightings, new Random(seed));
            var again = new Aggregation(new Parties(WORLD));
            sightings.forEach(again::accept);

            assertThat(again.observations()).isEqualTo(first);
            assertThat(List.copyOf(again.observations().connections().keySet()))
                    .isEqualTo(List.copyOf(first.connections().keySet()));
        }
        assertThat(first.connections()).hasSize(1 + 9);
        assertThat(first.apart()).hasSize(1);
    }

    @Test
    void aScanOfAnyLengthIsOneEntryAndOthersAreNotAffected() {
        aggregation.accept(sighting(CLIENT, SERVER, 80, Verdict.ALLOWED, 7, Side.EITHER));
        Endpoint scanner = new Endpoint.Address("10.1.2.3");
        for (int port = 1; port < 30_000; port++) {
            aggregation.accept(sighting(scanner, SERVER, port, Verdict.UNANSWERED, 1, Side.EITHER));
        }

        Observations seen = aggregation.observations();

        assertThat(seen.connections()).hasSize(1);
        assertThat(seen.scans()).singleElement().satisfies(scan -> {
            assertThat(scan.client()).hasToString("10.1.2.3");
            assertThat(scan.targets()).isGreaterThan(100);
            assertThat(scan.seen().unanswered()).isEqualTo(29_999);
        });
    }

    @Test
    void whoCallsManyServersOnePortEachScansNothing() {
        var manifests = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            manifests.append(
                    "---\n{apiVersion: v1, kind: Pod, metadata: {name: p%d, namespace: a}, spec: {containers: [{name: c, image: c}]}}\n"
                            .formatted(i));
        }
        var large = new Aggregation(new Parties(world(manifests.toString())));
        for (int i = 0; i < 300; i++) {
            large.accept(sighting(
                    new Endpoint.Pod("a", "p0"),
                    new Endpoint.Pod("a", "p" + i),
                    9090,
                    Verdict.ALLOWED,
                    1,
                    Side.EITHER));
        }

        assertThat(large.observations().scans()).isEmpty();
        assertThat(large.observations().connections()).hasSize(299);
    }

    @Test
    void whatDoesNotFitIsCounted() {
        for (int i = 0; i < Aggregation.MOST_CONNECTIONS + 10; i++) {
            aggregation.accept(sighting(
                    new Endpoint.Outside("host", "client-" + i, null), SERVER, 80, Verdict.ALLOWED, 1, Side.EITHER));
        }

        assertThat(aggregation.observations().connections()).hasSize(Aggregation.MOST_CONNECTIONS);
        assertThat(aggregation.passedOver(PassedOver.NOT_HELD)).isEqualTo(10);
        assertThat(aggregation.records()).isEqualTo(Aggregation.MOST_CONNECTIONS + 10);
    }

    private static Sighting sighting(
            Endpoint client, Endpoint server, int port, Verdict verdict, long count, Side side) {
        return new Sighting(new Flow(client, server, Protocol.TCP, port, verdict, count, TEN, TEN), side);
    }

    private static Snapshot world(String manifests) {
        var reader = new ManifestReader("default");
        reader.read("world", new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8)));
        return reader.snapshot();
    }
}

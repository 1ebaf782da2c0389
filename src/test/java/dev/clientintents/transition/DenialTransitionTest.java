package dev.clientintents.transition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.graph.EntranceEntry;
import dev.clientintents.graph.EntranceSource;
import dev.clientintents.graph.EntranceSubject;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.transition.DenialTransition.Hold;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a namespace begins to deny by default. */
class DenialTransitionTest {

    private static final ServerId DB = ServerId.anyKind("shop", "db");
    private static final ServerId DOOR = new ServerId("shop", "Deployment", "door");
    private static final Duration ISOLATION = Duration.ofSeconds(30);

    /** A time of a clock that began anywhere. */
    private static final long NOW = Long.MAX_VALUE - 5;

    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.LOCAL, Set.of()));
    private final Set<ServerId> existing = new HashSet<>();

    private final WrittenPolicies written = new WrittenPolicies() {
        @Override
        public Optional<Written> of(ServerId server) {
            return existing.contains(server)
                    ? ServerPolicies.plan(graph, server).map(ExistingPolicy::written)
                    : Optional.empty();
        }

        @Override
        public Optional<ServerId> serverOf(String key) {
            return Optional.empty();
        }
    };

    private final DenialTransition transition = new DenialTransition(
            graph, written, new Deadlines(ISOLATION, Duration.ofSeconds(10), Duration.ofHours(24)));

    @ParameterizedTest(name = "{0}, a pod that is {1}, its policy exists {2}: waits {3}")
    @CsvSource({
        "declared,             LIVE,         false, true",
        "declared,             LIVE,         true,  false",
        "declared,             HOST_NETWORK, false, false",
        "declared,             FINISHED,     false, false",
        "declared,             ,             false, false",
        "led to,               LIVE,         false, true",
        "led to,               LIVE,         true,  false",
        "neither,              LIVE,         false, false",
        "declared in a shadow, LIVE,         false, false",
    })
    void aFirstDenialWaitsForThePoliciesThatLetSomebodyInToPodsThatRun(
            String how, PodEntry.@Nullable State pod, boolean exists, boolean waits) {
        Enforcement level = how.equals("declared in a shadow") ? Enforcement.SHADOW : null;
        graph.put(new NamespaceEntry("shop", level, true, false));
        String name = how.equals("led to") ? "door" : "db";
        if (pod != null) {
            graph.put(pod(name, pod));
        }
        if (how.startsWith("declared")) {
            declareDb();
        }
        if (how.equals("led to")) {
            leadToDoor();
        }
        if (exists) {
            existing.addAll(graph.servers("shop"));
        }

        assertThat(transition.hold("shop", null, NOW)).isEqualTo(waits ? hold(0, 0) : Optional.empty());
    }

    @ParameterizedTest(name = "held for {0} ms, a policy was missing {1} ms ago, and is now: {2}")
    @CsvSource({
        "0,     0,     true",
        "100,   100,   true",
        "100,   100,   false",
        "1000,  599,   false",
        "59999, 59999, true",
        "59999, 0,     false",
    })
    void goesOnWaiting(long held, long ago, boolean missing) {
        opening(missing);

        assertThat(transition.hold("shop", before(held, ago), NOW)).isEqualTo(hold(held, missing ? 0 : ago));
    }

    @ParameterizedTest(name = "held for {0} ms, a policy was missing {1} ms ago, and is now: {2}")
    @CsvSource({
        "1000,  600,   false",
        "60000, 0,     false",
        "60000, 60000, true",
        "90000, 0,     true",
    })
    void waitsNoLonger(long held, long ago, boolean missing) {
        opening(missing);

        assertThat(transition.hold("shop", before(held, ago), NOW)).isEmpty();
    }

    @Test
    void serversOfOtherNamespacesHoldNothing() {
        opening(true);
        graph.put(new NamespaceEntry("other", null, true, false));

        assertThat(transition.hold("other", null, NOW)).isEmpty();
        assertThat(transition.hold("shop", null, NOW)).isPresent();
    }

    /** A server that lets in who is declared, with or without its policy. */
    private void opening(boolean missing) {
        graph.put(new NamespaceEntry("shop", null, true, false));
        graph.put(pod("db", PodEntry.State.LIVE));
        declareDb();
        if (!missing) {
            existing.add(DB);
        }
    }

    /** A declaration by another namespace, which closes nothing by itself. */
    private void declareDb() {
        graph.put(new NamespaceEntry("elsewhere", null, false, false));
        graph.put(new IntentsEntry(new ObjectKey("elsewhere", "a"), "client", null, List.of(Intent.of(DB, List.of()))));
    }

    private void leadToDoor() {
        graph.putEntrances(
                new EntranceSubject.Selected("shop", Selector.of(Map.of("app", DOOR.name()))),
                List.of(new EntranceEntry(
                        EntranceKind.ROUTE,
                        "Ingress shop/door",
                        true,
                        new EntranceSource.Pods(Set.of("edge"), List.of(Selector.of(Map.of("app", "nginx")))),
                        null)));
    }

    private static Hold before(long held, long ago) {
        return new Hold(NOW - millis(held), NOW - millis(ago));
    }

    private static Optional<Hold> hold(long held, long ago) {
        return Optional.of(before(held, ago));
    }

    private static long millis(long count) {
        return Duration.ofMillis(count).toNanos();
    }

    private static PodEntry pod(String name, PodEntry.State state) {
        return new PodEntry(
                new ObjectKey("shop", name),
                "uid",
                new WorkloadId("shop", "Deployment", name),
                null,
                state,
                Map.of("app", name),
                Set.of());
    }
}

package dev.clientintents.transition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.EntranceEntry;
import dev.clientintents.graph.EntranceSource;
import dev.clientintents.graph.EntranceSubject;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NameServer;
import dev.clientintents.graph.NameServers;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.OutsideIntent;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.Denial;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.rule.DenialPlan;
import dev.clientintents.rule.Direction;
import dev.clientintents.rule.Rule;
import dev.clientintents.transition.DenialTransition.Hold;
import dev.clientintents.transition.DenialTransition.Step;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a namespace begins to deny by default. */
class DenialTransitionTest {

    private static final ServerId DB = ServerId.anyKind("shop", "db");
    private static final ServerId DOOR = new ServerId("shop", "Deployment", "door");
    private static final ClientId WEB = new ClientId("shop", null, "web");
    private static final NameServers DNS = new NameServers(
            List.of(new NameServer.Addresses(
                    new AddressBlock("10.96.0.10/32", List.of()), List.of(PortRange.Numbered.of(Protocol.UDP, 53)))),
            null);
    private static final Duration ISOLATION = Duration.ofSeconds(30);

    /** A time of a clock that began anywhere. */
    private static final long NOW = Long.MAX_VALUE - 5;

    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.LOCAL, Set.of()));
    private final Set<ServerId> existing = new HashSet<>();
    private final Set<ClientId> letOut = new HashSet<>();
    private @Nullable Denial denied;

    private final WrittenPolicies written = new WrittenPolicies() {
        @Override
        public Optional<Written> of(ServerId server) {
            return existing.contains(server)
                    ? ServerPolicies.plan(graph, server).map(ExistingPolicy::written)
                    : Optional.empty();
        }

        @Override
        public Optional<List<Rule>> egress(ClientId client) {
            return letOut.contains(client) ? Optional.of(List.of()) : Optional.empty();
        }

        @Override
        public DenialPlan denial(String namespace) {
            return new DenialPlan(namespace, directions(denied), List.of());
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

        assertThat(transition.next("shop", null, NOW))
                .isEqualTo(waits ? waiting(0, 0) : new Step(deniesIngress(), null));
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

        assertThat(transition.next("shop", before(held, ago), NOW)).isEqualTo(waiting(held, missing ? 0 : ago));
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

        assertThat(transition.next("shop", before(held, ago), NOW)).isEqualTo(new Step(deniesIngress(), null));
    }

    @Test
    void serversOfOtherNamespacesHoldNothing() {
        opening(true);
        graph.put(new NamespaceEntry("other", null, true, false));

        assertThat(transition.next("other", null, NOW).hold()).isNull();
        assertThat(transition.next("shop", null, NOW).hold()).isNotNull();
    }

    @ParameterizedTest(name = "{0}, a pod that is {1}, its policy exists {2}: waits {3}")
    @CsvSource({
        "declares a server,   LIVE,         false, true",
        "declares a server,   LIVE,         true,  false",
        "declares a host,     LIVE,         false, true",
        "declares a server,   HOST_NETWORK, false, false",
        "declares a server,   FINISHED,     false, false",
        "declares a server,   ,             false, false",
        "declares nothing,    LIVE,         false, false",
        "declares in shadow,  LIVE,         false, false",
    })
    void whatGoesOutIsDeniedOncePoliciesLetOutThePodsOfClients(
            String how, PodEntry.@Nullable State pod, boolean exists, boolean waits) {
        graph.put(DNS);
        graph.put(denying(Denial.EGRESS, how.equals("declares in shadow") ? Enforcement.SHADOW : null));
        if (pod != null) {
            graph.put(pod("web", pod));
        }
        if (!how.equals("declares nothing")) {
            declareOfWeb(how.equals("declares a host"));
        }
        if (exists) {
            letOut.add(WEB);
        }

        Step step = transition.next("shop", null, NOW);

        assertThat(step.hold()).isEqualTo(waits ? before(0, 0) : null);
        assertThat(step.plan().directions()).isEqualTo(waits ? Set.of() : Set.of(Direction.EGRESS));
    }

    @ParameterizedTest(name = "{0} becomes {1}, a server lacks its policy {2}, a client {3}: {4}, and more waits {5}")
    @CsvSource({
        ",        BOTH,    false, false, BOTH,    false",
        ",        BOTH,    true,  false, ,        true",
        ",        BOTH,    false, true,  ,        true",
        ",        INGRESS, false, true,  INGRESS, false",
        ",        EGRESS,  true,  false, EGRESS,  false",
        "INGRESS, BOTH,    true,  false, BOTH,    false",
        "INGRESS, BOTH,    false, true,  INGRESS, true",
        "EGRESS,  BOTH,    true,  false, EGRESS,  true",
        "EGRESS,  BOTH,    false, true,  BOTH,    false",
        "INGRESS, EGRESS,  false, true,  ,        true",
        "INGRESS, EGRESS,  true,  false, EGRESS,  false",
        "BOTH,    INGRESS, true,  true,  INGRESS, false",
        "BOTH,    EGRESS,  true,  true,  EGRESS,  false",
        "BOTH,    ,        true,  true,  ,        false",
        "EGRESS,  INGRESS, true,  false, ,        true",
    })
    void whatIsNewWaitsForItsOwnPoliciesAndWhatIsNotWantedGoesAtOnce(
            @Nullable Denial before,
            @Nullable Denial wanted,
            boolean server,
            boolean client,
            @Nullable Denial now,
            boolean waits) {
        graph.put(DNS);
        opening(server);
        graph.put(pod("web", PodEntry.State.LIVE));
        declareOfWeb(false);
        if (!client) {
            letOut.add(WEB);
        }
        graph.put(denying(wanted, null));
        denied = before;

        Step step = transition.next("shop", null, NOW);

        assertThat(step.plan().directions()).isEqualTo(directions(now));
        assertThat(step.hold() != null).isEqualTo(waits);
    }

    @Test
    void whereNobodyKnowsWhereNamesAreResolvedWhatComesInDoesNotWaitForWhatGoesOut() {
        graph.put(denying(Denial.BOTH, null));
        graph.put(pod("web", PodEntry.State.LIVE));
        declareOfWeb(false);

        assertThat(transition.next("shop", null, NOW)).isEqualTo(new Step(deniesIngress(), null));
    }

    private static NamespaceEntry denying(@Nullable Denial denial, @Nullable Enforcement level) {
        return new NamespaceEntry("shop", level, denial, null, false, List.of());
    }

    private void declareOfWeb(boolean host) {
        graph.put(new IntentsEntry(
                new ObjectKey("shop", "web"),
                "web",
                null,
                host ? List.of() : List.of(Intent.of(ServerId.anyKind("elsewhere", "api"), List.of())),
                host ? List.of(new OutsideIntent(new OutsideServer.Host("api.example.com"), List.of())) : List.of(),
                null));
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

    /** A step by which nothing is denied, because that waits. */
    private static Step waiting(long held, long ago) {
        return new Step(DenialPlan.none("shop"), before(held, ago));
    }

    private static DenialPlan deniesIngress() {
        return new DenialPlan("shop", Set.of(Direction.INGRESS), List.of());
    }

    private static Set<Direction> directions(@Nullable Denial denial) {
        return Stream.of(Direction.values())
                .filter(it -> denial != null && (it == Direction.INGRESS ? denial.ofIngress() : denial.ofEgress()))
                .collect(Collectors.toSet());
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

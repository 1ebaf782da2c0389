package dev.clientintents.transition;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.backend.networkpolicy.ClientRules;
import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.EntranceSource;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.KeptPolicy;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.OwnSelector;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.graph.Selection;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.graph.WorkloadEntry;
import dev.clientintents.label.LabelChange;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.rule.Direction;
import dev.clientintents.rule.Peer;
import dev.clientintents.rule.Rule;
import dev.clientintents.rule.RulePlan;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * A small cluster in which every step of every transition is written in an order of the test's choice, and after each
 * of which it is known who is admitted.
 */
class TransitionsTest {

    private static final ServerId DB = ServerId.anyKind("shop", "db");
    private static final ServerId DB_DEPLOYMENT = new ServerId("shop", "Deployment", "db");
    private static final ServerId DB_SERVICE = ServerId.service("shop", "db");
    private static final ObjectKey DB_NAME = key("shop", "db");
    private static final Selector DB_SELECTOR = Selector.of(Map.of("app", "db"));
    private static final int[] PORTS = {8080, 9090};
    private static final List<String> SERVER_PODS = List.of("db-0", "db-1");
    private static final long SETTLE = Deadlines.SETTLE.toNanos();

    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of()));
    private final Map<ServerId, NetworkPolicy> policies = new HashMap<>();
    private final Map<ServerId, NetworkPolicy> earlier = new HashMap<>();
    private final Map<ServerId, PolicyMemory> servers = new HashMap<>();
    private final Map<ObjectKey, Holds> pods = new HashMap<>();
    private final Deadlines deadlines = new Deadlines(Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ZERO);
    private long now;
    private Predicate<ObjectKey> stuck = pod -> false;

    /** The writes that are under way: each may have happened, which is not known yet. */
    private final List<UnderWay> underWay = new ArrayList<>();

    /** What pods and policies are where that is not known yet. */
    private final Map<ObjectKey, Map<String, String>> unknownLabels = new HashMap<>();

    private final Map<ServerId, NetworkPolicy> unknownPolicies = new HashMap<>();

    /**
     * A write whose answer has not come.
     *
     * @param of the pod or server
     * @param happen makes it happen
     * @param tell says to the operator what has become of it
     */
    private record UnderWay(Object of, Runnable happen, Runnable tell) {}

    private final Map<ServerId, Written> writing = new HashMap<>();
    private final Map<ObjectKey, LabelChange> labelling = new HashMap<>();

    private final WrittenPolicies written = new WrittenPolicies() {
        @Override
        public Optional<Written> of(ServerId server) {
            return Stream.of(policies, earlier)
                    .flatMap(names -> Optional.ofNullable(names.get(server)).stream())
                    .map(ExistingPolicy::written)
                    .reduce(Written::and)
                    .map(known -> Optional.ofNullable(writing.get(server))
                            .map(known::unless)
                            .orElse(known));
        }

        @Override
        public boolean keeps(ObjectKey pod, String label) {
            return !labelling.containsKey(pod) || !labelling.get(pod).removed().contains(label);
        }

        @Override
        public boolean gains(ObjectKey pod, String label) {
            return labelling.containsKey(pod) && labelling.get(pod).set().containsKey(label);
        }

        @Override
        public Set<ServerId> dropping(AccessKey key, String namespace) {
            return serverOf(key.label())
                    .filter(server ->
                            writing.containsKey(server) && !writing.get(server).admits(key, namespace))
                    .map(Set::of)
                    .orElse(Set.of());
        }

        @Override
        public Naming naming(ServerId server) {
            return !earlier.containsKey(server)
                    ? Naming.CURRENT
                    : policies.containsKey(server) ? Naming.BOTH : Naming.EARLIER;
        }

        @Override
        public Optional<ServerId> serverOf(String key) {
            Optional<ServerId> known = knownServerOf(key);
            return known.isPresent()
                    ? known
                    : writing.entrySet().stream()
                            .filter(it -> it.getValue().admits(new AccessKey(key)))
                            .map(Map.Entry::getKey)
                            .findFirst();
        }
    };

    private Optional<ServerId> knownServerOf(String key) {
        return Stream.of(policies, earlier)
                .flatMap(names -> names.entrySet().stream())
                .filter(it -> ExistingPolicy.keys(it.getValue()).contains(key))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    TransitionsTest() {
        graph.put(new NamespaceEntry("shop", null, false, false));
        graph.put(new NamespaceEntry("web", null, false, false));
        graph.put(new ServiceEntry(
                new ObjectKey("shop", "db"),
                Map.of("app", "db"),
                List.of(
                        new ServiceEntry.Port("http", Protocol.TCP, 80, port(8080)),
                        new ServiceEntry.Port("admin", Protocol.TCP, 90, port(9090)))));
        pod("shop", "db", "db-0");
    }

    @Test
    void aFirstClosingWaitsForTheKeysOfClientsAndThenWaitsNoLonger() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);

        ServerStep first = step(DB);
        assertThat(first).isInstanceOfSatisfying(ServerStep.Wait.class, wait -> {
            assertThat(wait.pods()).isEqualTo(Set.of(key("web", "front-0")));
            assertThat(wait.until()).isEqualTo(Duration.ofSeconds(60));
        });
        stepPod(key("web", "front-0"));
        assertThat(step(DB)).isInstanceOf(ServerStep.Write.class);
    }

    @Test
    void aFirstClosingWaitsForTheLabelsOfAWorkloadThatAServerAccessNamesAndItsRemovalShutsAtOnce() {
        pod("web", "backup", "backup-0");
        pod("web", "front", "front-0");
        var source = new EntranceSource.Workload("web", null, "backup");
        graph.put(new AccessEntry(
                key("shop", "db"),
                DB,
                null,
                null,
                Set.of(),
                List.of(new AccessEntry.NamedEntrance(source, null)),
                false,
                null));

        assertThat(step(DB))
                .isInstanceOfSatisfying(
                        ServerStep.Wait.class,
                        wait -> assertThat(wait.pods()).isEqualTo(Set.of(key("web", "backup-0"))));
        stepPod(key("web", "backup-0"));
        assertThat(step(DB))
                .isInstanceOfSatisfying(
                        ServerStep.Write.class,
                        write -> assertThat(write.plan().rules()).hasSize(2));
        settle();
        graph.removeAccess(key("shop", "db"));

        assertThat(step(DB)).isInstanceOfSatisfying(ServerStep.Write.class, write -> {
            assertThat(write.revokes()).isTrue();
            assertThat(write.plan().rules()).isEqualTo(replicasAlone(write.plan()));
        });
    }

    @Test
    void aStuckClientDelaysAFirstClosingToTheDeadlineWhateverHappensMeanwhile() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        step(DB);
        now += Duration.ofSeconds(59).toNanos();
        declare("b", "other", DB);
        assertThat(step(DB)).isInstanceOf(ServerStep.Wait.class);

        now += Duration.ofSeconds(1).toNanos();

        assertThat(step(DB)).isInstanceOf(ServerStep.Write.class);
    }

    @Test
    void aServerWhosePodsAreClosedAlreadyGetsAnotherPolicyWithoutWaiting() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        settle();
        pod("web", "late", "late-0");
        declare("b", "late", DB_DEPLOYMENT);

        assertThat(step(DB_DEPLOYMENT)).isInstanceOf(ServerStep.Write.class);
    }

    @Test
    void aRevokedKeyIsShutByTheFirstStep() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        settle();

        graph.removeIntents(key("web", "a"));

        assertThat(step(DB)).isInstanceOfSatisfying(ServerStep.Write.class, write -> {
            assertThat(write.revokes()).isTrue();
            assertThat(write.plan().rules()).isEqualTo(replicasAlone(write.plan()));
            assertThat(write.until()).isNull();
        });
    }

    @Test
    void aNarrowedKeyIsShutOnWhatIsNotDeclaredAnyMoreByTheFirstStep() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        settle();

        declare("a", "front", DB, 8080);
        step(DB);

        assertThat(admitted("front-0")).containsExactly(8080);
        settle();
        assertThat(ClientRules.of(requireNonNull(policies.get(DB)))).hasSize(1);
        assertThat(labelsOfClient("front-0")).containsOnlyKeys("app", "clientintents.dev/consumes-db.shop_8080");
    }

    @Test
    void oneStuckPodDelaysOnlyItselfAndIsLeftAtTheDeadline() {
        pod("web", "front", "front-0");
        pod("web", "front", "front-1");
        declare("a", "front", DB);
        settle();
        stuck = key("web", "front-1")::equals;

        declare("a", "front", DB, 8080);
        settle();

        assertThat(admitted("front-0")).containsExactly(8080);
        assertThat(admitted("front-1")).containsExactly(8080);
        assertThat(labelsOfClient("front-0")).doesNotContainKey("clientintents.dev/consumes-db.shop");
        now += Duration.ofSeconds(60).toNanos();
        settle();
        assertThat(admitted("front-1")).isEmpty();
    }

    @Test
    void aTerminatingPodLosesWhatIsRevokedAndWhatIsForeignAndGainsNothing() {
        pod("web", "front", "front-0");
        pod("web", "api", "api-0");
        declare("a", "front", DB);
        declare("b", "api", DB);
        settle();
        PodEntry running = graph.pod(key("web", "front-0")).orElseThrow();
        graph.put(terminating(running, "clientintents.dev/consumes-other.shop"));
        graph.removeIntents(key("web", "a"));
        declare("c", "front", ServerId.anyKind("shop", "cache"));

        PodStep step = transition(servers -> true)
                .next(graph.pod(key("web", "front-0")).orElseThrow(), Holds.NONE, now);

        assertThat(step.change().set()).isEmpty();
        assertThat(step.change().removed())
                .containsExactly("clientintents.dev/consumes-db.shop", "clientintents.dev/consumes-other.shop");
    }

    @Test
    void aTerminatingServerPodStaysAsClosedAsItIs() {
        declare("a", "front", DB);
        settle();
        graph.put(terminating(graph.pod(key("shop", "db-0")).orElseThrow()));
        graph.removeIntents(key("web", "a"));
        policies.clear();
        graph.removePolicy(DB);

        PodStep step =
                transition(servers -> false).next(graph.pod(key("shop", "db-0")).orElseThrow(), Holds.NONE, now);

        assertThat(step.change().isEmpty()).isTrue();
    }

    @Test
    void aRevokedKeyStaysOnAPodWhileItsPolicyIsAboutToShrinkAndNoLonger() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        settle();
        graph.removeIntents(key("web", "a"));
        PodEntry pod = graph.pod(key("web", "front-0")).orElseThrow();

        PodStep held = transition(server -> true).next(pod, Holds.NONE, now);
        assertThat(held.change().isEmpty()).isTrue();
        assertThat(held.awaited()).containsExactly(DB);
        PodStep overdue = transition(server -> true)
                .next(pod, held.holds(), now + Duration.ofSeconds(10).toNanos());

        assertThat(overdue.change().removed()).containsExactly("clientintents.dev/consumes-db.shop");
    }

    @Test
    void aPolicyOfAnEarlierNameStaysUntilTheOneOfItsNameHasBeenInForceForAMoment() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        settle();
        replaceOperatorOfAnEarlierVersion();

        step(DB);
        assertThat(policies).containsOnlyKeys(DB);
        now += SETTLE;
        step(DB);
        assertThat(earlier).as("held from when both were seen").containsOnlyKeys(DB);
        now += SETTLE - 1;
        step(DB);
        assertThat(earlier).containsOnlyKeys(DB);
        now += 1;

        assertThat(step(DB))
                .isInstanceOfSatisfying(
                        ServerStep.Write.class,
                        write -> assertThat(write.until()).isNull());
        assertThat(earlier).isEmpty();
    }

    @Test
    void aPolicyOfAnEarlierNameNeverGoesWhileThereIsNoneOfTheName() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        settle();
        replaceOperatorOfAnEarlierVersion();

        step(DB);
        policies.clear(); // as if the write had been refused, and nobody had noticed
        now += Duration.ofHours(1).toNanos();
        step(DB);

        assertThat(earlier).containsOnlyKeys(DB);
    }

    @Test
    void aKeyThatWasRevokedMeanwhileIsShutUnderBothNamesByTheFirstStep() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        settle();
        replaceOperatorOfAnEarlierVersion();
        graph.removeIntents(key("web", "a"));

        step(DB);

        assertThat(earlier).containsOnlyKeys(DB);
        assertThat(admitted("front-0")).isEmpty();
    }

    @Test
    void whatAKeyOfAnEarlierNamesPolicyAdmitsIsHeldByTheOneOfTheName() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        settle();
        replaceOperatorOfAnEarlierVersion();
        stuck = key("web", "front-0")::equals;
        declare("a", "front", DB, 8080);

        for (int i = 0; i < 5; i++) {
            step(DB);
            assertThat(admitted("front-0")).containsExactly(8080);
            now += SETTLE;
        }

        assertThat(earlier).isEmpty();
    }

    @Test
    void aWorkloadIsClosedByItsOwnSelectorWithoutALabel() {
        pod("web", "front", "front-0");
        tellSelector();
        declare("a", "front", DB);
        settle();

        assertThat(selector(DB)).isEqualTo(DB_SELECTOR);
        assertThat(labels("db-0")).containsOnlyKeys("app");
    }

    @Test
    void nothingIsWrittenWhileItIsNotKnownByWhatToSelect() {
        pod("web", "front", "front-0");
        graph.put(new IntentsEntry(key("web", "a"), "front", null, List.of(Intent.of(DB, List.of()))));
        graph.putWorkloads(DB_NAME, List.of(deployment(new OwnSelector.Unread("it is being read", true))));

        assertThat(step(DB)).isInstanceOf(ServerStep.Undecided.class);

        settle();
        assertThat(policies).isEmpty();
        assertThat(labels("db-0")).containsOnlyKeys("app");
        tellSelector();
        assertThat(step(DB)).isInstanceOf(ServerStep.Write.class);
    }

    @Test
    void toLabelsAllPodsAreLabelledFirstAndThenSelectedAfterAMoment() {
        pod("web", "front", "front-0");
        pod("shop", "db", "db-1");
        tellSelector();
        declare("a", "front", DB);
        settle();

        pod("shop", "other", "other-0", Map.of("app", "db"));
        stepPod(key("shop", "db-0"));
        assertThat(step(DB)).isInstanceOfSatisfying(ServerStep.Write.class, write -> {
            assertThat(write.plan().subjects().selector()).isEqualTo(DB_SELECTOR);
            assertThat(write.awaited()).isEqualTo(Set.of(key("shop", "db-1")));
        });
        stepPod(key("shop", "db-1"));
        step(DB);
        assertThat(selector(DB)).isEqualTo(DB_SELECTOR);
        now += SETTLE;
        step(DB);

        assertThat(selector(DB)).isEqualTo(Selector.of(Labels.of(DB)));
        settle();
        assertThat(labels("other-0")).containsOnlyKeys("app");
    }

    @Test
    void aPodThatCannotBeLabelledStaysClosedHoweverLongThatTakes() {
        pod("web", "front", "front-0");
        tellSelector();
        declare("a", "front", DB);
        settle();
        stuck = key("shop", "db-0")::equals;
        pod("shop", "other", "other-0", Map.of("app", "db"));

        for (int i = 0; i < 3; i++) {
            settle();
            now += Duration.ofHours(1).toNanos();
        }

        assertThat(selector(DB)).isEqualTo(DB_SELECTOR);
    }

    @Test
    void aPodThatEndsIsLabelledWhereItsPolicyIsAboutToSelectByLabels() {
        pod("web", "front", "front-0");
        pod("shop", "db", "db-1");
        tellSelector();
        declare("a", "front", DB);
        settle();
        graph.put(terminating(graph.pod(key("shop", "db-1")).orElseThrow()));

        pod("shop", "other", "other-0", Map.of("app", "db"));
        settle();

        assertThat(labels("db-1")).containsKeys(Labels.WORKLOAD, Labels.WORKLOAD_KIND);
        assertThat(selector(DB)).isEqualTo(Selector.of(Labels.of(DB)));
    }

    @Test
    void aPodThatItsSelectorLosesIsLabelledAndSelected() {
        pod("web", "front", "front-0");
        tellSelector();
        declare("a", "front", DB);
        settle();

        graph.put(graph.pod(key("shop", "db-0")).orElseThrow().withLabels(Map.of("app", "debugged")));
        settle();

        assertThat(selector(DB)).isEqualTo(Selector.of(Labels.of(DB)));
        assertThat(labels("db-0")).containsKeys(Labels.WORKLOAD, Labels.WORKLOAD_KIND);
    }

    @Test
    void anObjectThatGoesFromItsPodsChangesNeitherPolicyNorPods() {
        pod("web", "front", "front-0");
        tellSelector();
        declare("a", "front", DB);
        settle();

        graph.putWorkloads(DB_NAME, List.of());
        settle();

        assertThat(selector(DB)).isEqualTo(DB_SELECTOR);
        assertThat(labels("db-0")).containsOnlyKeys("app");
    }

    @Test
    void toTheOwnSelectorThePolicyChangesAtOnceAndPodsKeepTheirLabelsForAMoment() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        settle();
        assertThat(labels("db-0")).containsKeys(Labels.WORKLOAD, Labels.WORKLOAD_KIND);

        tellSelector();
        stepPod(key("shop", "db-0"));
        assertThat(labels("db-0")).containsKeys(Labels.WORKLOAD, Labels.WORKLOAD_KIND);
        step(DB);
        assertThat(selector(DB)).isEqualTo(DB_SELECTOR);
        stepPod(key("shop", "db-0"));
        assertThat(labels("db-0")).containsKeys(Labels.WORKLOAD, Labels.WORKLOAD_KIND);
        now += SETTLE;
        stepPod(key("shop", "db-0"));

        assertThat(labels("db-0")).containsOnlyKeys("app");
    }

    @Test
    void whileItIsNotKnownWhosePodsAreTheFormStays() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        settle();
        tellSelector();

        assertThat(planned(DB, true)).isEqualTo(Selector.of(Labels.of(DB)));
        assertThat(planned(DB, false)).isEqualTo(DB_SELECTOR);
    }

    @Test
    void aSelectorThatSomebodyEditedIsMendedAtOnce() {
        pod("web", "front", "front-0");
        tellSelector();
        declare("a", "front", DB);
        settle();
        graph.put(KeptPolicy.of(DB, Map.of("app", "nobody")));
        assertThat(planned(DB, true)).isEqualTo(DB_SELECTOR);

        pod("shop", "other", "other-0", Map.of("app", "db"));

        assertThat(planned(DB, false)).isEqualTo(Selector.of(Labels.of(DB)));
    }

    @Test
    void aKeyThatAPodIsJustBeingGivenIsHeldAsIfItCarriedIt() {
        pod("web", "front", "front-0");
        pod("web", "api", "api-0");
        declare("b", "api", DB);
        settle();
        declare("a", "front", DB, 9090);
        step(DB);
        beginStepOfPod(key("web", "front-0"));
        declare("a", "front", DB);

        underWay.get(0).happen.run();
        assertThat(admitted("front-0")).containsExactly(9090);
        step(DB);

        assertThat(admitted("front-0")).containsExactly(9090);
        endAll();
        settle();
        assertThat(admitted("front-0")).containsExactlyInAnyOrder(8080, 9090);
    }

    @Test
    void aKeyThatIsJustBeingTakenFromAPodReplacesNothing() {
        pod("web", "front", "front-0");
        declare("a", "front", DB, 9090);
        settle();
        declare("a", "front", DB);
        step(DB);
        stepPod(key("web", "front-0"));
        step(DB);
        now += SETTLE;
        stepPod(key("web", "front-0"));
        now += SETTLE;
        beginStepOfPod(key("web", "front-0"));
        assertThat(requireNonNull(labelling.get(key("web", "front-0"))).removed())
                .hasSize(1);

        declare("a", "front", DB, 9090);
        step(DB);
        now += SETTLE;
        step(DB);
        now += SETTLE;
        step(DB);
        underWay.get(0).happen.run();

        assertThat(admitted("front-0")).containsExactly(9090);
        endAll();
        settle();
        assertThat(admitted("front-0")).containsExactly(9090);
    }

    @Test
    void aKeyThatAPolicyWhichIsBeingWrittenNoLongerAdmitsWaitsForTheWriteAndOthersDoNot() {
        pod("web", "front", "front-0");
        pod("web", "api", "api-0");
        declare("b", "api", DB, 9090);
        settle();
        graph.removeIntents(key("web", "b"));
        beginStep(DB);
        declare("a", "front", DB, 8080, 9090);

        stepPod(key("web", "front-0"));
        assertThat(labelsOfClient("front-0"))
                .containsKey("clientintents.dev/consumes-db.shop_8080")
                .doesNotContainKey("clientintents.dev/consumes-db.shop_9090");
        PodStep waiting = transition(server -> false)
                .next(graph.pod(key("web", "front-0")).orElseThrow(), Holds.NONE, now);
        assertThat(waiting.awaited()).containsExactly(DB);
        assertThat(waiting.until()).isEqualTo(Deadlines.SETTLE);

        endAll();
        settle();
        assertThat(admitted("front-0")).containsExactlyInAnyOrder(8080, 9090);
    }

    @Test
    void aKeyThatAPolicyWhichIsBeingWrittenAdmitsIsNotTakenAsIfNobodyAdmittedIt() {
        pod("web", "front", "front-0");
        pod("web", "api", "api-0");
        declare("b", "api", DB);
        settle();
        graph.put(graph.pod(key("web", "front-0"))
                .orElseThrow()
                .withLabels(Map.of("app", "front", "clientintents.dev/consumes-db.shop", "true")));
        RulePlan plan = ((ServerStep.Write) decide(DB)).plan();
        policies.put(DB, ServerPolicies.render(new RulePlan(DB, plan.subjects(), replicasAlone(plan))));
        beginStep(DB);
        declare("a", "front", DB, 9090);

        stepPod(key("web", "front-0"));

        assertThat(labelsOfClient("front-0"))
                .containsKeys("clientintents.dev/consumes-db.shop", "clientintents.dev/consumes-db.shop_9090");
    }

    @Test
    void aKeyIsNotReplacedWhileThePolicyOfTheOtherDoesNotSelectEachPodOfTheServer() {
        pod("web", "front", "front-0");
        pod("shop", "db", "db-1");
        declare("a", "front", DB_SERVICE, 8080);
        settle();
        stuck = key("shop", "db-1")::equals;

        declare("a", "front", DB, 8080);
        for (int i = 0; i < 8; i++) {
            allServers().forEach(this::step);
            graph.allPods().map(PodEntry::key).toList().forEach(this::stepPod);
            now += SETTLE;
        }

        assertThat(admitted("front-0", "db-1")).containsExactly(8080);
        stuck = pod -> false;
        settle();
        assertThat(admitted("front-0", "db-1")).containsExactly(8080);
        assertThat(labelsOfClient("front-0")).doesNotContainKey("clientintents.dev/consumes-service_db.shop_80");
    }

    @Test
    void aServerIsNotClosedByLabelsThatItsPodIsJustLosing() {
        pod("web", "front", "front-0");
        declare("a", "front", DB);
        stepPod(key("web", "front-0"));
        stepPod(key("shop", "db-0"));
        assertThat(labels("db-0")).containsKeys(Labels.WORKLOAD, Labels.WORKLOAD_KIND);
        graph.removeIntents(key("web", "a"));
        beginStepOfPod(key("shop", "db-0"));
        declare("a", "front", DB);

        assertThat(step(DB))
                .isInstanceOfSatisfying(
                        ServerStep.Wait.class, wait -> assertThat(wait.pods()).isEqualTo(Set.of(key("shop", "db-0"))));

        endAll();
        settle();
        assertThat(labels("db-0")).containsKeys(Labels.WORKLOAD, Labels.WORKLOAD_KIND);
        assertThat(policies).containsOnlyKeys(DB);
    }

    private Selector planned(ServerId server, boolean podsUnknown) {
        ServerStep step =
                new ServerTransition(graph, written, deadlines).next(server, PolicyMemory.NONE, podsUnknown, now);
        return ((ServerStep.Write) step).plan().subjects().selector();
    }

    /**
     * Every edit of the declarations of two clients, and of by what their server can be selected, with the steps of all servers and pods in an order of chance: at
     * no moment is a connection cut that is declared before and after, none that is declared for the first time and was
     * opened since, and none admitted that is declared in neither.
     * Some steps take a while, in which declarations change and others go on, and some are refused.
     */
    @RepeatedTest(200)
    void noOrderOfStepsCutsWhatStaysDeclaredOrAdmitsWhatIsNot(RepetitionInfo repetition) {
        var random = new SplittableRandom(repetition.getCurrentRepetition());
        for (String pod : List.of("front-0", "front-1", "front-2")) {
            pod("web", "front", pod);
        }
        pod("web", "api", "api-0");
        pod("shop", "db", "db-1");
        if (random.nextBoolean()) {
            tellSelector();
        }
        declareAny(random, "a", "front");
        declareAny(random, "b", random.nextBoolean() ? "front" : "api");
        settle();
        Map<String, Set<Integer>> kept = declared();
        Map<String, Set<Integer>> either = declared();
        var fresh = new Connections();
        var opened = new Connections();
        for (int edit = 0; edit < 12; edit++) {
            switch (random.nextInt(6)) {
                case 0 -> graph.removeIntents(key("web", "a"));
                case 1 -> declareAny(random, "c", random.nextBoolean() ? "front" : "api");
                default ->
                    declareAny(random, random.nextBoolean() ? "a" : "b", random.nextInt(4) == 0 ? "api" : "front");
            }
            if (random.nextBoolean()) {
                changeSelection(random);
            }
            Map<String, Set<Integer>> after = declared();
            fresh.retain(after);
            opened.retain(after);
            after.forEach((pod, ports) -> {
                for (String db : SERVER_PODS) {
                    ports.stream()
                            .filter(port -> !requireNonNull(either.get(pod)).contains(port))
                            .filter(port -> !admitted(pod, db).contains(port))
                            .forEach(port -> fresh.add(pod, db, port));
                }
                requireNonNull(kept.get(pod)).retainAll(ports);
                requireNonNull(either.get(pod)).addAll(ports);
            });
            if (random.nextInt(4) == 0) {
                replaceOperatorOfAnEarlierVersion();
            }
            int steps = random.nextInt(3) == 0 ? 60 : random.nextInt(25);
            for (int i = 0; i < steps; i++) {
                if (i == 30 && graph.selection(DB) instanceof Selection.Undecided) {
                    graph.putWorkloads(DB_NAME, List.of(deployment(new OwnSelector.Unread("away", false))));
                }
                anyStep(random);
                now += random.nextInt(3) == 0 ? SETTLE / 2 : 0;
                for (String pod : after.keySet()) {
                    for (String db : SERVER_PODS) {
                        assertThat(admitted(pod, db))
                                .as("edit %d, step %d, %s to %s", edit, i, pod, db)
                                .containsAll(kept.get(pod))
                                .containsAll(opened.ports(pod, db));
                        fresh.ports(pod, db).stream()
                                .filter(admitted(pod, db)::contains)
                                .forEach(port -> opened.add(pod, db, port));
                        assertThat(either.get(pod))
                                .as("edit %d, step %d, %s to %s", edit, i, pod, db)
                                .containsAll(admitted(pod, db));
                    }
                }
            }
            if (random.nextInt(3) != 0) {
                continue;
            }
            if (graph.selection(DB) instanceof Selection.Undecided) {
                graph.putWorkloads(DB_NAME, List.of(deployment(new OwnSelector.Unread("away", false))));
            }
            settle();
            kept.putAll(declared());
            either.putAll(declared());
            fresh.clear();
            opened.clear();
            after.forEach((pod, ports) -> assertThat(admitted(pod)).as(pod).isEqualTo(ports));
            assertThat(earlier).isEmpty();
            assertThat(policies.values())
                    .allSatisfy(it -> assertThat(it)
                            .isEqualTo(ServerPolicies.plan(graph, server(it)).orElseThrow()));
        }
    }

    /** Ports of a server's pod, for a client's pod. */
    private static final class Connections {

        private final Map<List<String>, Set<Integer>> ports = new HashMap<>();

        void add(String client, String server, int port) {
            ports.computeIfAbsent(List.of(client, server), first -> new HashSet<>())
                    .add(port);
        }

        Set<Integer> ports(String client, String server) {
            return ports.getOrDefault(List.of(client, server), Set.of());
        }

        /** Forgets what is not declared any more. */
        void retain(Map<String, Set<Integer>> declared) {
            ports.forEach((pair, all) -> all.retainAll(declared.getOrDefault(pair.get(0), Set.of())));
        }

        void clear() {
            ports.clear();
        }
    }

    /** An operator starts that remembers nothing and gives policies other names. */
    private void replaceOperatorOfAnEarlierVersion() {
        endAll();
        earlier.putAll(policies);
        policies.clear();
        servers.clear();
        pods.clear();
    }

    private ServerId server(NetworkPolicy policy) {
        return ExistingPolicy.read(policy).orElseThrow().server();
    }

    /** Has a pod of another workload come or go that the selector matches, or the selector itself. */
    private void changeSelection(SplittableRandom random) {
        switch (random.nextInt(5)) {
            case 0 -> graph.removePod(key("shop", "other-0"));
            case 1 -> pod("shop", "other", "other-0", Map.of("app", "db"));
            case 2 -> graph.putWorkloads(DB_NAME, List.of());
            case 3 -> graph.putWorkloads(DB_NAME, List.of(deployment(new OwnSelector.Unread("away", true))));
            default -> tellSelector();
        }
    }

    private void tellSelector() {
        graph.put(new IntentsEntry(
                key("shop", "first"),
                "none",
                null,
                List.of(Intent.of(DB, List.of()), Intent.of(DB_DEPLOYMENT, List.of()))));
        graph.putWorkloads(DB_NAME, List.of(deployment(new OwnSelector.Known(DB_SELECTOR))));
    }

    private static WorkloadEntry deployment(OwnSelector selector) {
        return new WorkloadEntry(new WorkloadId("shop", "Deployment", "db"), "uid", selector);
    }

    private Selector selector(ServerId server) {
        return ExistingPolicy.kept(server, requireNonNull(policies.get(server))).selector();
    }

    private Map<String, String> labelsOfClient(String pod) {
        return graph.pod(key("web", pod)).orElseThrow().labels();
    }

    private Map<String, String> labels(String pod) {
        return graph.pod(key("shop", pod)).orElseThrow().labels();
    }

    private void declareAny(SplittableRandom random, String name, String client) {
        ServerId server = List.of(DB, DB, DB_DEPLOYMENT, DB_SERVICE).get(random.nextInt(4));
        int[] ports = new int[][] {{}, {8080}, {8080, 9090}, {9090}}[random.nextInt(4)];
        declare(name, client, server, ports);
    }

    private void anyStep(SplittableRandom random) {
        List<Runnable> steps = new ArrayList<>();
        allServers().stream().filter(server -> !isUnderWay(server)).forEach(server -> {
            steps.add(() -> step(server));
            steps.add(() -> beginStep(server));
        });
        graph.allPods()
                .map(PodEntry::key)
                .filter(pod -> !isUnderWay(pod))
                .toList()
                .forEach(pod -> {
                    steps.add(() -> stepPod(pod));
                    steps.add(() -> beginStepOfPod(pod));
                });
        for (UnderWay write : List.copyOf(underWay)) {
            steps.add(write.happen);
            steps.add(() -> {
                underWay.remove(write);
                end(write);
            });
            steps.add(() -> {
                underWay.remove(write);
                write.tell.run();
            });
        }
        steps.get(random.nextInt(steps.size())).run();
    }

    private boolean isUnderWay(Object of) {
        return underWay.stream().anyMatch(it -> it.of.equals(of));
    }

    private void endAll() {
        while (!underWay.isEmpty()) {
            end(underWay.remove(0));
        }
    }

    private static void end(UnderWay write) {
        write.happen.run();
        write.tell.run();
    }

    /** Decides a step of a server, and begins to write it. */
    private void beginStep(ServerId server) {
        ServerStep step = decide(server);
        if (!(step instanceof ServerStep.Write write)) {
            apply(server, step);
            return;
        }
        writing.put(server, new Written(write.plan().rules(), false));
        NetworkPolicy policy = ServerPolicies.render(write.plan());
        if (!graph.isKept(server)) {
            // a policy that is expected keeps its server closed
            graph.put(ExistingPolicy.kept(server, policy));
        }
        underWay.add(new UnderWay(server, () -> unknownPolicies.put(server, policy), () -> {
            writing.remove(server);
            boolean happened = unknownPolicies.remove(server) != null;
            if (happened) {
                apply(server, step);
            }
        }));
    }

    /** Decides a step of a pod, and begins to write it. */
    private void beginStepOfPod(ObjectKey key) {
        PodEntry pod = graph.pod(key).orElseThrow();
        PodStep step = transition(this::isToBeWritten).next(pod, pods.getOrDefault(key, Holds.NONE), now);
        pods.put(key, step.holds());
        if (stuck.test(key) || step.change().isEmpty()) {
            return;
        }
        labelling.put(key, step.change());
        underWay.add(new UnderWay(key, () -> unknownLabels.put(key, labels(pod, step.change())), () -> {
            labelling.remove(key);
            Map<String, String> labels = unknownLabels.remove(key);
            if (labels != null) {
                graph.put(graph.pod(key).orElseThrow().withLabels(labels));
            }
        }));
    }

    private List<ServerId> allServers() {
        return Stream.of(graph.allServers(), policies.keySet(), earlier.keySet())
                .flatMap(Collection::stream)
                .distinct()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .toList();
    }

    /** Writes everything, until nothing is left to write, waited for or held but what is stuck. */
    private void settle() {
        endAll();
        for (int i = 0; i < 8; i++) {
            allServers().forEach(this::step);
            graph.allPods().map(PodEntry::key).toList().forEach(this::stepPod);
            now += SETTLE;
        }
    }

    private ServerStep decide(ServerId server) {
        return new ServerTransition(graph, written, deadlines)
                .next(server, servers.getOrDefault(server, PolicyMemory.NONE), now);
    }

    private ServerStep step(ServerId server) {
        ServerStep step = decide(server);
        apply(server, step);
        return step;
    }

    private void apply(ServerId server, ServerStep step) {
        if (step instanceof ServerStep.Write write) {
            NetworkPolicy policy = ServerPolicies.render(write.plan());
            if (write.revokes()) {
                earlier.computeIfPresent(server, (same, old) -> policy);
            }
            policies.put(server, policy);
            graph.put(ExistingPolicy.kept(server, policy));
            if (write.retiresEarlier()) {
                earlier.remove(server);
            }
            servers.put(server, write.memory());
        } else if (step instanceof ServerStep.Wait wait) {
            servers.put(server, wait.memory());
        } else {
            policies.remove(server);
            earlier.remove(server);
            servers.remove(server);
            graph.removePolicy(server);
        }
    }

    private void stepPod(ObjectKey key) {
        PodEntry pod = graph.pod(key).orElseThrow();
        PodStep step = transition(this::isToBeWritten).next(pod, pods.getOrDefault(key, Holds.NONE), now);
        pods.put(key, step.holds());
        if (!stuck.test(key) && !step.change().isEmpty()) {
            graph.put(pod.withLabels(labels(pod, step.change())));
        }
    }

    private boolean isToBeWritten(ServerId server) {
        ServerStep step = decide(server);
        return !(step instanceof ServerStep.Write write)
                || !ServerPolicies.render(write.plan()).equals(policies.get(server));
    }

    private PodTransition transition(Predicate<ServerId> underWay) {
        return new PodTransition(graph, written, underWay, deadlines);
    }

    private static Map<String, String> labels(PodEntry pod, LabelChange change) {
        var labels = new HashMap<>(pod.labels());
        labels.putAll(change.set());
        labels.keySet().removeAll(change.removed());
        return labels;
    }

    /** The ports of the server's pod on which a client's pod is let in. */
    private Set<Integer> admitted(String client) {
        return admitted(client, "db-0");
    }

    private Set<Integer> admitted(String client, String db) {
        PodEntry pod = graph.pod(key("web", client)).orElseThrow();
        PodEntry server = graph.pod(key("shop", db)).orElseThrow();
        var current = new HashMap<>(policies);
        current.putAll(unknownPolicies);
        Map<String, String> labelsOfServer = unknownLabels.getOrDefault(server.key(), server.labels());
        Map<String, String> labels = unknownLabels.getOrDefault(pod.key(), pod.labels());
        List<NetworkPolicy> selecting = Stream.of(current, earlier)
                .flatMap(names -> names.values().stream())
                .filter(it -> ExistingPolicy.kept(server(it), it).selector().matches(labelsOfServer))
                .toList();
        if (selecting.isEmpty()) {
            return all();
        }
        var ports = new HashSet<Integer>();
        for (NetworkPolicy policy : selecting) {
            for (var rule : ExistingPolicy.written(policy).rules()) {
                boolean carries = rule.peers().stream()
                        .anyMatch(peer -> peer instanceof Peer.Keyed keyed
                                && keyed.namespaces().contains("web")
                                && labels.containsKey(keyed.key().label()));
                if (carries) {
                    ports.addAll(numbers(rule.ports()));
                }
            }
        }
        return ports;
    }

    /** What is declared of each client's pod; everything where the server is open because nobody ever declared it. */
    private Map<String, Set<Integer>> declared() {
        return graph.allPods()
                .filter(pod -> pod.key().namespace().equals("web"))
                .collect(Collectors.toMap(pod -> pod.key().name(), this::declared));
    }

    private Set<Integer> declared(PodEntry pod) {
        var ports = new HashSet<Integer>();
        for (IntentsEntry entry : graph.intentsOf(pod.workload())) {
            for (Intent intent : entry.intents()) {
                for (Intent.Grant grant : intent.grants()) {
                    ports.addAll(numbers(graph.opened(intent.server(), grant.ports())));
                }
            }
        }
        return ports;
    }

    private static Set<Integer> numbers(@Nullable List<PortRange> ports) {
        if (ports == null) {
            return all();
        }
        return all().stream()
                .filter(port -> ports.stream()
                        .anyMatch(it -> it instanceof PortRange.Numbered range
                                && range.first() <= port
                                && port <= range.last()))
                .collect(Collectors.toSet());
    }

    private static List<Rule> replicasAlone(RulePlan plan) {
        return List.of(new Rule(plan.subjects(), Direction.INGRESS, List.of(new Peer.Replicas()), null));
    }

    private static Set<Integer> all() {
        return new HashSet<>(Set.of(PORTS[0], PORTS[1]));
    }

    private void declare(String name, String client, ServerId server, int... ports) {
        var ranges = new ArrayList<PortRange>();
        for (int port : ports) {
            // an intent on a Service names the Service's own ports
            ranges.add(port(server.isService() ? (port == 8080 ? 80 : 90) : port));
        }
        graph.put(new IntentsEntry(key("web", name), client, null, List.of(Intent.of(server, ranges))));
    }

    private void pod(String namespace, String workload, String name) {
        pod(namespace, workload, name, Map.of("app", workload));
    }

    private void pod(String namespace, String workload, String name, Map<String, String> labels) {
        graph.put(new PodEntry(
                key(namespace, name),
                name,
                new WorkloadId(namespace, "Deployment", workload),
                null,
                PodEntry.State.LIVE,
                labels,
                Set.of()));
    }

    private static PodEntry terminating(PodEntry pod, String... foreign) {
        var labels = new HashMap<>(pod.labels());
        for (String key : foreign) {
            labels.put(key, "true");
        }
        return new PodEntry(
                pod.key(), pod.uid(), pod.workload(), null, PodEntry.State.TERMINATING, labels, pod.namedPorts());
    }

    private static PortRange port(int number) {
        return PortRange.Numbered.of(Protocol.TCP, number);
    }

    private static ObjectKey key(String namespace, String name) {
        return new ObjectKey(namespace, name);
    }
}

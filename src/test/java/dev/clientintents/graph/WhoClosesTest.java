package dev.clientintents.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.api.TargetState;
import dev.clientintents.backend.networkpolicy.ClientRules;
import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.status.Problems;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A server of one team, clients of two teams, and what follows for policy, labels and status. */
class WhoClosesTest {

    private static final ServerId MON = ServerId.anyKind("victim", "mon");
    private static final ServerId MON_SERVICE = ServerId.service("victim", "mon");
    private static final ObjectKey POD_OF_MON = new ObjectKey("victim", "mon-1");
    private static final ObjectKey FOREIGN = new ObjectKey("evil", "intents");
    private static final ObjectKey OWN = new ObjectKey("victim", "intents");

    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.LOCAL, Set.of()));

    @BeforeEach
    void twoNamespacesAndTheirPods() {
        level(null);
        graph.put(new NamespaceEntry("evil", null, false, false));
        graph.put(pod("victim", "mon"));
        graph.put(pod("victim", "web"));
        graph.put(pod("evil", "bot"));
    }

    @Test
    void aForeignDeclarationWritesNothingForAServerThatIsNotClosedAndIsReady() {
        Change change = graph.put(intents(FOREIGN, "bot", MON));

        assertThat(change.pods()).doesNotContain(POD_OF_MON);
        assertThat(isClosed(MON)).isFalse();
        assertThat(labels("victim", "mon")).isEmpty();
        assertThat(labels("evil", "bot")).containsOnlyKeys("clientintents.dev/consumes-mon.victim");
        ClientIntentsStatus status = status(FOREIGN);
        assertThat(status.servers()).singleElement().satisfies(target -> {
            assertThat(target.state()).isEqualTo(TargetState.Open);
            assertThat(target.policy()).isNull();
            assertThat(target.message())
                    .startsWith("everybody reaches it; its namespace has not closed it")
                    .contains("clientintents.dev/enforcement");
        });
        assertThat(conditions(status)).containsEntry("Ready", "True Open").containsEntry("Enforced", "False Open");
        assertThat(Problems.ready(status)).isTrue();
        assertThat(Problems.newIn(status, null)).isEmpty();
        assertThat(StatusPlan.isUnfinished(graph, server -> WriteState.DONE, entry(FOREIGN)))
                .as("keys of the client are still to be written")
                .isTrue();
        wear("evil", "bot");
        assertThat(StatusPlan.isUnfinished(graph, server -> WriteState.DONE, entry(FOREIGN)))
                .as("labels of the server are not")
                .isFalse();
    }

    @Test
    void aDeclarationOfItsOwnNamespaceClosesItAndAdmitsForeignClientsToo() {
        graph.put(intents(FOREIGN, "bot", MON));

        Change change = graph.put(intents(OWN, "web", MON));

        assertThat(change.servers()).contains(MON);
        assertThat(change.pods()).contains(POD_OF_MON);
        assertThat(change.intents()).contains(FOREIGN);
        assertThat(admitted(MON)).containsExactlyInAnyOrder("evil", "victim");
        assertThat(labels("victim", "mon")).containsKey("clientintents.dev/workload");
        wear("evil", "bot");
        wear("victim", "mon");
        assertThat(state(FOREIGN)).isEqualTo(TargetState.Enforced);
    }

    @Test
    void nothingIsWrittenForAServerThatAnotherNamespaceInventsUntilItExists() {
        level(Enforcement.ACTIVE);
        ServerId ghost = ServerId.anyKind("victim", "ghost");
        graph.put(intents(FOREIGN, "bot", ghost));
        assertThat(isClosed(ghost)).isFalse();
        assertThat(state(FOREIGN)).isEqualTo(TargetState.NoPods);

        Change change = graph.put(pod("victim", "ghost"));

        assertThat(change.servers()).contains(ghost);
        assertThat(isClosed(ghost)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Enforcement.class)
    void aClientWithoutALivePodClosesNothing(Enforcement level) {
        level(level);
        graph.put(intents(FOREIGN, "nobody", MON));
        graph.put(intents(OWN, "nobody", MON));

        assertThat(isClosed(MON)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"LIVE, true", "EXPECTED, false", "HOST_NETWORK, false", "TERMINATING, false", "FINISHED, false"})
    void theFirstLivePodOfAClientClosesTheServerAndTheLastOneGoneDoesNotOpenIt(PodEntry.State state, boolean closes) {
        graph.put(intents(FOREIGN, "bot", MON));
        graph.put(intents(OWN, "job", MON));

        Change change = graph.put(pod("victim", "job", state));

        assertThat(isClosed(MON)).isEqualTo(closes);
        assertThat(change.servers().contains(MON)).isEqualTo(closes);
        assertThat(change.pods().contains(POD_OF_MON)).isEqualTo(closes);
        assertThat(change.intents().contains(FOREIGN)).isEqualTo(closes);
        if (closes) {
            write(MON);
            graph.removePod(new ObjectKey("victim", "job-1"));
            assertThat(isClosed(MON)).isTrue();
        }
    }

    @Test
    void whatAForeignDeclarationClosedStaysClosedInEveryLevelAndWhenItGoes() {
        level(Enforcement.ACTIVE);
        graph.put(intents(FOREIGN, "bot", MON));
        write(MON);

        level(Enforcement.LOCAL);
        assertThat(admitted(MON)).containsExactly("evil");
        graph.removeIntents(FOREIGN);
        assertThat(isClosed(MON)).isTrue();
        assertThat(admitted(MON)).isEmpty();
    }

    @Test
    void theServersOwnDeclarationGoneLeavesItClosedForThoseWhoDeclare() {
        graph.put(intents(FOREIGN, "bot", MON));
        graph.put(intents(OWN, "web", MON));
        write(MON);

        graph.removeIntents(OWN);

        assertThat(admitted(MON)).containsExactly("evil");
    }

    @Test
    void shadowAsASettingKeepsWhatIsClosedAndClosesNothingNew() {
        var shadow = new IntentGraph(new Scope(Enforcement.SHADOW, Set.of()));
        shadow.put(new NamespaceEntry("victim", null, false, false));
        List.of("mon", "web", "new").forEach(name -> shadow.put(pod("victim", name)));
        var fresh = ServerId.anyKind("victim", "new");
        shadow.put(new IntentsEntry(OWN, "web", null, List.of(Intent.of(MON, List.of()), Intent.of(fresh, List.of()))));
        shadow.put(KeptPolicy.of(MON, Map.of()));

        assertThat(ServerPolicies.plan(shadow, MON)).isPresent();
        assertThat(ServerPolicies.plan(shadow, fresh)).isEmpty();
        assertThat(shadow.closure(fresh)).isEqualTo(Closure.SHADOW);
    }

    @Test
    void shadowAsALabelReleasesAndWhenItGoesOnlyTheServersSideClosesAgain() {
        graph.put(intents(FOREIGN, "bot", MON));
        write(MON);

        Change change = level(Enforcement.SHADOW);

        assertThat(change.servers()).contains(MON);
        assertThat(isClosed(MON)).isFalse();
        assertThat(state(FOREIGN)).isEqualTo(TargetState.Shadow);
        graph.removePolicy(MON);
        level(null);
        assertThat(isClosed(MON)).isFalse();
        graph.put(intents(OWN, "web", MON));
        assertThat(isClosed(MON)).isTrue();
    }

    @Test
    void aPersonReleasesAServerByDeletingItsPolicyUnlessItsSideClosesIt() {
        graph.put(intents(FOREIGN, "bot", MON));
        write(MON);

        Change change = graph.removePolicy(MON);

        assertThat(isClosed(MON)).isFalse();
        assertThat(change.pods()).contains(POD_OF_MON);
        assertThat(change.intents()).contains(FOREIGN);
        graph.put(intents(OWN, "web", MON));
        write(MON);
        graph.removePolicy(MON);
        assertThat(isClosed(MON)).isTrue();
    }

    @Test
    void aNamespaceThatDeniesByDefaultIsOpenedByEverybodysDeclaration() {
        graph.put(intents(FOREIGN, "nobody", MON));

        graph.put(new NamespaceEntry("victim", null, true, false));

        assertThat(admitted(MON)).containsExactly("evil");
        assertThat(isClosed(ServerId.anyKind("victim", "web"))).isFalse();
    }

    @Test
    void aServerWhosePodsAreClosedUnderAnotherNameIsOpenedToItsClients() {
        graph.put(new ServiceEntry(new ObjectKey("victim", "mon"), Map.of("app", "mon"), List.of()));
        graph.put(intents(FOREIGN, "bot", MON_SERVICE));
        assertThat(isClosed(MON_SERVICE)).isFalse();

        Change change = graph.put(intents(OWN, "web", MON));

        assertThat(change.servers()).contains(MON_SERVICE);
        assertThat(admitted(MON_SERVICE)).containsExactly("evil");
    }

    @Test
    void aServiceThatHasOpenPodsToIsNotClosedWithThoseThatAreClosed() {
        graph.put(new ServiceEntry(new ObjectKey("victim", "mon"), Map.of("tier", "all"), List.of()));
        graph.put(intents(FOREIGN, "bot", MON_SERVICE));
        assertThat(state(FOREIGN)).isEqualTo(TargetState.Open);

        Change change = graph.put(intents(OWN, "web", MON));

        assertThat(isClosed(MON_SERVICE)).isFalse();
        assertThat(change.intents()).contains(FOREIGN);
        ClientIntentsStatus status = status(FOREIGN);
        assertThat(status.servers()).singleElement().satisfies(target -> {
            assertThat(target.state()).isEqualTo(TargetState.PartlyClosed);
            assertThat(target.message()).endsWith("closed as those of mon: declare that, too");
        });
        assertThat(Problems.ready(status)).isFalse();
        assertThat(Problems.newIn(status, null)).hasSize(1);

        Change opened = graph.removeIntents(OWN);

        assertThat(state(FOREIGN)).isEqualTo(TargetState.Open);
        assertThat(opened.intents()).contains(FOREIGN);
    }

    @Test
    void activeClosesByWhoeverDeclares() {
        level(Enforcement.ACTIVE);

        graph.put(intents(FOREIGN, "bot", MON));

        assertThat(admitted(MON)).containsExactly("evil");
    }

    private boolean isClosed(ServerId server) {
        return ServerPolicies.plan(graph, server).isPresent();
    }

    private List<String> admitted(ServerId server) {
        return ClientRules.of(ServerPolicies.plan(graph, server).orElseThrow()).stream()
                .flatMap(rule -> rule.getFrom().stream())
                .flatMap(peer -> peer.getNamespaceSelector().getMatchExpressions().get(0).getValues().stream())
                .toList();
    }

    /** A policy of the server stands. */
    private void write(ServerId server) {
        graph.put(KeptPolicy.of(server, Map.of(Labels.WORKLOAD, server.name())));
    }

    private Change level(@Nullable Enforcement level) {
        return graph.put(new NamespaceEntry("victim", level, false, false));
    }

    private void wear(String namespace, String workload) {
        PodEntry pod = graph.pod(new ObjectKey(namespace, workload + "-1")).orElseThrow();
        graph.put(pod.withLabels(PodLabels.of(graph, pod)));
    }

    private Map<String, String> labels(String namespace, String workload) {
        return PodLabels.of(
                graph, graph.pod(new ObjectKey(namespace, workload + "-1")).orElseThrow());
    }

    private TargetState state(ObjectKey intents) {
        return status(intents).servers().get(0).state();
    }

    private ClientIntentsStatus status(ObjectKey intents) {
        return StatusPlan.of(graph, server -> WriteState.DONE, entry(intents), 1L, null, Instant.EPOCH);
    }

    private IntentsEntry entry(ObjectKey intents) {
        return graph.intents(intents).orElseThrow();
    }

    private static Map<String, String> conditions(ClientIntentsStatus status) {
        return status.conditions().stream()
                .collect(Collectors.toMap(
                        condition -> condition.getType(),
                        condition -> condition.getStatus() + " " + condition.getReason()));
    }

    private static IntentsEntry intents(ObjectKey key, String client, ServerId server) {
        return new IntentsEntry(key, client, null, List.of(Intent.of(server, List.of())));
    }

    private static PodEntry pod(String namespace, String workload) {
        return pod(namespace, workload, PodEntry.State.LIVE);
    }

    private static PodEntry pod(String namespace, String workload, PodEntry.State state) {
        return new PodEntry(
                new ObjectKey(namespace, workload + "-1"),
                "uid-" + workload,
                new WorkloadId(namespace, "Deployment", workload),
                null,
                state,
                Map.of("app", workload, "tier", "all"),
                Set.of());
    }
}

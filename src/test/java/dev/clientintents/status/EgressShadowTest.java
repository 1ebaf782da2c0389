package dev.clientintents.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.Change;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NameServer;
import dev.clientintents.graph.NameServers;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.OutsideIntent;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.graph.OwnSelector;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.graph.WorkloadEntry;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.Denial;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.rule.EgressPlan;
import dev.clientintents.rule.EgressRules;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of the way out of a client in shadow mode, where it stays open. */
class EgressShadowTest {

    private static final ObjectKey WEB = new ObjectKey("shop", "web");
    private static final ClientId CLIENT = new ClientId("shop", null, "web");
    private static final ServerId DB = ServerId.anyKind("shop", "db");

    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.LOCAL, Set.of()));

    @BeforeEach
    void declare() {
        namespace(Enforcement.SHADOW, null, true);
        workload("web");
        workload("db");
        graph.put(new IntentsEntry(WEB, "web", null, List.of(Intent.of(DB, List.of()))));
        nameServersAreKnown();
        pod("web");
        pod("db");
    }

    @Test
    void aWayOutThatCouldBeClosedStaysOpenAndIsReady() {
        assertThat(EgressRules.plan(graph, CLIENT)).isInstanceOf(EgressPlan.Open.class);
        assertThat(condition("EgressEnforced"))
                .isEqualTo(
                        "False Shadow in shadow mode the client connects to everything; once its way out is to be closed, it"
                                + " connects to what it declares, and to nothing else");
        assertThat(condition("Ready")).startsWith("True");
    }

    @Test
    void whatCouldNotBeSaidIsTold() {
        graph.put(new IntentsEntry(
                WEB,
                "web",
                null,
                List.of(),
                List.of(new OutsideIntent(new OutsideServer.Host("api.example.com"), List.of())),
                null));

        assertThat(condition("EgressEnforced"))
                .startsWith(
                        "False Shadow in shadow mode the client connects to everything; once its way out is to be closed, it"
                                + " stays open: host api.example.com");
        assertThat(condition("Ready")).startsWith("True");
    }

    @Test
    void nothingIsToldWhereNobodyAsksForClosing() {
        namespace(Enforcement.SHADOW, null, null);

        assertThat(condition("EgressEnforced")).isEmpty();
    }

    @Test
    void aNamespaceThatDeniesByDefaultCutsWhatIsDeclared() {
        namespace(Enforcement.SHADOW, Denial.EGRESS, null);

        assertThat(condition("EgressEnforced")).startsWith("False DeniedByDefault");
        assertThat(condition("Ready")).startsWith("False DeniedByDefault");
    }

    @Test
    void leavingShadowModeClosesAndEnteringItOpens() {
        Change leaving = namespace(null, null, true);
        assertThat(leaving.clients()).contains(CLIENT);
        assertThat(EgressRules.plan(graph, CLIENT)).isInstanceOf(EgressPlan.Closed.class);

        Change entering = namespace(Enforcement.SHADOW, null, true);
        assertThat(entering.clients()).contains(CLIENT);
        assertThat(EgressRules.plan(graph, CLIENT)).isInstanceOf(EgressPlan.Open.class);
    }

    @Test
    void whatIsToldFollowsNameServers() {
        Change change = graph.put(NameServers.unknown("there is no DNS"));

        assertThat(change.intents()).contains(WEB);
        assertThat(condition("EgressEnforced"))
                .contains("once its way out is to be closed, it stays open: there is no DNS");
    }

    private void nameServersAreKnown() {
        graph.put(new NameServers(
                List.of(new NameServer.Addresses(
                        new AddressBlock("10.96.0.10/32", List.of()),
                        List.of(PortRange.Numbered.of(Protocol.UDP, 53)))),
                null));
    }

    private Change namespace(@Nullable Enforcement level, @Nullable Denial denial, @Nullable Boolean closesEgress) {
        return graph.put(new NamespaceEntry("shop", level, denial, closesEgress, false, List.of()));
    }

    private void workload(String name) {
        graph.putWorkloads(
                new ObjectKey("shop", name),
                List.of(new WorkloadEntry(
                        new WorkloadId("shop", "Deployment", name),
                        "uid",
                        new OwnSelector.Known(Selector.of(Map.of("app", name))))));
    }

    private void pod(String workload) {
        var pod = new PodEntry(
                new ObjectKey("shop", workload + "-0"),
                workload,
                new WorkloadId("shop", "Deployment", workload),
                null,
                PodEntry.State.LIVE,
                Map.of("app", workload),
                Set.of());
        graph.put(pod);
        var labels = new HashMap<>(pod.labels());
        labels.putAll(PodLabels.of(graph, pod));
        graph.put(pod.withLabels(labels));
    }

    /** Returns a condition as text; empty where there is none. */
    private String condition(String type) {
        return StatusPlan.of(
                        graph, server -> WriteState.DONE, graph.intents(WEB).orElseThrow(), 1L, null, Instant.EPOCH)
                .conditions()
                .stream()
                .filter(it -> it.getType().equals(type))
                .map(EgressShadowTest::text)
                .findFirst()
                .orElse("");
    }

    private static String text(Condition condition) {
        return condition.getStatus() + " " + condition.getReason() + " " + condition.getMessage();
    }
}

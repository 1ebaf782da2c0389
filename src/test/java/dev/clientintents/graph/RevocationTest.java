package dev.clientintents.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.api.TargetState;
import dev.clientintents.backend.networkpolicy.ClientRules;
import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.label.LabelChange;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteState;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is declared no longer is revoked, and what stands in the way of an intent is told. */
class RevocationTest {

    private static final ServerId AUTH = ServerId.anyKind("shop", "auth");
    private static final ServerId DB = ServerId.anyKind("shop", "db");
    private static final ServerId METRICS = ServerId.service("shop", "metrics");
    private static final ObjectKey INTENTS = new ObjectKey("shop", "intents");

    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of("kube-system")));

    @BeforeEach
    void aNamespaceAndItsPods() {
        graph.put(new NamespaceEntry("shop", null, false, false));
        List.of("frontend", "backend", "auth", "db").forEach(name -> graph.put(pod(name, PodEntry.State.LIVE)));
    }

    @Test
    void anEditNamesTheOldAndTheNewServersAndThePodsOfBoth() {
        graph.put(intents("frontend", AUTH));

        Change change = graph.put(intents("frontend", DB));

        assertThat(change.servers()).containsExactlyInAnyOrder(AUTH, DB);
        assertThat(change.pods()).containsExactlyInAnyOrder(key("frontend"), key("auth"), key("db"));
        assertThat(labels("frontend")).containsOnlyKeys("clientintents.dev/consumes-db.shop");
        assertThat(labels("auth")).isEmpty();
    }

    @Test
    void aRenamedClientNamesThePodsOfTheOldAndTheNew() {
        graph.put(intents("frontend", AUTH));

        Change change = graph.put(intents("backend", AUTH));

        assertThat(change.pods()).contains(key("frontend"), key("backend"));
        assertThat(labels("frontend")).isEmpty();
        assertThat(labels("backend")).containsOnlyKeys("clientintents.dev/consumes-auth.shop");
    }

    @Test
    void aDeletionNamesWhatTheObjectNamed() {
        graph.put(intents("frontend", AUTH));

        Change change = graph.removeIntents(INTENTS);

        assertThat(change.servers()).containsExactly(AUTH);
        assertThat(change.pods()).contains(key("frontend"), key("auth"));
    }

    @Test
    void theLastIntentGoneLeavesAPolicyThatAdmitsNobodyForAsLongAsPodsRun() {
        graph.put(intents("frontend", AUTH));
        graph.put(KeptPolicy.of(AUTH, Map.of()));
        graph.removeIntents(INTENTS);
        assertThat(ClientRules.of(policy(AUTH))).isEmpty();

        Change change = graph.removePod(key("auth"));

        assertThat(change.servers()).contains(AUTH);
        assertThat(ServerPolicies.plan(graph, AUTH)).isEmpty();
    }

    @Test
    void aClosedServerKeepsItsPolicyWhileAPodOfItEndsAndNotForAFinishedOne() {
        graph.put(KeptPolicy.of(AUTH, Map.of()));

        graph.put(pod("auth", PodEntry.State.TERMINATING));
        assertThat(ClientRules.of(policy(AUTH))).isEmpty();
        graph.put(pod("auth", PodEntry.State.FINISHED));
        assertThat(ServerPolicies.plan(graph, AUTH)).isEmpty();
        graph.put(pod("auth", PodEntry.State.HOST_NETWORK));
        assertThat(ServerPolicies.plan(graph, AUTH)).isEmpty();
    }

    @Test
    void aServicesPolicyStaysClosedAfterTheServiceIsGone() {
        graph.put(service(Map.of("app", "db")));
        graph.put(intents("frontend", METRICS));
        graph.put(KeptPolicy.of(METRICS, Map.of("app", "db")));

        Change change = graph.removeService(new ObjectKey("shop", "metrics"));

        assertThat(change.servers()).containsExactly(METRICS);
        assertThat(ClientRules.of(policy(METRICS))).isEmpty();
        assertThat(policy(METRICS).getSpec().getPodSelector().getMatchLabels()).isEqualTo(Map.of("app", "db"));
    }

    @Test
    void portsOfDifferentClientsNeverMixAndNoRuleAdmitsEverybody() {
        graph.put(intents("frontend", AUTH, 80));
        graph.put(new IntentsEntry(
                new ObjectKey("shop", "more"),
                "backend",
                null,
                List.of(Intent.of(AUTH, List.of(PortRange.Numbered.of(Protocol.TCP, 90))))));

        assertThat(ClientRules.of(policy(AUTH))).hasSize(2).allSatisfy(rule -> {
            assertThat(rule.getPorts()).hasSize(1);
            assertThat(rule.getFrom()).hasSize(1);
        });
        assertThat(labels("frontend")).containsOnlyKeys("clientintents.dev/consumes-auth.shop_80");
        assertThat(labels("backend")).containsOnlyKeys("clientintents.dev/consumes-auth.shop_90");
    }

    @Test
    void foreignLabelsUnderThePrefixAreRemovedAndOthersUntouched() {
        var change = LabelChange.between(
                Map.of("app", "a", "clientintents.dev/consumes-x.y", "true", "clientintents.dev/workload", "old"),
                Map.of("clientintents.dev/workload", "new"));

        assertThat(change.set()).isEqualTo(Map.of("clientintents.dev/workload", "new"));
        assertThat(change.removed()).containsExactly("clientintents.dev/consumes-x.y");
        assertThat(LabelChange.between(Map.of("app", "a"), Map.of()).isEmpty()).isTrue();
    }

    @Test
    void anIntentIsPendingUntilThePodsAreLabelledAndThenEnforced() {
        graph.put(intents("frontend", AUTH));
        assertThat(state(WriteState.DONE)).isEqualTo(TargetState.Pending);

        label("frontend");
        assertThat(state(WriteState.DONE)).isEqualTo(TargetState.Pending);
        label("auth");
        assertThat(state(WriteState.DONE)).isEqualTo(TargetState.Enforced);
        assertThat(state(WriteState.QUEUED)).isEqualTo(TargetState.Pending);
        assertThat(state(WriteState.FOREIGN)).isEqualTo(TargetState.ForeignPolicy);
        assertThat(ready(WriteState.DONE)).isEqualTo("True Enforced");
        assertThat(ready(WriteState.FOREIGN)).isEqualTo("False ForeignPolicy");
    }

    @Test
    void aServersMissingKeysAsAClientDoNotHoldItsConsumersUp() {
        graph.put(intents("frontend", AUTH));
        label("frontend");
        label("auth");

        graph.put(new IntentsEntry(new ObjectKey("shop", "more"), "auth", null, List.of(Intent.of(DB, List.of()))));

        assertThat(state(WriteState.DONE)).isEqualTo(TargetState.Enforced);
    }

    @Test
    void shadowModeIsReadyAndHasNoPolicies() {
        graph.put(intents("frontend", AUTH));
        graph.put(new NamespaceEntry("shop", Enforcement.SHADOW, false, false));

        assertThat(state(WriteState.DONE)).isEqualTo(TargetState.Shadow);
        assertThat(ready(WriteState.DONE)).isEqualTo("True Shadow");
        assertThat(ServerPolicies.plan(graph, AUTH)).isEmpty();
    }

    @Test
    void whatCannotBeResolvedIsToldByItsState() {
        graph.put(pod("agent", PodEntry.State.HOST_NETWORK));
        assertState(ServerId.anyKind("shop", "nobody"), TargetState.NoPods);
        assertState(ServerId.anyKind("shop", "agent"), TargetState.HostNetwork);
        assertState(ServerId.anyKind("gone", "auth"), TargetState.NamespaceNotFound);
        assertState(ServerId.anyKind("kube-system", "dns"), TargetState.NamespaceExcluded);
        assertState(METRICS, TargetState.ServiceNotFound);
        graph.put(service(Map.of()));
        assertState(METRICS, TargetState.NoSelector);
        graph.put(service(Map.of("app", "db")));
        graph.put(intents("frontend", METRICS, 7777));
        assertThat(state(WriteState.DONE)).isEqualTo(TargetState.UnknownPort);
        assertThat(ready(WriteState.DONE)).isEqualTo("False UnknownPort");
    }

    private void assertState(ServerId server, TargetState state) {
        graph.put(intents("frontend", server));
        assertThat(state(WriteState.DONE)).isEqualTo(state);
        assertThat(ready(WriteState.DONE)).isEqualTo("False " + state);
    }

    private ClientIntentsStatus status(WriteState write) {
        return StatusPlan.of(graph, server -> write, graph.intents(INTENTS).orElseThrow(), 1L, null, Instant.EPOCH);
    }

    private TargetState state(WriteState write) {
        return status(write).servers().get(0).state();
    }

    private String ready(WriteState write) {
        return status(write).conditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .map(condition -> condition.getStatus() + " " + condition.getReason())
                .findFirst()
                .orElseThrow();
    }

    private NetworkPolicy policy(ServerId server) {
        return ServerPolicies.plan(graph, server).orElseThrow();
    }

    private Map<String, String> labels(String name) {
        return PodLabels.of(graph, graph.pod(key(name)).orElseThrow());
    }

    private void label(String name) {
        PodEntry pod = graph.pod(key(name)).orElseThrow();
        graph.put(pod.withLabels(labels(name)));
    }

    private static IntentsEntry intents(String client, ServerId server, int... ports) {
        List<PortRange> ranges = ports.length == 0 ? List.of() : List.of(PortRange.Numbered.of(Protocol.TCP, ports[0]));
        return new IntentsEntry(INTENTS, client, null, List.of(Intent.of(server, ranges)));
    }

    private static ServiceEntry service(Map<String, String> selector) {
        PortRange target = PortRange.Numbered.of(Protocol.TCP, 8080);
        return new ServiceEntry(
                new ObjectKey("shop", "metrics"),
                selector,
                List.of(new ServiceEntry.Port("web", Protocol.TCP, 80, target)));
    }

    private static ObjectKey key(String name) {
        return new ObjectKey("shop", name + "-0");
    }

    private static PodEntry pod(String name, PodEntry.State state) {
        return new PodEntry(
                key(name),
                "uid-" + name,
                new WorkloadId("shop", "Deployment", name),
                null,
                state,
                Map.of("app", name),
                Set.of());
    }
}

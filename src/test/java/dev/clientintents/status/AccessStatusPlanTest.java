package dev.clientintents.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.ServerAccessStatus;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.KeptPolicy;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccessStatusPlanTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
    private static final ServerId DB = ServerId.anyKind("shop", "db");
    private static final ObjectKey KEY = new ObjectKey("shop", "db");

    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of()));
    private WriteState state = WriteState.DONE;

    AccessStatusPlanTest() {
        graph.put(new NamespaceEntry("shop", null, false, false));
    }

    @Test
    void aServerThatIsClosedIsEnforced() {
        declaredByWeb();
        pod("db", "db-0", Map.of(Labels.WORKLOAD, "db", Labels.WORKLOAD_KIND, "Pod"));
        graph.put(KeptPolicy.of(DB, Labels.of(DB)));

        ServerAccessStatus status = status(access(DB, null));

        assertThat(status.observedGeneration()).isEqualTo(7);
        assertThat(status.pods()).isEqualTo(1);
        assertThat(status.policy()).isEqualTo("consumers-of-db");
        assertCondition(status, "Accepted", "True", "Accepted");
        assertCondition(status, "Enforced", "True", "Enforced");
        assertCondition(status, "Ready", "True", "Enforced");
        assertThat(status.consumers()).isNotNull();
        assertThat(status.consumers().admitted()).isEqualTo(1);
        assertThat(status.consumers().waitingCount()).isZero();
    }

    @Test
    void aWriteThatIsUnderWayOrThwartedIsTold() {
        declaredByWeb();
        pod("db", "db-0", Map.of(Labels.WORKLOAD, "db", Labels.WORKLOAD_KIND, "Pod"));

        state = WriteState.QUEUED;
        assertNotReady(status(access(DB, null)), "Pending");
        assertThat(AccessStatusPlan.isUnfinished(graph, server -> state, access(DB, null)))
                .isTrue();
        state = new WriteState.Undone("spec is changed");
        assertNotReady(status(access(DB, null)), "Undone");
        state = WriteState.FOREIGN;
        assertNotReady(status(access(DB, null)), "ForeignPolicy");
        assertThat(status(access(DB, null)).policy()).isNull();
        assertThat(AccessStatusPlan.isUnfinished(graph, server -> state, access(DB, null)))
                .isFalse();
    }

    @Test
    void aServerThatIsNowhereIsNotFoundAndOneWithoutPodsSaysSo() {
        assertNotReady(status(access(DB, null)), "ServerNotFound");
        assertNotReady(status(access(ServerId.service("shop", "db"), null)), "ServiceNotFound");

        graph.put(new ServiceEntry(KEY, Map.of("app", "db"), List.of()));
        assertNotReady(status(access(ServerId.service("shop", "db"), null)), "NoPods");
        graph.put(new ServiceEntry(KEY, Map.of(), List.of()));
        assertNotReady(status(access(ServerId.service("shop", "db"), null)), "NoSelector");
    }

    @Test
    void podsWithoutTheLabelsThatThePolicySelectsByArePending() {
        declaredByWeb();
        pod("db", "db-0", Map.of());

        assertNotReady(status(access(DB, null)), "Pending");
    }

    @Test
    void inShadowNothingIsClosedAndThatIsReady() {
        graph.put(new NamespaceEntry("shop", Enforcement.SHADOW, false, false));
        declaredByWeb();
        pod("db", "db-0", Map.of());

        ServerAccessStatus status = status(access(DB, null));

        assertCondition(status, "Enforced", "False", "Shadow");
        assertCondition(status, "Ready", "True", "Shadow");
    }

    @Test
    void allServersOfANamespaceAreToldTogether() {
        declaredByWeb();
        pod("db", "db-0", Map.of());
        pod("web", "web-0", Map.of());

        ServerAccessStatus status = status(access(null, null));

        assertThat(status.pods()).isNull();
        assertThat(status.policy()).isNull();
        assertNotReady(status, "Pending");
        assertThat(condition(status, "Enforced").getMessage()).startsWith("shop/db: ");
    }

    @Test
    void aNamespaceWithoutServersIsFine() {
        assertCondition(status(access(null, null)), "Ready", "True", "NoServers");
    }

    @Test
    void whatIsRefusedIsNotReady() {
        ServerAccessStatus status = AccessStatusPlan.refused("TooManyObjects", "there are too many", 3L, null, NOW);

        assertCondition(status, "Accepted", "False", "TooManyObjects");
        assertCondition(status, "Ready", "False", "TooManyObjects");
        assertThat(status.consumers()).isNull();
    }

    @Test
    void aConditionThatDoesNotChangeKeepsItsTime() {
        ServerAccessStatus before = status(access(DB, null));
        ServerAccessStatus after =
                AccessStatusPlan.of(graph, server -> state, access(DB, null), 8L, before, NOW.plusSeconds(60));

        assertThat(after.conditions())
                .allMatch(condition -> condition.getLastTransitionTime().equals(NOW.toString()));
    }

    private void declaredByWeb() {
        graph.put(new IntentsEntry(new ObjectKey("shop", "web"), "web", null, List.of(Intent.of(DB, List.of()))));
        pod("web", "web-0", Map.of(AccessKey.of(DB).label(), "true"));
    }

    private void pod(String workload, String name, Map<String, String> labels) {
        graph.put(new PodEntry(
                new ObjectKey("shop", name),
                name,
                new WorkloadId("shop", "Pod", workload),
                null,
                PodEntry.State.LIVE,
                labels,
                Set.of()));
    }

    private AccessEntry access(@Nullable ServerId server, @Nullable Enforcement enforcement) {
        var entry = new AccessEntry(KEY, server, enforcement, null, Set.of(), List.of(), false, null);
        graph.put(entry);
        return entry;
    }

    private ServerAccessStatus status(AccessEntry entry) {
        return AccessStatusPlan.of(graph, server -> state, entry, 7L, null, NOW);
    }

    private static void assertNotReady(ServerAccessStatus status, String reason) {
        assertCondition(status, "Enforced", "False", reason);
        assertCondition(status, "Ready", "False", reason);
    }

    private static void assertCondition(ServerAccessStatus status, String type, String value, String reason) {
        Condition condition = condition(status, type);
        assertThat(condition.getStatus() + " " + condition.getReason())
                .as(condition.getMessage())
                .isEqualTo(value + " " + reason);
    }

    private static Condition condition(ServerAccessStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }
}

package dev.clientintents.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.ServerAccessStatus;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.EntranceSource;
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
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
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

        assertThat(status.pods())
                .as("those of web, which is no server, do not count")
                .isEqualTo(1);
        assertThat(status.policy()).isNull();
        assertNotReady(status, "Pending");
        assertThat(condition(status, "Enforced").getMessage()).startsWith("shop/db: ");
    }

    @Test
    void ofAllServersOfANamespaceEachPodCountsOnce() {
        declaredByWeb();
        var behindNames = ServerId.service("shop", "db");
        var behindOthers = ServerId.service("shop", "cache");
        graph.put(new ServiceEntry(KEY, Map.of("app", "db"), List.of()));
        graph.put(new ServiceEntry(new ObjectKey("shop", "cache"), Map.of("tier", "fast"), List.of()));
        for (ServerId server : List.of(new ServerId("shop", "Pod", "db"), behindNames, behindOthers)) {
            graph.put(new IntentsEntry(
                    new ObjectKey("shop", "of-" + server.kind() + "-" + server.name()),
                    "web",
                    null,
                    List.of(Intent.of(server, List.of()))));
        }
        pod("db", "db-0", Map.of("app", "db"));
        pod("db", "db-1", Map.of("app", "db", "tier", "fast"));
        pod("cache", "cache-0", Map.of("tier", "fast", "app", "db"));

        assertThat(status(access(null, null)).pods()).isEqualTo(3);
    }

    @Test
    void aNamespaceWithoutServersIsFine() {
        ServerAccessStatus status = status(access(null, null));

        assertCondition(status, "Ready", "True", "NoServers");
        assertThat(status.pods()).isZero();
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

    @Test
    void whoWaitsForConsentIsListedUpToTwenty() {
        declaredByWeb();
        pod("db", "db-0", Map.of(Labels.WORKLOAD, "db", Labels.WORKLOAD_KIND, "Pod"));
        graph.put(new NamespaceEntry("checkout", null, false, false));
        for (int i = 10; i < 35; i++) {
            String client = "client-" + i;
            graph.put(new IntentsEntry(
                    new ObjectKey("checkout", client),
                    client,
                    null,
                    List.of(Intent.of(DB, List.of(PortRange.Numbered.of(Protocol.TCP, 5432))))));
        }
        AccessEntry access = put(new AccessEntry(KEY, DB, null, List.of(), Set.of(), List.of(), false, null));

        ServerAccessStatus.Consumers consumers =
                Objects.requireNonNull(status(access).consumers());

        assertThat(consumers.admitted()).isEqualTo(1);
        assertThat(consumers.waitingCount()).isEqualTo(25);
        assertThat(consumers.waiting())
                .hasSize(20)
                .startsWith(new ServerAccessStatus.WaitingClient("client-10", "checkout", null, "TCP 5432"));
    }

    @Test
    void entrancesAreListedUpToSixtyFourAndTheRestIsCounted() {
        declaredByWeb();
        pod("db", "db-0", Map.of(Labels.WORKLOAD, "db", Labels.WORKLOAD_KIND, "Pod"));
        var block = new AddressBlock("203.0.113.0/24", List.of("203.0.113.7/32"));
        List<AccessEntry.NamedEntrance> entrances = IntStream.rangeClosed(1, 70)
                .mapToObj(port -> new AccessEntry.NamedEntrance(
                        new EntranceSource.Addresses(List.of(block)),
                        List.of(PortRange.Numbered.of(Protocol.TCP, port))))
                .toList();
        AccessEntry access = put(new AccessEntry(KEY, DB, null, null, Set.of(), entrances, false, null));

        ServerAccessStatus status = status(access);

        assertThat(status.entrances())
                .hasSize(64)
                .contains(new ServerAccessStatus.EntranceStatus(
                        "ServerAccess shop/db", "Admitted", "203.0.113.0/24 except 203.0.113.7/32", "TCP 1", null));
        assertThat(condition(status, "Enforced").getMessage()).endsWith("; 6 entrances are not listed");
    }

    @Test
    void anEntranceThatNoPolicyCanNameIsNotReady() {
        declaredByWeb();
        pod("db", "db-0", Map.of(Labels.WORKLOAD, "db", Labels.WORKLOAD_KIND, "Pod"));
        AccessEntry access = put(new AccessEntry(
                KEY,
                DB,
                null,
                null,
                Set.of(),
                List.of(new AccessEntry.NamedEntrance(new EntranceSource.Unnamed("its class is not known"), null)),
                false,
                null));

        ServerAccessStatus status = status(access);

        assertNotReady(status, "NotEnforceable");
        assertThat(condition(status, "Enforced").getMessage())
                .isEqualTo("no policy can admit what comes in by ServerAccess shop/db: its class is not known");
    }

    @Test
    void whoAsksForShadowWhereAnotherClosesTheServerIsInConflict() {
        declaredByWeb();
        pod("db", "db-0", Map.of(Labels.WORKLOAD, "db", Labels.WORKLOAD_KIND, "Pod"));
        put(new AccessEntry(
                new ObjectKey("shop", "strict"), null, Enforcement.ACTIVE, null, Set.of(), List.of(), false, null));

        ServerAccessStatus status = status(access(DB, Enforcement.SHADOW));

        assertNotReady(status, "Conflict");
        assertThat(condition(status, "Enforced").getMessage())
                .isEqualTo(
                        "it asks for shadow, and the server is closed, as ServerAccess strict asks; change one of them");
    }

    private AccessEntry put(AccessEntry entry) {
        graph.put(entry);
        return entry;
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
        return put(new AccessEntry(KEY, server, enforcement, null, Set.of(), List.of(), false, null));
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

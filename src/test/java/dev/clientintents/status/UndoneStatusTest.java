package dev.clientintents.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.api.TargetState;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a status says of writes that the cluster's admission undoes. */
class UndoneStatusTest {

    private static final ServerId DB = ServerId.anyKind("shop", "db");
    private static final String KEY = AccessKey.of(DB).label();
    private static final Map<String, String> SELECTED = Map.of(Labels.WORKLOAD, "db", Labels.WORKLOAD_KIND, "Pod");

    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of()));
    private final IntentsEntry web =
            new IntentsEntry(new ObjectKey("shop", "web"), "web", null, List.of(Intent.of(DB, List.of())));
    private final Map<String, Set<String>> undone = new HashMap<>();
    private WriteState state = WriteState.DONE;

    private final WriteStates writes = new WriteStates() {
        @Override
        public WriteState of(ServerId server) {
            return state;
        }

        @Override
        public Set<String> undoneLabels(ObjectKey pod) {
            return undone.getOrDefault(pod.name(), Set.of());
        }
    };

    UndoneStatusTest() {
        graph.put(new NamespaceEntry("shop", null, false, false));
        graph.put(web);
    }

    @Test
    void aPolicyThatIsChangedInTheWriteIsNotInForce() {
        pod("web", "web-0", Map.of(KEY, "true"));
        pod("db", "db-0", SELECTED);
        state = new WriteState.Undone("spec of NetworkPolicy consumers-of-db is changed");

        assertUndone("spec of NetworkPolicy consumers-of-db is changed");
    }

    @Test
    void theKeyThatPodsOfTheClientDoNotKeepIsNamedAlsoWhileTheServerWaitsForThem() {
        pod("web", "web-0", Map.of());
        pod("web", "web-1", Map.of());
        pod("db", "db-0", SELECTED);
        undone.put("web-0", Set.of(KEY, "clientintents.dev/consumes-other.shop"));
        undone.put("web-1", Set.of(KEY));

        String message = "a mutating webhook or policy in the cluster's admission changes label " + KEY
                + " of pods: web-0, web-1; it will be tried again";
        assertUndone(message);
        state = new WriteState.Pending("pods of its clients do not carry their keys yet");
        assertUndone(message);
    }

    @Test
    void aKeyWithAnotherValueIsNotCarried() {
        pod("web", "web-0", Map.of(KEY, "false"));
        pod("db", "db-0", SELECTED);
        assertThat(status().servers()).extracting(server -> server.state()).containsExactly(TargetState.Pending);

        undone.put("web-0", Set.of(KEY));
        assertUndone("a mutating webhook or policy in the cluster's admission changes label " + KEY
                + " of pods: web-0; it will be tried again");
    }

    @Test
    void aKeyThatGetsItsValueChangesWhatTheStatusSays() {
        pod("web", "web-0", Map.of(KEY, "false"));
        PodEntry pod = graph.pod(new ObjectKey("shop", "web-0")).orElseThrow();

        assertThat(graph.put(pod.withLabels(Map.of(KEY, "true"))).intents()).containsExactly(web.key());
    }

    @Test
    void theLabelThatPodsOfTheServerDoNotKeepIsNamed() {
        pod("web", "web-0", Map.of(KEY, "true"));
        pod("db", "db-0", Map.of());
        undone.put("db-0", Set.of(Labels.WORKLOAD));

        assertUndone("a mutating webhook or policy in the cluster's admission changes label " + Labels.WORKLOAD
                + " of pods: db-0; it will be tried again");
    }

    @Test
    void aPodThatOnlyWaitsForItsLabelsWasNotUndone() {
        pod("web", "web-0", Map.of());
        pod("db", "db-0", SELECTED);

        assertThat(status().servers()).extracting(server -> server.state()).containsExactly(TargetState.Pending);
    }

    private void assertUndone(String message) {
        assertThat(status().servers()).singleElement().satisfies(server -> {
            assertThat(server.state()).isEqualTo(TargetState.Undone);
            assertThat(server.message()).isEqualTo(message);
        });
        assertThat(status().conditions())
                .filteredOn(condition -> List.of("Enforced", "Ready").contains(condition.getType()))
                .hasSize(2)
                .allSatisfy(condition -> {
                    assertThat(condition.getStatus()).isEqualTo("False");
                    assertThat(condition.getReason()).isEqualTo("Undone");
                });
        assertThat(Problems.newIn(status(), null))
                .extracting(Problems.Problem::reason)
                .containsExactly("Undone");
    }

    private ClientIntentsStatus status() {
        return StatusPlan.of(graph, writes, web, 1L, null, Instant.EPOCH);
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
}

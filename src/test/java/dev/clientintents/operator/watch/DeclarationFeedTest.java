package dev.clientintents.operator.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.ServerAccess;
import dev.clientintents.api.ServerAccessSpec;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.Budgets;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.work.ReconcileQueue;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeclarationFeedTest {

    private final Scope scope =
            new Scope(Enforcement.LOCAL, Set.of("kube-system"), Set.of(), Budgets.DEFAULT.withObjectsOfNamespace(1));
    private final SharedGraph graph = new SharedGraph(new IntentGraph(scope));
    private final DeclarationFeed<ServerAccess> feed = DeclarationFeed.ofAccesses(graph, scope, new ReconcileQueue<>());

    @Test
    void whatIsValidIsInTheGraphUntilItGoes() {
        feed.observed(object("shop", "db", 5, "active"));
        assertThat(inGraph()).containsExactly(new ObjectKey("shop", "db"));
        assertThat(feed.uid(new ObjectKey("shop", "db"))).contains("uid-db");

        feed.deleted(object("shop", "db", 6, "active"));
        assertThat(inGraph()).isEmpty();
        assertThat(feed.uid(new ObjectKey("shop", "db"))).isEmpty();
    }

    @Test
    void whatIsNotValidIsRefusedAndLeavesTheGraph() {
        feed.observed(object("shop", "db", 5, "active"));
        feed.observed(object("shop", "db", 6, "strict"));

        assertThat(inGraph()).isEmpty();
        assertThat(feed.refused()).containsExactly(new ObjectKey("shop", "db"));
        assertThat(feed.refusal(new ObjectKey("shop", "db"))).hasValueSatisfying(refusal -> {
            assertThat(refusal.reason()).isEqualTo("Invalid");
            assertThat(refusal.message()).contains("strict");
        });

        feed.observed(object("shop", "db", 7, "shadow"));
        assertThat(inGraph()).hasSize(1);
        assertThat(feed.refused()).isEmpty();
    }

    @Test
    void whatIsOfANamespaceThatIsLeftAloneIsRefused() {
        feed.observed(object("kube-system", "db", 5, "active"));

        assertThat(inGraph()).isEmpty();
        assertThat(feed.refusal(new ObjectKey("kube-system", "db")))
                .map(DeclarationFeed.Refusal::reason)
                .contains("NamespaceExcluded");
    }

    @Test
    void aStateThatComesLateIsNotTaken() {
        feed.observed(object("shop", "db", 6, "shadow"));
        feed.observed(object("shop", "db", 5, "strict"));

        assertThat(feed.refused()).isEmpty();
        assertThat(inGraph()).hasSize(1);
    }

    @Test
    void beyondTheBudgetOfANamespaceOnlyTheOldestCount() {
        feed.observed(object("shop", "older", 5, "active"));
        feed.observed(object("shop", "younger", 6, "active"));
        feed.observed(object("other", "db", 7, "active"));

        assertThat(inGraph()).containsExactlyInAnyOrder(new ObjectKey("shop", "older"), new ObjectKey("other", "db"));
        assertThat(graph.read(IntentGraph::surplusAccesses)).containsExactly(new ObjectKey("shop", "younger"));
    }

    private List<ObjectKey> inGraph() {
        return graph.read(
                current -> current.allAccesses().stream().map(AccessEntry::key).toList());
    }

    private static ServerAccess object(String namespace, String name, int version, String enforcement) {
        var object = new ServerAccess();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .withUid("uid-" + name)
                .withResourceVersion(Integer.toString(version))
                .withCreationTimestamp("2026-05-04T10:00:0" + version + "Z")
                .build());
        object.setSpec(new ServerAccessSpec(null, enforcement, null, List.of()));
        return object;
    }
}

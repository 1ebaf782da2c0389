package dev.clientintents.operator.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.kube.MetadataApi;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.Trigger;
import dev.clientintents.operator.work.Triggers;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** States of pods that arrive late or out of order, and owners that cannot be looked up. */
class PodFeedTest {

    private static final ObjectKey KEY = new ObjectKey("shop", "db-0");
    private static final String OWNER = "/apis/apps/v1/namespaces/shop/statefulsets/db";

    private final KubernetesMockServer server = new KubernetesMockServer(false);
    private final SharedGraph graph = new SharedGraph(new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of())));
    private final KubernetesClient client;
    private final PodFeed feed;

    PodFeedTest() {
        server.init();
        client = server.createClient();
        var owners = new OwnerCache(new MetadataApi(client), new OwnerKinds(client), Set.of());
        feed = new PodFeed(
                graph, new Scope(Enforcement.ACTIVE, Set.of()), owners, new Triggers(new Trigger(), new Trigger()));
    }

    @AfterEach
    void close() {
        client.close();
        server.destroy();
    }

    @Test
    void aPodOfTheSameNameBeforeDoesNotComeBackByAListThatIsOlder() {
        feed.observed(pod("first", "10", ""));
        feed.deleted(pod("first", "11", ""));
        feed.observed(pod("second", "12", ""));

        feed.seeded(pod("first", "10", ""));

        assertThat(inGraph()).hasValueSatisfying(it -> assertThat(it.uid()).isEqualTo("second"));
    }

    @Test
    void theEndOfAPodBeforeDoesNotTakeTheNextOne() {
        feed.observed(pod("first", "10", ""));
        feed.observed(pod("second", "12", ""));

        feed.deleted(pod("first", "11", ""));

        assertThat(inGraph()).isPresent();
    }

    @Test
    void aStateThatCameDuringALookUpIsNotTakenForLookedUp() {
        servesTheOwner();
        Pod first = owned(pod("uid", "1", ""));
        Pod second = owned(pod("uid", "2", "forged"));
        feed.observed(first);
        feed.observed(second);

        feed.resolve(first);
        assertThat(feed.isUnresolved(KEY)).isTrue();
        assertThat(inGraph()).isEmpty();

        feed.resolve(second);
        assertThat(feed.isUnresolved(KEY)).isFalse();
        assertThat(inGraph()).hasValueSatisfying(it -> {
            assertThat(it.labels()).containsKey("forged");
            assertThat(it.workload().name()).isEqualTo("db");
        });
    }

    @Test
    void anOwnerThatAnswersWithAnErrorSetsOnlyItsPodAside() {
        server.expect()
                .get()
                .withPath(OWNER)
                .andReturn(500, "{\"message\": \"conversion webhook failed\"}")
                .always();

        feed.seeded(owned(pod("uid", "1", "")));

        assertThat(feed.unresolved()).containsExactly(KEY);
        feed.deleted(pod("uid", "2", ""));
        assertThat(feed.unresolved()).isEmpty();
    }

    private Optional<PodEntry> inGraph() {
        return graph.read(current -> current.pod(KEY));
    }

    private void servesTheOwner() {
        server.expect()
                .get()
                .withPath(OWNER)
                .andReturn(200, "{\"metadata\": {\"name\": \"db\", \"namespace\": \"shop\", \"uid\": \"owner\"}}")
                .always();
    }

    private static Pod owned(Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("StatefulSet")
                .withName("db")
                .withUid("owner")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build();
    }

    private static Pod pod(String uid, String version, String label) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(KEY.namespace())
                .withName(KEY.name())
                .withUid(uid)
                .withResourceVersion(version)
                .withLabels(label.isEmpty() ? Map.of() : Map.of(label, "true"))
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .endStatus()
                .build();
    }
}

package dev.clientintents.operator.watch;

import static dev.clientintents.operator.watch.FakeOwnerApi.owner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.KeptPolicy;
import dev.clientintents.graph.Scope;
import dev.clientintents.graph.Selection;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkloadFeedTest {

    private static final String DEPLOYMENTS = "/apis/apps/v1/deployments";
    private static final String DB_PATH = "/apis/apps/v1/namespaces/shop/deployments/db";
    private static final String UID = UUID.randomUUID().toString();
    private static final ServerId DB = ServerId.anyKind("shop", "db");
    private static final Selection BY_APP = new Selection.ByWorkload(Selector.of(Map.of("app", "db")));

    private final KubernetesMockServer discovery = new KubernetesMockServer(false);
    private final FakeOwnerApi api = new FakeOwnerApi();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final SharedGraph graph =
            new SharedGraph(IntentGraph.awaitingWorkloads(new Scope(Enforcement.ACTIVE, Set.of())));
    private final KubernetesClient client;
    private final OwnerCache owners;

    WorkloadFeedTest() {
        discovery.init();
        client = discovery.createClient();
        owners = new OwnerCache(api, new OwnerKinds(client), Set.of(), clock);
        graph.announceTo(new WorkloadFeed(graph, owners, clock));
    }

    @AfterEach
    void close() {
        owners.close();
        clock.shutdownNow();
        client.close();
        discovery.destroy();
    }

    @Test
    void theSelectorOfAServerIsReadOnceAndThatOfNobodyElse() {
        api.servesWorkload(DB_PATH, deployment(UID));
        listed(owner("shop", "db", UID), owner("shop", "web", UUID.randomUUID().toString()));

        declare("a");
        awaitSelection(BY_APP);
        declare("b");
        api.tells(DEPLOYMENTS, events -> events.changed(owner("shop", "db", UID)));
        graph.change(current -> current.removeIntents(new ObjectKey("shop", "a")));

        assertThat(selection()).isEqualTo(BY_APP);
        assertThat(api.gets()).containsExactly(DB_PATH);
    }

    @Test
    void anObjectThatComesLaterOrAnewIsReadAndOneThatGoesIsForgotten() {
        listed();
        declare("a");
        assertThat(selection()).isInstanceOf(Selection.ByLabels.class);

        api.servesWorkload(DB_PATH, deployment(UID));
        api.tells(DEPLOYMENTS, events -> events.changed(owner("shop", "db", UID)));
        awaitSelection(BY_APP);
        String next = UUID.randomUUID().toString();
        api.servesWorkload(DB_PATH, deployment(next));
        api.tells(DEPLOYMENTS, events -> events.changed(owner("shop", "db", next)));
        await().until(() -> api.gets().size() == 2);
        awaitSelection(BY_APP);
        api.tells(DEPLOYMENTS, events -> events.deleted(owner("shop", "db", next)));

        await().until(() -> selection() instanceof Selection.ByLabels);
    }

    @Test
    void whatCannotBeReadLeavesInForceWhatIsAndIsReadAgain() {
        api.fails(DB_PATH, 403);
        listed(owner("shop", "db", UID));
        declare("a");
        await().until(() -> selection() instanceof Selection.ByLabels labels
                && labels.reason().startsWith("Deployment db could not be read"));
        graph.change(current -> current.put(KeptPolicy.of(DB, Map.of("app", "db"))));
        assertThat(selection()).isInstanceOf(Selection.Undecided.class);

        api.servesWorkload(DB_PATH, deployment(UID));
        api.heals(DB_PATH);

        awaitSelection(BY_APP);
    }

    @Test
    void jobsAreNotRead() {
        api.lists("/apis/batch/v1/jobs", Stream.of(owner("shop", "db", UID)));
        listed();

        declare("a");

        assertThat(selection()).isInstanceOf(Selection.ByLabels.class);
        assertThat(api.gets()).isEmpty();
    }

    private void listed(ObjectMeta... deployments) {
        api.lists(DEPLOYMENTS, Stream.of(deployments));
        assertThat(owners.watch()).succeedsWithin(Duration.ofSeconds(5));
    }

    private void declare(String name) {
        graph.change(current -> current.put(
                new IntentsEntry(new ObjectKey("shop", name), "web", null, List.of(Intent.of(DB, List.of())))));
    }

    private void awaitSelection(Selection expected) {
        await().untilAsserted(() -> assertThat(selection()).isEqualTo(expected));
    }

    private Selection selection() {
        return graph.read(current -> current.selection(DB));
    }

    private static String deployment(String uid) {
        return "{\"metadata\": {\"uid\": \"" + uid + "\"}, \"spec\": {\"replicas\": 1, \"selector\":"
                + " {\"matchLabels\": {\"app\": \"db\"}}}}";
    }
}

package dev.clientintents.operator.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.egress.EgressFacts;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.egress.TargetPorts;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.Scope;
import dev.clientintents.kube.MetadataApi;
import dev.clientintents.kube.StubApi;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.operator.watch.ExposureFeed;
import dev.clientintents.operator.watch.Orphans;
import dev.clientintents.operator.watch.OwnerCache;
import dev.clientintents.operator.watch.OwnerKinds;
import dev.clientintents.operator.watch.PodFeed;
import dev.clientintents.operator.work.OperatorMetrics;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.operator.work.StartupBarrier;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The record of orphaned pods, on an API server that answers what a test says. */
class OrphanRecordTest {

    private static final String COLLECTION = "/api/v1/namespaces/own/configmaps";
    private static final String GET = "GET " + COLLECTION + "/" + OrphanRecord.NAME;
    private static final String PATCH = "PATCH " + COLLECTION + "/" + OrphanRecord.NAME;
    private static final String POST = "POST " + COLLECTION;
    private static final String EMPTY =
            "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"%s\"}}"
                    .formatted(OrphanRecord.NAME);
    private static final String TEXT =
            "[{\"owners\":[{\"apiVersion\":\"apps/v1\",\"kind\":\"StatefulSet\",\"name\":\"db\",\"uid\":\"set\"}],"
                    + "\"pods\":[\"uid-%d\"]}]";

    private final StubApi stub = new StubApi();
    private final KubernetesClient client =
            new KubernetesClientBuilder().withConfig(stub.config()).build();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Scope scope = new Scope(Enforcement.ACTIVE, Set.of());
    private final SharedGraph graph = new SharedGraph(new IntentGraph(scope));
    private final StartupBarrier barrier = new StartupBarrier();
    private final OwnerCache owners = new OwnerCache(new MetadataApi(client), new OwnerKinds(client), Set.of(), clock);
    private final PodFeed pods = new PodFeed(
            graph,
            scope,
            owners,
            new ExposureFeed(
                    graph,
                    ExposureSettings.DEFAULT,
                    new EgressFacts(EgressSettings.DEFAULT, List.of(), TargetPorts.UNKNOWN)),
            invalid -> {});
    private final OrphanRecord record = new OrphanRecord(client, "own", pods, barrier, new OperatorMetrics());

    @BeforeEach
    void everythingElseIsKnown() {
        for (StartupBarrier.Condition condition : StartupBarrier.Condition.values()) {
            if (condition != StartupBarrier.Condition.ORPHANS && condition != StartupBarrier.Condition.LEADING) {
                barrier.reached(condition);
            }
        }
    }

    @AfterEach
    void close() {
        record.close();
        owners.close();
        clock.shutdownNow();
        client.close();
        stub.close();
    }

    @Test
    void whatIsRecordedIsReadBeforeAnythingIsWrittenAndGoesWithItsPod() {
        String data = client.getKubernetesSerialization().asJson(Map.of("data", Map.of("shop", TEXT.formatted(0))));
        stub.answer(GET, 200, EMPTY.replaceFirst("}$", "") + "," + data.substring(1));
        stub.answer(PATCH, 200, EMPTY);
        record.start();
        await().until(barrier::isSynced);

        pods.observed(pod(0, "1"));
        WorkloadId workload = graph.read(
                it -> it.pod(new ObjectKey("shop", "pod-0")).orElseThrow().workload());
        assertThat(workload).isEqualTo(new WorkloadId("shop", "StatefulSet", "db"));
        lead();
        pods.deleted(pod(0, "2"));

        await().untilAsserted(() -> assertThat(stub.bodies(PATCH)).containsExactly("{\"data\":{\"shop\":null}}"));
    }

    @Test
    void aMassOfOrphansIsWrittenAtOnceByTheReplicaThatLeads() {
        stub.answer(GET, 404, "").answer(GET, 404, "").answer(GET, 200, EMPTY);
        stub.answer(POST, 201, EMPTY);
        stub.answer(PATCH, 200, EMPTY);
        record.start();
        await().until(barrier::isSynced);
        orphan(0);
        await().during(Duration.ofSeconds(3)).until(() -> stub.bodies(POST).isEmpty());

        lead();
        await().until(() -> stub.bodies(POST).size() == 1);
        orphan(1);
        orphan(2);
        orphan(3);

        await().until(() -> !stub.bodies(PATCH).isEmpty());
        await().during(Duration.ofSeconds(3)).until(() -> stub.bodies(PATCH).size() == 1);
        assertThat(stub.bodies(POST))
                .singleElement()
                .asString()
                .contains("uid-0")
                .doesNotContain("uid-1");
        assertThat(stub.bodies(PATCH).get(0)).contains("uid-0", "uid-1", "uid-2", "uid-3");
    }

    @Test
    void aRefusalStopsNothingAndIsTriedAgain() {
        stub.answer(GET, 403, "").answer(GET, 404, "");
        stub.answer(POST, 403, "").answer(POST, 201, EMPTY);
        orphan(0);

        record.start();
        await().until(barrier::isSynced);
        lead();

        await().until(() -> stub.bodies(POST).size() == 2);
        assertThat(stub.bodies(POST)).allMatch(body -> body.contains("uid-0"));
    }

    @Test
    void aRecordThatSomebodyDeletesIsMadeAnew() {
        stub.answer(GET, 200, EMPTY).answer(GET, 200, EMPTY).answer(GET, 404, "");
        stub.answer(PATCH, 404, "");
        stub.answer(POST, 201, EMPTY);
        record.start();
        await().until(barrier::isSynced);
        lead();
        await().until(() -> stub.bodies(GET).size() == 2);

        orphan(0);

        await().until(() -> stub.bodies(POST).size() == 1);
    }

    @Test
    void whatIsNotWrittenYetIsWrittenAtTheEnd() {
        stub.answer(POST, 201, EMPTY);
        record.start();
        await().until(barrier::isSynced);
        lead();
        await().until(() -> stub.bodies(GET).size() == 2);

        orphan(0);
        record.close();

        assertThat(stub.bodies(POST)).hasSize(1);
    }

    private void lead() {
        barrier.reached(StartupBarrier.Condition.LEADING);
    }

    /** A pod that nothing owns any more. */
    private void orphan(int number) {
        pods.remember(Orphans.read(Map.of("shop", TEXT.formatted(number)), unreadable -> {}));
        pods.observed(pod(number, "1"));
    }

    private static Pod pod(int number, String version) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("pod-" + number)
                .withUid("uid-" + number)
                .withResourceVersion(version)
                .withLabels(Map.of())
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .endStatus()
                .build();
    }
}

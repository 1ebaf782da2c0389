package dev.clientintents.operator.watch;

import static dev.clientintents.operator.watch.FakeOwnerApi.owner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.egress.EgressFacts;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.egress.TargetPorts;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.graph.Change;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.identity.Ancestry;
import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.Owners;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.VirtualClusters;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States of pods that arrive late or out of order, and owners that cannot be looked up, or change. */
class PodFeedTest {

    private static final ObjectKey KEY = new ObjectKey("shop", "db-0");
    private static final String OWNER = "/apis/apps/v1/namespaces/shop/replicasets/db";
    private static final String OWNERS = "/apis/apps/v1/replicasets";

    private final KubernetesMockServer discovery = new KubernetesMockServer(false);
    private final FakeOwnerApi api = new FakeOwnerApi();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final SharedGraph graph = new SharedGraph(new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of())));
    private final List<Set<ObjectKey>> changes = new CopyOnWriteArrayList<>();
    private final List<PodFeed.InvalidOverride> invalidNames = new CopyOnWriteArrayList<>();
    private final KubernetesClient client;
    private final OwnerCache owners;
    private final PodFeed feed;

    PodFeedTest() {
        discovery.init();
        client = discovery.createClient();
        owners = new OwnerCache(api, new OwnerKinds(client), Set.of(), clock);
        feed = new PodFeed(
                graph,
                new Scope(Enforcement.ACTIVE, Set.of()).with(new VirtualClusters(Set.of("tenant"))),
                owners,
                new ExposureFeed(
                        graph,
                        ExposureSettings.DEFAULT,
                        new EgressFacts(EgressSettings.DEFAULT, List.of(), TargetPorts.UNKNOWN)),
                invalidNames::add);
    }

    @AfterEach
    void close() {
        owners.close();
        clock.shutdownNow();
        client.close();
        discovery.destroy();
    }

    @Test
    void aPodOfTheSameNameBeforeDoesNotComeBackByAListThatIsOlder() {
        feed.observed(pod("first", "10", ""));
        feed.deleted(pod("first", "11", ""));
        feed.observed(pod("second", "12", ""));

        feed.observed(pod("first", "10", ""));

        assertThat(inGraph()).hasValueSatisfying(it -> assertThat(it.uid()).isEqualTo("second"));
    }

    @Test
    void ofAPodOfAVirtualClusterNoOwnerIsLookedUp() {
        feed.observed(synced("tenant"));

        assertThat(syncedInGraph("tenant"))
                .hasValueSatisfying(it ->
                        assertThat(it.workload()).isEqualTo(new WorkloadId("tenant", "StatefulSet", "db-x-bank-x-vc")));
        assertThat(feed.isComplete("tenant")).isTrue();
        assertThat(owners.isAsking()).isFalse();
        assertThat(api.gets()).isEmpty();
    }

    @Test
    void whereNoSyncerIsBelievedSuchAPodBelongsToItsOwnersAsAnyOther() {
        serves("Deployment", "db", "deployment");

        feed.observed(synced("shop"));

        await().until(() -> feed.isComplete("shop"));
        assertThat(syncedInGraph("shop"))
                .hasValueSatisfying(
                        it -> assertThat(it.workload()).isEqualTo(new WorkloadId("shop", "ReplicaSet", "db")));
    }

    @Test
    void anInvalidNameIsToldOnceForAPodAndValue() {
        feed.observed(named("10", "No Name"));
        feed.observed(named("11", "No Name"));
        feed.observed(named("12", "Nor This"));

        assertThat(invalidNames).extracting(PodFeed.InvalidOverride::value).containsExactly("No Name", "Nor This");
        assertThat(feed.invalidOverrides()).containsExactly(new PodFeed.InvalidOverride(KEY, "first", "Nor This"));

        feed.observed(named("13", "a-name"));
        assertThat(feed.invalidOverrides()).isEmpty();
    }

    @Test
    void theEndOfAPodBeforeDoesNotTakeTheNextOne() {
        feed.observed(pod("first", "10", ""));
        feed.observed(pod("second", "12", ""));

        feed.deleted(pod("first", "11", ""));

        assertThat(inGraph()).isPresent();
    }

    @Test
    void theNewestStateCountsOfAPodWhoseOwnerIsBeingLookedUp() {
        api.slow(300);
        serves("Deployment", "db", "deployment");
        feed.observed(owned(pod("uid", "1", "")));
        feed.observed(owned(pod("uid", "2", "forged")));
        assertThat(feed.isComplete("shop")).isFalse();
        assertThat(inGraph()).isEmpty();

        await().until(() -> feed.isComplete("shop"));

        assertThat(inGraph()).hasValueSatisfying(it -> {
            assertThat(it.labels()).containsKey("forged");
            assertThat(it.workload()).isEqualTo(new WorkloadId("shop", "ReplicaSet", "db"));
        });
        assertThat(api.gets()).containsOnlyOnce(OWNER);
    }

    @Test
    void anOwnerIsAskedForOnlyAfterTheChangeOfTheGraphThatNeedsIt() throws InterruptedException {
        serves("Deployment", "db", "deployment");
        var gate = new CountDownLatch(1);
        clock.execute(() -> awaitOpening(gate));
        graph.change(current -> {
            feed.observed(owned(pod("uid", "1", "")));
            return Change.none();
        });
        Thread.sleep(100);
        assertThat(api.gets())
                .as("an answer could be told within the change, which would then undo it")
                .isEmpty();

        gate.countDown();

        await().until(() -> feed.isComplete("shop"));
        assertThat(workload()).isEqualTo(new WorkloadId("shop", "ReplicaSet", "db"));
    }

    private static void awaitOpening(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anOwnerThatAnswersWithAnErrorSetsOnlyItsPodAside() {
        api.fails(OWNER, 500);

        feed.observed(owned(pod("uid", "1", "")));
        feed.awaitFirstAnswers(Duration.ofSeconds(5));

        assertThat(feed.unresolved()).containsExactly(KEY);
        assertThat(feed.isComplete("shop")).isFalse();
        assertThat(feed.isComplete("other")).isTrue();
        feed.deleted(pod("uid", "2", ""));
        assertThat(feed.unresolved()).isEmpty();
        assertThat(feed.size()).isZero();
    }

    @Test
    void aPodWhoseOwnerIsAnsweredAgainIsTakenWithoutAnotherEvent() {
        api.fails(OWNER, 500);
        feed.observed(owned(pod("uid", "1", "")));
        feed.awaitFirstAnswers(Duration.ofSeconds(5));

        serves("Deployment", "db", "deployment");
        api.heals(OWNER);

        await().until(() -> inGraph().isPresent());
    }

    @Test
    void thePodsOfAnAdoptedReplicaSetGetItsNewOwnersIdentityByOneChange() {
        watched("Deployment", "db", "deployment");
        feed.observed(owned(pod("uid", "1", "")));
        Pod second = owned(pod("uid-2", "2", ""));
        second.getMetadata().setName("db-1");
        feed.observed(second);
        deployment("shop", "shop");
        assertThat(workload()).isEqualTo(new WorkloadId("shop", "Deployment", "db"));
        graph.announceTo((current, change) -> {
            changes.add(change.pods());
            return () -> {};
        });

        api.tells(OWNERS, it -> it.changed(owner("shop", "db", "owner", "apps/v1", "Deployment", "shop", "shop")));

        await().until(() -> workload().equals(new WorkloadId("shop", "Deployment", "shop")));
        assertThat(changes.stream().filter(it -> !it.isEmpty()))
                .singleElement()
                .satisfies(it -> assertThat(it).hasSize(2));
        assertThat(api.gets()).isEmpty();
    }

    @Test
    void anOrphanedPodKeepsItsIdentityThroughEventsOfItsOwnUntilItIsAdopted() {
        watched("Deployment", "db", "deployment");
        feed.observed(owned(pod("uid", "1", "")));

        api.tells(OWNERS, it -> it.deleted(owner("shop", "db", "owner")));
        feed.observed(pod("uid", "2", "label"));
        assertThat(workload()).isEqualTo(new WorkloadId("shop", "Deployment", "db"));
        assertThat(inGraph()).hasValueSatisfying(it -> assertThat(it.labels()).containsKey("label"));

        deployment("shop", "shop");
        api.tells(OWNERS, it -> it.changed(owner("shop", "db", "owner", "apps/v1", "Deployment", "shop", "shop")));
        await().until(() -> adopter().equals("shop"));
        feed.observed(owned(pod("uid", "3", "")));
        assertThat(workload()).isEqualTo(new WorkloadId("shop", "Deployment", "shop"));
    }

    @Test
    void aPodThatLosesItsOwnersIsAnOrphanUntilItEndsOrIsAdoptedAndOthersAreNot() {
        var told = new AtomicInteger();
        feed.announceOrphansTo(told::incrementAndGet);
        watched("Deployment", "db", "deployment");
        feed.observed(owned(pod("uid", "1", "")));
        assertThat(feed.orphans()).isEqualTo(Orphans.NONE);
        assertThat(told).hasValue(0);

        feed.observed(pod("uid", "2", "released"));
        assertThat(feed.orphans()).isEqualTo(recorded("uid"));
        feed.observed(pod("uid", "3", "label"));
        assertThat(told).as("only what is new is told").hasValue(1);

        deployment("shop", "shop");
        api.tells(OWNERS, it -> it.changed(owner("shop", "db", "owner", "apps/v1", "Deployment", "shop", "shop")));
        await().until(() -> adopter().equals("shop"));
        feed.observed(owned(pod("uid", "4", "")));
        assertThat(feed.orphans()).as("adopted").isEqualTo(Orphans.NONE);

        feed.observed(pod("uid", "5", ""));
        assertThat(feed.orphans().size()).isEqualTo(1);
        feed.observed(terminating(pod("uid", "6", "")));
        assertThat(feed.orphans()).isEqualTo(Orphans.NONE);
        assertThat(workload()).isEqualTo(new WorkloadId("shop", "Deployment", "shop"));
        feed.deleted(pod("uid", "7", ""));
        assertThat(feed.size()).isZero();
    }

    @Test
    void anOrphanedReplicaSetMakesOrphansOfItsPods() {
        watched("Deployment", "db", "deployment");
        feed.observed(owned(pod("uid", "1", "")));

        api.tells(OWNERS, it -> it.changed(owner("shop", "db", "owner")));

        await().until(() -> feed.orphans().equals(recorded("uid")));
        assertThat(workload()).isEqualTo(new WorkloadId("shop", "Deployment", "db"));
    }

    @ParameterizedTest(name = "remembered before it is seen: {0}")
    @ValueSource(booleans = {true, false})
    void whatWasRecordedOfAnOrphanCountsForThePodOfThatUidUntilItIsAdopted(boolean before) {
        watched("Deployment", "shop", "shop");
        if (before) {
            feed.remember(recorded("uid"));
        }
        feed.observed(pod("uid", "1", ""));
        if (!before) {
            assertThat(workload()).isEqualTo(new WorkloadId("shop", "Pod", "db-0"));
            feed.remember(recorded("uid"));
        }

        assertThat(workload()).isEqualTo(new WorkloadId("shop", "Deployment", "db"));
        assertThat(feed.orphans()).isEqualTo(recorded("uid"));

        feed.observed(owned(pod("uid", "2", "")));
        assertThat(workload()).isEqualTo(new WorkloadId("shop", "Deployment", "shop"));
        assertThat(feed.orphans()).isEqualTo(Orphans.NONE);
    }

    @Test
    void whatWasRecordedCountsForNoOtherPodAndIsForgottenWithIt() {
        feed.remember(recorded("another"));
        feed.observed(pod("uid", "1", ""));

        assertThat(workload()).isEqualTo(new WorkloadId("shop", "Pod", "db-0"));
        feed.deleted(pod("uid", "2", ""));
        assertThat(feed.size()).isEqualTo(1);
        feed.forgetAbsent();
        assertThat(feed.size()).isZero();
    }

    @Test
    void aRecordedPodWhoseOwnerCannotBeLookedUpIsNotSetAside() {
        api.fails(OWNER, 500);
        feed.observed(owned(pod("uid", "1", "")));
        assertThat(feed.isComplete("shop")).isFalse();

        feed.remember(recorded("uid"));

        assertThat(feed.isComplete("shop")).isTrue();
        assertThat(workload()).isEqualTo(new WorkloadId("shop", "Deployment", "db"));
        assertThat(feed.orphans()).as("what is recorded stays").isEqualTo(recorded("uid"));
    }

    private static Orphans recorded(String uid) {
        var owners = List.of(
                new OwnerReference("apps/v1", "ReplicaSet", "db", "owner"),
                new OwnerReference("apps/v1", "Deployment", "db", "deployment"));
        return new Orphans(Map.of("shop", Map.of(uid, new Ancestry(owners, null, false))));
    }

    private static Pod terminating(Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .build();
    }

    @Test
    void aNewPodOfTheNameOfAnOrphanHasItsOwnIdentity() {
        watched("Deployment", "db", "deployment");
        feed.observed(owned(pod("uid", "1", "")));
        feed.observed(pod("another", "2", ""));

        assertThat(workload()).isEqualTo(new WorkloadId("shop", "Pod", "db-0"));
    }

    @Test
    void aKnownPodKeepsItsWorkloadAndGetsItsLabelsWhileItsNewOwnerIsLookedUp() {
        feed.observed(pod("uid", "1", ""));
        api.fails(OWNER, 500);

        feed.observed(owned(pod("uid", "2", "label")));

        assertThat(feed.isComplete("shop")).isTrue();
        assertThat(workload()).isEqualTo(new WorkloadId("shop", "Pod", "db-0"));
        assertThat(inGraph()).hasValueSatisfying(it -> assertThat(it.labels()).containsKey("label"));
        serves("Deployment", "db", "deployment");
        api.heals(OWNER);
        await().until(() -> workload().equals(new WorkloadId("shop", "ReplicaSet", "db")));
    }

    @Test
    void nothingIsKeptOfAThousandPodsThatCameAndWent() {
        watched("Deployment", "db", "deployment");
        for (int i = 0; i < 1000; i++) {
            feed.observed(owned(pod("uid-" + i, String.valueOf(2 * i + 1), "")));
            feed.deleted(owned(pod("uid-" + i, String.valueOf(2 * i + 2), "")));
        }

        assertThat(feed.size()).isZero();
        assertThat(api.gets()).isEmpty();
    }

    private Optional<PodEntry> inGraph() {
        return graph.read(current -> current.pod(KEY));
    }

    private Optional<PodEntry> syncedInGraph(String namespace) {
        return graph.read(current -> current.pod(new ObjectKey(namespace, "db-0-x-bank-x-vc")));
    }

    private WorkloadId workload() {
        return inGraph().orElseThrow().workload();
    }

    /** What controls the ReplicaSet, as far as that is known. */
    private String adopter() {
        var reference = new OwnerReference("apps/v1", "ReplicaSet", "db", "owner");
        try {
            return owners.cachedOnly().find("shop", reference) instanceof Owners.Lookup.Found found
                            && found.controller() != null
                    ? found.controller().name()
                    : "";
        } catch (OwnerCache.NotCached e) {
            return "";
        }
    }

    /** The ReplicaSet exists, and the watch has not told of it. */
    private void serves(String kind, String name, String uid) {
        api.serves(OWNER, owner("shop", "db", "owner", "apps/v1", kind, name, uid));
    }

    /** The watches have told of the ReplicaSet and of the Deployment that controls it. */
    private void watched(String kind, String name, String uid) {
        api.lists(OWNERS, Stream.of(owner("shop", "db", "owner", "apps/v1", kind, name, uid)));
        api.lists("/apis/apps/v1/deployments", Stream.of(owner("shop", name, uid)));
        assertThat(owners.watch()).succeedsWithin(Duration.ofSeconds(5));
    }

    private void deployment(String name, String uid) {
        api.tells("/apis/apps/v1/deployments", it -> it.changed(owner("shop", name, uid)));
        var reference = new OwnerReference("apps/v1", "Deployment", name, uid);
        await().ignoreExceptions()
                .until(() -> owners.cachedOnly().find("shop", reference) instanceof Owners.Lookup.Found);
    }

    private static Pod owned(Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("ReplicaSet")
                .withName("db")
                .withUid("owner")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build();
    }

    private static Pod synced(String namespace) {
        return new PodBuilder(owned(pod("first", "1", "")))
                .editMetadata()
                .withNamespace(namespace)
                .withName("db-0-x-bank-x-vc")
                .addToLabels("vcluster.loft.sh/managed-by", "vc")
                .addToAnnotations("vcluster.loft.sh/object-name", "db-0")
                .addToAnnotations("vcluster.loft.sh/object-namespace", "bank")
                .addToAnnotations(
                        "vcluster.loft.sh/owner-references",
                        "[{\"kind\":\"StatefulSet\",\"name\":\"db\",\"controller\":true}]")
                .endMetadata()
                .build();
    }

    private static Pod named(String version, String name) {
        return new PodBuilder(pod("first", version, ""))
                .editMetadata()
                .addToAnnotations(Labels.SERVICE_NAME, name)
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

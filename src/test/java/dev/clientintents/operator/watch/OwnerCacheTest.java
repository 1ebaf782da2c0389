package dev.clientintents.operator.watch;

import static dev.clientintents.operator.watch.FakeOwnerApi.owner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.Owners.Lookup;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerCacheTest {

    private static final String REPLICA_SETS = "/apis/apps/v1/replicasets";
    private static final String PATH = "/apis/apps/v1/namespaces/shop/replicasets/";
    private static final OwnerReference WEB = new OwnerReference("apps/v1", "ReplicaSet", "web", "uid");

    private final KubernetesMockServer discovery = new KubernetesMockServer(false);
    private final FakeOwnerApi api = new FakeOwnerApi();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final List<OwnerChange> told = new CopyOnWriteArrayList<>();
    private final KubernetesClient client;
    private final OwnerCache owners;
    private volatile boolean awaited = true;

    OwnerCacheTest() {
        discovery.init();
        client = discovery.createClient();
        owners = new OwnerCache(api, new OwnerKinds(client), Set.of(), clock);
        owners.announceTo(new OwnerCache.Listener() {
            @Override
            public void changed(Collection<OwnerChange> changes) {
                told.addAll(changes);
            }

            @Override
            public boolean awaits(String uid) {
                return awaited;
            }
        });
    }

    @AfterEach
    void close() {
        owners.close();
        clock.shutdownNow();
        client.close();
        discovery.destroy();
    }

    @ParameterizedTest
    @CsvSource({
        "apps/v1, ReplicaSet, a%zz",
        "'a b/v1', ReplicaSet, web",
        "v1, Service, '?watch=1&x=%25'",
        "apps/v1, ReplicaSet, a/../../pods/web",
    })
    void aReferenceThatNobodyCouldHaveIsMissingWithoutARequest(String apiVersion, String kind, String name) {
        var reference = new OwnerReference(apiVersion, kind, name, "uid");

        assertThat(owners.find("shop", reference)).isInstanceOf(Lookup.Missing.class);
        assertThat(owners.cachedOnly().find("shop", reference)).isInstanceOf(Lookup.Missing.class);
        owners.request("shop", reference);

        assertThat(api.gets()).isEmpty();
        assertThat(owners.asked()).isZero();
    }

    @Test
    void aReferenceOfAnotherGroupSpoilsNothingForTheTrueOne() {
        api.serves(PATH + "web", owner("shop", "web", "uid"));
        owners.find("shop", new OwnerReference("nope.example/v1", "ReplicaSet", "web", "uid"));

        assertThat(owners.find("shop", WEB)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void anAnswerIsKeptUntilTheWatchTellsOfItsOwner() {
        api.lists(REPLICA_SETS, Stream.of());
        assertThat(owners.watch()).succeedsWithin(Duration.ofSeconds(5));
        api.serves(PATH + "web", owner("shop", "web", "uid"));
        owners.request("shop", WEB);
        await().until(() -> owners.kept() == 1);
        assertThat(owners.cachedOnly().find("shop", WEB)).isInstanceOf(Lookup.Found.class);

        api.tells(REPLICA_SETS, events -> events.changed(owner("shop", "web", "uid")));

        await().until(() -> owners.kept() == 0);
        assertThat(owners.cachedOnly().find("shop", WEB)).isInstanceOf(Lookup.Found.class);
        assertThat(api.gets()).hasSize(1);
    }

    @Test
    void aQuestionLeavesNoTrace() {
        assertThat(owners.find("shop", WEB)).isInstanceOf(Lookup.Missing.class);

        assertThatThrownBy(() -> owners.cachedOnly().find("shop", WEB)).isInstanceOf(OwnerCache.NotCached.class);
        assertThat(owners.asked()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"403", "404", "410"})
    void aKindThatCannotBeListedHoldsNothingUp(int code) {
        OwnerKinds.USUAL.values().forEach(path -> api.fails(path, code));

        CompletableFuture<Void> listed = owners.watch();

        if (code != 410) {
            assertThat(listed).succeedsWithin(Duration.ofSeconds(5));
        }
        api.serves(PATH + "web", owner("shop", "web", "uid"));
        assertThat(owners.find("shop", WEB)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void aKindThatFailsForAWhileIsListedAgain() {
        api.fails(REPLICA_SETS, 500);
        api.lists(REPLICA_SETS, Stream.of(owner("shop", "web", "uid")));
        CompletableFuture<Void> unused = owners.watch();
        await().until(() -> api.listed().contains(REPLICA_SETS));

        api.heals(REPLICA_SETS);

        await().ignoreExceptions().until(() -> owners.cachedOnly().find("shop", WEB) instanceof Lookup.Found);
        assertThat(api.gets()).isEmpty();
    }

    @Test
    void theStartOverTwentyThousandWorkloadsNeedsNoGet() {
        int workloads = 20_000;
        int old = 10;
        var deployments = IntStream.range(0, workloads)
                .mapToObj(i -> new OwnerReference("apps/v1", "Deployment", "web-" + i, new UUID(1, i).toString()))
                .toList();
        api.lists(
                "/apis/apps/v1/deployments",
                deployments.stream().map(it -> owner("team-" + it.name(), it.name(), it.uid())));
        api.lists(
                REPLICA_SETS,
                IntStream.rangeClosed(0, old)
                        .boxed()
                        .flatMap(revision -> deployments.stream()
                                .map(it -> owner(
                                        "team-" + it.name(),
                                        it.name() + "-" + revision,
                                        replicaSet(it, revision),
                                        "apps/v1",
                                        "Deployment",
                                        it.name(),
                                        it.uid()))));
        assertThat(owners.watch()).succeedsWithin(Duration.ofSeconds(60));

        for (OwnerReference deployment : deployments) {
            var reference = new OwnerReference(
                    "apps/v1", "ReplicaSet", deployment.name() + "-" + old, replicaSet(deployment, old));
            Lookup found = owners.cachedOnly().find("team-" + deployment.name(), reference);
            assertThat(found).isEqualTo(new Lookup.Found(reference.uid(), deployment));
            assertThat(owners.cachedOnly().find("team-" + deployment.name(), deployment))
                    .isEqualTo(new Lookup.Found(deployment.uid(), null));
        }
        assertThat(api.gets()).isEmpty();
        assertThat(api.listed()).hasSize(OwnerKinds.USUAL.size());
    }

    private static String replicaSet(OwnerReference deployment, int revision) {
        return new UUID(deployment.name().hashCode(), revision).toString();
    }

    @Test
    void anAdoptionIsToldOnce() {
        api.lists(REPLICA_SETS, Stream.of(owner("shop", "web", "uid", "apps/v1", "Deployment", "web", "old")));
        assertThat(owners.watch()).succeedsWithin(Duration.ofSeconds(5));
        told.clear();

        var adopted = owner("shop", "web", "uid", "apps/v1", "Deployment", "shop", "new");
        api.tells(REPLICA_SETS, events -> events.changed(adopted));
        api.tells(REPLICA_SETS, events -> events.changed(adopted));

        await().untilAsserted(() ->
                assertThat(told).containsExactly(new OwnerChange("shop", "web", "uid", OwnerChange.Kind.MOVED)));
        assertThat(owners.cachedOnly().find("shop", WEB))
                .isEqualTo(new Lookup.Found("uid", new OwnerReference("apps/v1", "Deployment", "shop", "new")));
    }

    @Test
    void whatIsMissingIsAskedForEverMoreSeldomAndWhatAppearsIsTold() {
        for (int i = 0; i < 100; i++) {
            owners.request("shop", WEB);
        }
        await().until(() -> !told.isEmpty());
        assertThat(owners.cachedOnly().find("shop", WEB)).isInstanceOf(Lookup.Missing.class);
        assertThatThrownBy(() -> owners.existingOnly().find("shop", WEB)).isInstanceOf(OwnerCache.NotCached.class);
        assertThat(api.gets()).hasSize(1);
        told.clear();

        api.serves(PATH + "web", owner("shop", "web", "uid"));

        await().untilAsserted(() ->
                assertThat(told).containsExactly(new OwnerChange("shop", "web", "uid", OwnerChange.Kind.APPEARED)));
        assertThat(owners.cachedOnly().find("shop", WEB)).isInstanceOf(Lookup.Found.class);
        assertThat(owners.asked()).isZero();
    }

    @Test
    void whatNobodyWaitsForIsNotAskedForAgain() {
        awaited = false;
        owners.request("shop", WEB);

        await().until(() -> owners.asked() == 0);

        assertThat(api.gets()).hasSize(1);
    }

    @Test
    void anErrorSaysNothingAndIsTriedAgain() {
        api.fails(PATH + "web", 500);
        owners.request("shop", WEB);
        await().until(() -> !owners.isAsking());
        assertThatThrownBy(() -> owners.cachedOnly().find("shop", WEB)).isInstanceOf(OwnerCache.NotCached.class);
        assertThat(told).isEmpty();

        api.serves(PATH + "web", owner("shop", "web", "uid"));
        api.heals(PATH + "web");

        await().untilAsserted(() -> assertThat(told).hasSize(1));
    }

    @Test
    void aNamespaceWhoseOwnersAreNotAnsweredDelaysNobodyElse() {
        api.slow(60_000);
        for (int i = 0; i < 50; i++) {
            owners.request("dead", new OwnerReference("apps/v1", "ReplicaSet", "web-" + i, "uid-" + i));
        }
        await().until(() -> api.gets().size() == 2);
        api.slow(0);
        api.serves(PATH + "web", owner("shop", "web", "uid"));

        long start = System.nanoTime();
        assertThat(owners.find("shop", WEB)).isInstanceOf(Lookup.Found.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(api.gets()).hasSize(3);
    }

    @Test
    void aLookUpEndsAtItsDeadline() {
        api.slow(60_000);

        long start = System.nanoTime();
        assertThatThrownBy(() -> owners.find("shop", WEB)).isInstanceOf(KubernetesClientException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(1500), Duration.ofSeconds(4));
        var waiting = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < 8; i++) {
            var reference = new OwnerReference("apps/v1", "ReplicaSet", "web-" + i, "uid-" + i);
            waiting.add(
                    CompletableFuture.runAsync(() -> owners.find("shop", reference), task -> new Thread(task).start()));
        }
        assertThat(CompletableFuture.anyOf(waiting.toArray(CompletableFuture[]::new)))
                .failsWithin(Duration.ofSeconds(1))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("too many owners");
    }
}

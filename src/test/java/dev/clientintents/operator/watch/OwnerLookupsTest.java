package dev.clientintents.operator.watch;

import static dev.clientintents.operator.watch.FakeOwnerApi.owner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.identity.Owners.Lookup;
import dev.clientintents.kube.StubApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerLookupsTest {

    private static final long FOR_EVER = 60_000;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final OwnerReference WEB = reference("web");

    private final StubApi discovery = new StubApi();
    private final KubernetesClient client =
            new KubernetesClientBuilder().withConfig(discovery.config()).build();
    private final FakeOwnerApi api = new FakeOwnerApi();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final OwnerLookups lookups = new OwnerLookups(api, new OwnerKinds(client), clock);

    @AfterEach
    void close() {
        lookups.close();
        clock.shutdownNow();
        client.close();
        discovery.close();
    }

    @Test
    void whoeverAsksAtTheSameTimeHasTheSameAnswerAndTheNextOneANewOne() {
        api.slow(300);
        api.serves(path("shop", "web"), owner("shop", "web", "uid-web"));
        List<CompletableFuture<Lookup>> all =
                IntStream.range(0, 100).mapToObj(i -> lookups.ask("shop", WEB)).toList();

        assertThat(all)
                .allSatisfy(
                        answer -> assertThat(answer).succeedsWithin(SOON).isEqualTo(new Lookup.Found("uid-web", null)));
        assertThat(api.gets()).hasSize(1);

        api.serves(path("shop", "web"), owner("shop", "web", "another"));
        assertThat(lookups.ask("shop", WEB)).succeedsWithin(SOON).isInstanceOf(Lookup.Missing.class);
        assertThat(api.gets()).hasSize(2);
    }

    @Test
    void aReferenceWithAnotherUidIsAnotherQuestion() {
        api.slow(300);
        api.serves(path("shop", "web"), owner("shop", "web", "uid-web"));
        CompletableFuture<Lookup> forged =
                lookups.ask("shop", new OwnerReference("apps/v1", "ReplicaSet", "web", "forged"));
        CompletableFuture<Lookup> real = lookups.ask("shop", WEB);

        assertThat(forged).succeedsWithin(SOON).isInstanceOf(Lookup.Missing.class);
        assertThat(real).succeedsWithin(SOON).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void whatIsNotAnsweredIsCancelledAtTheDeadlineAndMayBeAskedAgain() {
        api.slow(FOR_EVER);
        long start = System.nanoTime();
        CompletableFuture<Lookup> answer = lookups.ask("shop", WEB);

        assertThat(answer)
                .failsWithin(SOON)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(KubernetesClientException.class)
                .withMessageContaining("no answer within 2 s");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(OwnerLookups.DEADLINE, Duration.ofSeconds(4));
        await().until(() -> api.interrupted() == 1);

        api.slow(0);
        api.serves(path("shop", "web"), owner("shop", "web", "uid-web"));
        assertThat(lookups.ask("shop", WEB)).succeedsWithin(SOON).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void aNamespaceHasTwoAtATimeAndOthersDoNotWaitForIt() {
        api.slow(FOR_EVER);
        List<CompletableFuture<Lookup>> dead = IntStream.range(0, 5)
                .mapToObj(i -> lookups.ask("dead", reference("web-" + i)))
                .toList();
        await().until(() -> api.gets().size() == 2);
        api.slow(0);
        api.serves(path("shop", "web"), owner("shop", "web", "uid-web"));

        assertThat(lookups.ask("shop", WEB))
                .succeedsWithin(Duration.ofSeconds(1))
                .isInstanceOf(Lookup.Found.class);
        assertThat(api.gets())
                .containsExactlyInAnyOrder(path("dead", "web-0"), path("dead", "web-1"), path("shop", "web"));

        // when the two have ended at their deadline, it is the turn of the others
        assertThat(dead.subList(0, 2)).allSatisfy(answer -> assertThat(answer).failsWithin(SOON));
        assertThat(dead.subList(2, 5))
                .allSatisfy(answer -> assertThat(answer).succeedsWithin(SOON).isInstanceOf(Lookup.Missing.class));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void whatMayNotBeReadIsSaidToBe(int code) {
        api.fails(path("shop", "web"), code);

        assertThat(lookups.ask("shop", WEB)).succeedsWithin(SOON).isInstanceOf(Lookup.Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 429, 500, 503})
    void aFailureSaysNothingOfTheOwner(int code) {
        api.fails(path("shop", "web"), code);

        assertThat(lookups.ask("shop", WEB))
                .failsWithin(SOON)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(code));
    }

    @Test
    void whatCannotBeReadAtAllIsAFailureOfTheLookUpInALine() {
        api.serves(path("shop", "web"), owner("shop", "web", null));

        assertThat(lookups.ask("shop", WEB))
                .failsWithin(SOON)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOf(KubernetesClientException.class)
                .withMessageContaining("could not be looked up");
    }

    @Test
    void aKindThatTheClusterDoesNotServeIsMissingUntilItDoes() {
        var fleet = new OwnerReference("games.example/v1", "Fleet", "arena", "uid");

        assertThat(lookups.ask("shop", fleet)).succeedsWithin(SOON).isInstanceOf(Lookup.Missing.class);
        assertThat(api.gets()).isEmpty();

        discovery.answer("GET /apis/games.example/v1", 200, """
                {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "games.example/v1",
                 "resources": [{"name": "fleets/status", "kind": "Fleet", "namespaced": true},
                               {"name": "fleets", "kind": "Fleet", "namespaced": true}]}
                """);
        api.serves("/apis/games.example/v1/namespaces/shop/fleets/arena", owner("shop", "arena", "uid"));
        assertThat(lookups.ask("shop", fleet)).succeedsWithin(SOON).isInstanceOf(Lookup.Found.class);
    }

    private static OwnerReference reference(String name) {
        return new OwnerReference("apps/v1", "ReplicaSet", name, "uid-" + name);
    }

    private static String path(String namespace, String name) {
        return "/apis/apps/v1/namespaces/" + namespace + "/replicasets/" + name;
    }
}

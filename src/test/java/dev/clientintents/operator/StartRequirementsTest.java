package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.kube.MetadataApi;
import dev.clientintents.kube.StubApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StartRequirementsTest {

    private static final List<String> COLLECTIONS = List.of(
            "/api/v1/namespaces",
            "/apis/clientintents.dev/v1alpha1/clientintents",
            "/api/v1/pods",
            "/api/v1/services",
            "/apis/networking.k8s.io/v1/networkpolicies");
    private static final String PODS = "GET /api/v1/pods?limit=1";
    private static final String LEASE_NAMESPACE = "GET /api/v1/namespaces/client-intents";
    private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String EMPTY = "{\"items\": [], \"metadata\": {}}";
    private static final String FORBIDDEN = "{\"kind\": \"Status\", \"message\": \"pods is forbidden\"}";

    private final StubApi stub = new StubApi();
    private final KubernetesClient client =
            new KubernetesClientBuilder().withConfig(stub.config()).build();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);

    @AfterEach
    void close() {
        client.close();
        stub.close();
    }

    @Test
    void whereEverythingCanBeListedAndWatchedNothingIsMissing() {
        serve(COLLECTIONS);
        stub.answer(REVIEW, 201, allowed(true));

        assertThat(requirements().missing()).isEmpty();

        assertThat(stub.requests())
                .containsAll(COLLECTIONS.stream()
                        .map(path -> "GET " + path + "?limit=1")
                        .toList());
        assertThat(stub.requests().stream().filter(REVIEW::equals)).hasSize(COLLECTIONS.size());
    }

    @Test
    void whereOnlySomeNamespacesAreWatchedOnlyNamespacesThemselvesAreReadElsewhere() {
        serve(List.of(
                "/api/v1/namespaces",
                "/apis/clientintents.dev/v1alpha1/namespaces/shop/clientintents",
                "/api/v1/namespaces/shop/pods",
                "/api/v1/namespaces/shop/services",
                "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies"));
        stub.answer(REVIEW, 201, allowed(true));

        assertThat(requirements(settings(true, Set.of("shop"))).missing()).isEmpty();
    }

    @Test
    void aRightToListThatIsMissingEndsTheStartOnceItLastedFiveSeconds() {
        serve(COLLECTIONS.subList(0, 2));
        stub.answer(REVIEW, 201, allowed(true)).answer(PODS, 403, FORBIDDEN);
        StartRequirements requirements = requirements();
        String said = "the operator may not list pods in the whole cluster: give its service account the rights of"
                + " deploy/operator.yaml, as helm does with rbac.create=true";

        assertThat(requirements.missing()).contains(said);
        pass(Duration.ofMillis(4_999));
        assertThat(requirements.missing()).contains(said);
        pass(Duration.ofMillis(1));

        assertThatThrownBy(requirements::missing)
                .isInstanceOf(StartFailure.class)
                .hasMessage(said);
    }

    @Test
    void aRightThatComesAndGoesHasToBeMissingForFiveSecondsAnew() {
        serve(COLLECTIONS.subList(0, 2));
        stub.answer(REVIEW, 201, allowed(true))
                .answer(PODS, 403, FORBIDDEN)
                .answer(PODS, 418, "{\"message\": \"an outage\"}")
                .answer(PODS, 403, FORBIDDEN);
        StartRequirements requirements = requirements();

        assertThat(requirements.missing()).isPresent();
        pass(Duration.ofSeconds(10));
        assertThat(requirements.missing().orElseThrow()).contains("an outage");
        pass(Duration.ofSeconds(10));
        assertThat(requirements.missing().orElseThrow()).contains("may not list pods");
        pass(Duration.ofSeconds(5));
        assertThatThrownBy(requirements::missing).isInstanceOf(StartFailure.class);
    }

    @Test
    void aRightToWatchThatIsMissingIsNamedWithItsNamespace() {
        serve(List.of("/api/v1/namespaces", "/apis/clientintents.dev/v1alpha1/namespaces/shop/clientintents"));
        stub.answer(REVIEW, 201, allowed(true)).answer(REVIEW, 201, allowed(false));

        assertThat(requirements(settings(true, Set.of("shop"))).missing().orElseThrow())
                .startsWith("the operator may not watch clientintents.clientintents.dev in namespace shop: give ");
    }

    @Test
    void aDefinitionThatIsNotInstalledIsNamed() {
        serve(COLLECTIONS.subList(0, 1));
        stub.answer(REVIEW, 201, allowed(true));

        assertThat(requirements().missing().orElseThrow())
                .startsWith("the API server does not serve clientintents.clientintents.dev in version v1alpha1:"
                        + " install the CustomResourceDefinition");
    }

    @Test
    void objectsOfAKindThatIsServedHaveToBeReadable() {
        serve(COLLECTIONS);
        stub.answer(REVIEW, 201, allowed(true))
                .answer(
                        "GET /apis/clientintents.dev/v1alpha1",
                        200,
                        "{\"kind\": \"APIResourceList\", \"resources\": [{\"name\": \"serveraccesses\"}]}")
                .answer("GET /apis/clientintents.dev/v1alpha1/serveraccesses?limit=1", 403, FORBIDDEN);

        assertThat(requirements().missing().orElseThrow())
                .startsWith("the operator may not list serveraccesses.clientintents.dev in the whole cluster: give ");
    }

    @Test
    void anApiServerThatIsAwayNeverEndsTheStart() {
        stub.close();
        StartRequirements requirements = requirements();

        for (int i = 0; i < 3; i++) {
            assertThat(requirements.missing().orElseThrow()).contains("does not answer to GET /api/v1/namespaces");
            pass(Duration.ofHours(1));
        }
    }

    @Test
    void anApiServerThatDoesNotSayWhatIsAllowedIsTried() {
        serve(COLLECTIONS);
        stub.answer(REVIEW, 403, "{\"message\": \"no reviews\"}").answer(REVIEW, 404, "");

        assertThat(requirements().missing()).isEmpty();
    }

    @Test
    void theNamespaceOfTheLeaseHasToExist() {
        stub.answer(LEASE_NAMESPACE, 404, "{\"message\": \"not found\"}");
        var asked = new AtomicLong();
        // each look takes three seconds of this clock
        var requirements = requirements(settings(true, Set.of()), () -> asked.getAndIncrement() * 3_000_000_000L);

        assertThatThrownBy(requirements::awaitLease)
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("namespace client-intents, where the lease of the operator belongs, does not"
                        + " exist: make it, or set POD_NAMESPACE or --namespace");
        assertThat(stub.requests().stream().filter(LEASE_NAMESPACE::equals)).hasSize(3);
    }

    @Test
    void theLeaseIsWaitedForUntilItsNamespaceIsThere() {
        stub.answer(LEASE_NAMESPACE, 404, "{\"message\": \"not found\"}")
                .answer(LEASE_NAMESPACE, 200, "{\"metadata\": {\"name\": \"client-intents\"}}")
                .answer(REVIEW, 201, allowed(true));

        assertThatCode(requirements()::awaitLease).doesNotThrowAnyException();

        assertThat(stub.requests().stream().filter(REVIEW::equals))
                .as("create, get, update, patch")
                .hasSize(4);
    }

    @Test
    void whoMayNotReadNamespacesMayStillLead() {
        stub.answer(LEASE_NAMESPACE, 403, FORBIDDEN).answer(REVIEW, 201, allowed(true));

        assertThatCode(requirements()::awaitLease).doesNotThrowAnyException();
    }

    @Test
    void withoutLeaderElectionNoLeaseIsAskedFor() {
        requirements(settings(false, Set.of())).awaitLease();

        assertThat(stub.requests()).isEmpty();
    }

    @Test
    void anInterruptEndsTheWaitForTheLeaseAndIsKept() throws InterruptedException {
        stub.answer(LEASE_NAMESPACE, 418, "{\"message\": \"an outage\"}");
        var interrupted = new AtomicLong();
        var waiting = new Thread(() -> {
            requirements().awaitLease();
            interrupted.set(Thread.currentThread().isInterrupted() ? 1 : 0);
        });
        waiting.start();

        waiting.interrupt();
        waiting.join(10_000);

        assertThat(waiting.isAlive()).isFalse();
        assertThat(interrupted).hasValue(1);
    }

    private StartRequirements requirements() {
        return requirements(settings(true, Set.of()));
    }

    private StartRequirements requirements(Settings settings) {
        return requirements(settings, now::get);
    }

    private StartRequirements requirements(Settings settings, LongSupplier nanos) {
        return new StartRequirements(client, new MetadataApi(client), settings, nanos);
    }

    private static Settings settings(boolean leaderElection, Set<String> watched) {
        return TestSettings.like(TestSettings.of("client-intents", "tests", leaderElection, 4))
                .watching(watched)
                .settings();
    }

    private void serve(List<String> collections) {
        collections.forEach(path -> stub.answer("GET " + path + "?limit=1", 200, EMPTY));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static String allowed(boolean allowed) {
        return "{\"kind\": \"SelfSubjectAccessReview\", \"apiVersion\": \"authorization.k8s.io/v1\","
                + " \"spec\": {}, \"status\": {\"allowed\": " + allowed + "}}";
    }
}

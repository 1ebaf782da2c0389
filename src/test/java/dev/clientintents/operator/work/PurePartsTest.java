package dev.clientintents.operator.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.operator.Settings;
import dev.clientintents.operator.watch.ResourceVersions;
import dev.clientintents.status.WriteState;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PurePartsTest {

    private static final ServerId AUTH = ServerId.anyKind("shop", "auth");
    private static final ServerId OTHER = ServerId.anyKind("shop", "other");

    @Nested
    class OfTheServerQueue {

        private final ServerQueue queue = new ServerQueue();

        @Test
        void whatIsAddedTwiceIsTakenOnceAndByItsNamespaceOnly() {
            queue.add(AUTH);
            queue.add(AUTH);
            queue.addDefaultDeny("blue");

            assertThat(queue.namespaces()).containsExactlyInAnyOrder("shop", "blue");
            assertThat(queue.take("blue")).isEqualTo(new ServerQueue.Work(Set.of(), true));
            assertThat(queue.take("shop")).isEqualTo(new ServerQueue.Work(Set.of(AUTH), false));
            assertThat(queue.take("shop")).isEqualTo(new ServerQueue.Work(Set.of(), false));
            assertThat(queue.namespaces()).isEmpty();
        }

        @Test
        void aServerIsPendingUntilItIsReported() {
            queue.add(AUTH);
            queue.take("shop");
            assertThat(queue.isPending(AUTH)).isTrue();

            assertThat(queue.report(AUTH, WriteState.DONE)).isTrue();
            assertThat(queue.of(AUTH)).isEqualTo(WriteState.DONE);
        }

        @Test
        void aReportOfWhatWasQueuedAgainSaysNothing() {
            queue.add(AUTH);
            queue.take("shop");
            queue.add(AUTH);

            assertThat(queue.report(AUTH, WriteState.DONE)).isFalse();
            assertThat(queue.isPending(AUTH)).isTrue();
        }

        @Test
        void aFailureIsToldAndKeptForTheNextTurn() {
            queue.retry(AUTH, "forbidden");

            assertThat(queue.of(AUTH)).isEqualTo(new WriteState.Pending("forbidden"));
            assertThat(queue.take("shop").servers()).containsExactly(AUTH);
        }

        @Test
        void aForeignPolicyIsRememberedAndNotPending() {
            queue.report(AUTH, WriteState.FOREIGN);

            assertThat(queue.of(AUTH)).isEqualTo(WriteState.FOREIGN);
            assertThat(queue.isPending(AUTH)).isFalse();
        }
    }

    @Nested
    class OfTheWriteOrder {

        private final AtomicLong nanoTime = new AtomicLong(-5);
        private final WriteOrder order = new WriteOrder(Duration.ofSeconds(30), Duration.ofSeconds(10), nanoTime::get);
        private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of()));
        private final ObjectKey pod = new ObjectKey("shop", "frontend-0");

        OfTheWriteOrder() {
            graph.put(new IntentsEntry(
                    new ObjectKey("shop", "frontend"), "frontend", null, List.of(Intent.of(AUTH, List.of()))));
        }

        @Test
        void aServerWithoutClientPodsIsIsolatedAtOnce() {
            assertThat(order.beforeIsolating(graph, AUTH)).isEmpty();
        }

        @Test
        void aServerWaitsForThePodsOfItsClientsAndThenNoLonger() {
            graph.put(clientPod());
            assertThat(order.beforeIsolating(graph, AUTH)).contains(Duration.ofSeconds(30));
            assertThat(order.labelled(graph, Set.of(pod))).isEmpty();

            graph.put(clientPod().withLabels(PodLabels.of(graph, clientPod())));

            assertThat(order.labelled(graph, Set.of(pod))).containsExactly(AUTH);
            assertThat(order.beforeIsolating(graph, AUTH)).isEmpty();
        }

        @Test
        void aPodThatIsGoneIsNotWaitedFor() {
            graph.put(clientPod());
            order.beforeIsolating(graph, AUTH);
            graph.removePod(pod);

            assertThat(order.labelled(graph, Set.of(pod))).containsExactly(AUTH);
        }

        @Test
        void askingAgainDoesNotPutTheDeadlineOff() {
            graph.put(clientPod());
            order.beforeIsolating(graph, AUTH);
            pass(20);

            assertThat(order.beforeIsolating(graph, AUTH)).contains(Duration.ofSeconds(10));
            assertThat(order.overdue("shop")).isEmpty();
            pass(10);
            assertThat(order.overdue("shop")).containsExactly(AUTH);
            assertThat(order.overdue("blue")).isEmpty();
            assertThat(order.beforeIsolating(graph, AUTH)).isEmpty();
        }

        @Test
        void aServerWhoseWriteFailedAfterItsDeadlineDoesNotWaitForAnother() {
            graph.put(clientPod());
            order.beforeIsolating(graph, AUTH);
            pass(30);
            assertThat(order.beforeIsolating(graph, AUTH)).isEmpty();
            pass(1);
            assertThat(order.beforeIsolating(graph, AUTH)).isEmpty();

            order.settled(AUTH);
            assertThat(order.beforeIsolating(graph, AUTH)).contains(Duration.ofSeconds(30));
        }

        @Test
        void theNextDeadlineIsTheSoonestThatIsStillToCome() {
            assertThat(order.nextDeadline("shop")).isEmpty();
            graph.put(clientPod());
            order.beforeIsolating(graph, AUTH);
            pass(10);
            graph.put(new IntentsEntry(
                    new ObjectKey("shop", "more"), "frontend", null, List.of(Intent.of(OTHER, List.of()))));
            order.beforeIsolating(graph, OTHER);

            assertThat(order.nextDeadline("shop")).contains(Duration.ofSeconds(20));
            assertThat(order.nextDeadline("blue")).isEmpty();
            pass(20);
            assertThat(order.nextDeadline("shop")).contains(Duration.ofSeconds(10));
            pass(10);
            assertThat(order.nextDeadline("shop")).isEmpty();
        }

        @Test
        void aPodThatIsGoneHoldsNothingAndAnotherOfItsNameStartsAfresh() {
            graph.put(clientPod());
            order.beforeRevoking(pod, Set.of(AUTH));
            pass(10);
            graph.removePod(pod);
            order.labelled(graph, Set.of(pod));

            assertThat(order.settled(AUTH)).isEmpty();
            assertThat(order.beforeRevoking(pod, Set.of(AUTH))).contains(Duration.ofSeconds(10));
        }

        @Test
        void aPodKeepsARevokedKeyUntilThePolicyIsSettled() {
            assertThat(order.beforeRevoking(pod, Set.of(AUTH, OTHER))).contains(Duration.ofSeconds(10));

            assertThat(order.settled(AUTH)).containsExactly(pod);
            assertThat(order.settled(AUTH)).isEmpty();
        }

        @Test
        void aPodKeepsARevokedKeyNoLongerThanTheDeadline() {
            order.beforeRevoking(pod, Set.of(AUTH));
            pass(4);
            assertThat(order.beforeRevoking(pod, Set.of(OTHER))).contains(Duration.ofSeconds(6));
            pass(6);
            assertThat(order.beforeRevoking(pod, Set.of(AUTH))).isEmpty();
        }

        @Test
        void theNextRevocationOfAPodHasADeadlineOfItsOwn() {
            order.beforeRevoking(pod, Set.of(AUTH));
            pass(10);
            order.revoked(pod);

            assertThat(order.beforeRevoking(pod, Set.of(AUTH))).contains(Duration.ofSeconds(10));
        }

        private void pass(int seconds) {
            nanoTime.addAndGet(Duration.ofSeconds(seconds).toNanos());
        }

        private PodEntry clientPod() {
            return new PodEntry(
                    pod,
                    "uid",
                    new WorkloadId("shop", "Deployment", "frontend"),
                    null,
                    PodEntry.State.LIVE,
                    Map.of(),
                    Set.of());
        }
    }

    @Nested
    class OfResourceVersions {

        private final ResourceVersions versions = new ResourceVersions();

        @Test
        void olderAndEqualVersionsOfAnObjectDoNotCount() {
            assertThat(versions.advance(object("uid", "9"))).isTrue();
            assertThat(versions.advance(object("uid", "10"))).isTrue();
            assertThat(versions.advance(object("uid", "9"))).isFalse();
            assertThat(versions.advance(object("uid", "10"))).isFalse();
        }

        @Test
        void anotherObjectOfTheNameCountsWhateverItsVersion() {
            versions.advance(object("uid", "10"));

            assertThat(versions.knows(object("uid", "1"))).isTrue();
            assertThat(versions.advance(object("next", "5"))).isTrue();
            assertThat(versions.knows(object("uid", "10"))).isFalse();
        }

        @Test
        void ofVersionsThatAreNoNumbersTheLaterToArriveCounts() {
            versions.advance(object("uid", "x"));

            assertThat(versions.advance(object("uid", "x"))).isFalse();
            assertThat(versions.advance(object("uid", "a"))).isTrue();
        }

        @Test
        void whatIsForgottenIsNew() {
            versions.advance(object("uid", "10"));
            versions.forget(object("uid", "10"));

            assertThat(versions.knows(object("uid", "10"))).isFalse();
            assertThat(versions.advance(object("uid", "1"))).isTrue();
        }

        private static ObjectMeta object(String uid, String version) {
            return new ObjectMetaBuilder()
                    .withNamespace("shop")
                    .withName("a")
                    .withUid(uid)
                    .withResourceVersion(version)
                    .build();
        }
    }

    @Nested
    class OfSettings {

        @Test
        void theOperatorsOwnAndTheSystemNamespacesAreExcludedUnlessIncluded() {
            Settings settings = settings("own", 8080, 4, Set.of("extra"), Set.of("kube-system"));

            assertThat(settings.scope().excluded())
                    .containsExactlyInAnyOrder("own", "extra", "kube-public", "kube-node-lease");
        }

        @Test
        void aWrongSettingIsToldInOneLineThatSaysWhatToDo() {
            assertThatThrownBy(() -> settings(" ", 8080, 4, Set.of(), Set.of()))
                    .hasMessage("the operator's namespace is empty; set POD_NAMESPACE or --namespace");
            assertThatThrownBy(() -> settings("own", 65536, 4, Set.of(), Set.of()))
                    .hasMessage("--http-port must be 0 to 65535, not 65536");
            assertThatThrownBy(() -> settings("own", 0, 0, Set.of(), Set.of()))
                    .hasMessage("--threads must be 1 to 256, not 0");
        }

        private static Settings settings(
                String namespace, int port, int threads, Set<String> excluded, Set<String> included) {
            return new Settings(
                    namespace,
                    "pod",
                    true,
                    Enforcement.ACTIVE,
                    excluded,
                    included,
                    Set.of(),
                    port,
                    threads,
                    Duration.ofSeconds(30),
                    Duration.ZERO,
                    Optional.empty());
        }
    }

    @Nested
    class OfTheGate {

        private final StartupBarrier gate = new StartupBarrier();
        private final List<String> ran = new ArrayList<>();

        @Test
        void itOpensOnceWhenEverythingIsReached() {
            gate.onOpen(() -> ran.add("open"));
            for (StartupBarrier.Condition condition : StartupBarrier.Condition.values()) {
                assertThat(gate.isOpen()).isFalse();
                gate.reached(condition);
            }
            gate.reached(StartupBarrier.Condition.PODS);

            assertThat(gate.isOpen()).isTrue();
            assertThat(ran).containsExactly("open");
        }

        @Test
        void aReplicaThatOnlyWaitsForTheLeaseIsSynced() {
            for (StartupBarrier.Condition condition : StartupBarrier.Condition.values()) {
                if (condition != StartupBarrier.Condition.LEADING) {
                    assertThat(gate.isSynced()).isFalse();
                    gate.reached(condition);
                }
            }

            assertThat(gate.isSynced()).isTrue();
            assertThat(gate.isOpen()).isFalse();
        }

        @Test
        void onceClosedItStaysClosed() {
            gate.close();
            for (StartupBarrier.Condition condition : StartupBarrier.Condition.values()) {
                gate.reached(condition);
            }

            assertThat(gate.isOpen()).isFalse();
        }
    }
}

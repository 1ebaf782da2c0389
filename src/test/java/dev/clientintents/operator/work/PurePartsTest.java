package dev.clientintents.operator.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.model.Enforcement;
import dev.clientintents.operator.Settings;
import dev.clientintents.operator.watch.ResourceVersions;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PurePartsTest {

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

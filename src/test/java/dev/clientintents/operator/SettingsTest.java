package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.backend.hostname.HostSetting;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.graph.Budgets;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.VirtualClusters;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsTest {

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
        assertThatThrownBy(() -> settings("own", 8081, 4, Set.of(), Set.of()))
                .hasMessage("--metrics-port must be another port than --http-port, not 8081");
        assertThatThrownBy(() -> settings("own", 0, 0, Set.of(), Set.of()))
                .hasMessage("--threads must be 1 to 256, not 0");
    }

    @Test
    void theBudgetsAreThoseOfTheScope() {
        assertThat(settings("own", 8080, 4, Set.of(), Set.of(), 7).scope().budgets())
                .isEqualTo(Budgets.DEFAULT.withObjectsOfNamespace(7));
        assertThatThrownBy(() -> settings("own", 8080, 4, Set.of(), Set.of(), 0))
                .hasMessage("--objects-per-namespace must be at least 1, not 0");
    }

    @Test
    void consentAndEntrancesAreThoseOfTheScope() {
        assertThat(settings("own", 8080, 4, Set.of(), Set.of()).scope().consentRequired())
                .isTrue();
        assertThat(settings("own", 8080, 4, Set.of(), Set.of()).scope().onlyDeclared())
                .containsExactly(EntranceKind.SCRAPE);
    }

    @Test
    void aServerIsForgottenAtOnceOrWithinTenYears() {
        assertThat(forgettingAfter(Duration.ZERO).forgetAfter()).isZero();
        assertThatThrownBy(() -> forgettingAfter(Duration.ofMillis(-1)))
                .hasMessage("--forget-after must be PT0S to PT87600H, not PT-0.001S");
        assertThatThrownBy(() -> forgettingAfter(Duration.ofDays(4_000)))
                .hasMessage("--forget-after must be PT0S to PT87600H, not PT96000H");
    }

    @Test
    void agentsAreHeardOnlyWithTheCertificateOfTheWebhook() {
        TestSettings observing = TestSettings.like(settings("own", 8080, 4, Set.of(), Set.of()))
                .with(new ObserveSettings(9444, "client-intents-observe"));

        assertThatThrownBy(observing::settings)
                .hasMessage("--observe-port needs --webhook-port: agents are answered with the webhook's certificate");
        assertThatThrownBy(() -> new ObserveSettings(70_000, "a"))
                .hasMessage("--observe-port must be 0 to 65535, not 70000");
        assertThatThrownBy(() -> new ObserveSettings(9444, "system:admin"))
                .hasMessageStartingWith("--observe-account must be the name of a service account");
    }

    private static Settings forgettingAfter(Duration duration) {
        return settings("own", 8080, 4, Set.of(), Set.of(), duration, 1_000);
    }

    private static Settings settings(
            String namespace, int port, int threads, Set<String> excluded, Set<String> included) {
        return settings(namespace, port, threads, excluded, included, 1_000);
    }

    private static Settings settings(
            String namespace, int port, int threads, Set<String> excluded, Set<String> included, int objects) {
        return settings(namespace, port, threads, excluded, included, Duration.ofHours(24), objects);
    }

    private static Settings settings(
            String namespace,
            int port,
            int threads,
            Set<String> excluded,
            Set<String> included,
            Duration forgetAfter,
            int objects) {
        return new Settings(
                namespace,
                "pod",
                true,
                Enforcement.ACTIVE,
                excluded,
                included,
                Set.of(),
                port,
                8081,
                threads,
                Duration.ofSeconds(30),
                Duration.ZERO,
                forgetAfter,
                objects,
                true,
                Set.of(EntranceKind.SCRAPE),
                ExposureSettings.DEFAULT,
                EgressSettings.DEFAULT,
                HostSetting.NONE,
                VirtualClusters.NONE,
                Optional.empty(),
                Optional.empty());
    }
}

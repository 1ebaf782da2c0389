package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSettingsTest {

    @Test
    void whatTheChartSaysIsTaken() {
        var settings = settings(9443, "client-intents-webhook", "P90D", "PT5S");

        assertThat(settings.lifetimes().serving()).isEqualTo(Duration.ofDays(90));
    }

    @ParameterizedTest(name = "{4}")
    @CsvSource({
        "65536, webhook, P90D, PT5S,  '--webhook-port must be 0 to 65535, not 65536'",
        "9443,  a.b,     P90D, PT5S,  '--webhook-name must be the name of a Service, as client-intents-webhook, not a.b'",
        "9443,  '',      P90D, PT5S,  '--webhook-name must be the name of a Service, as client-intents-webhook, not '",
        "9443,  webhook, PT1S, PT5S,  '--webhook-certificate-lifetime: certificates must hold for at least PT10S, not PT1S'",
        "9443,  webhook, P90D, -PT1S, '--webhook-drain must not be negative'",
    })
    void aWrongSettingIsToldInOneLine(int port, String name, String lifetime, String drain, String message) {
        assertThatThrownBy(() -> settings(port, name, lifetime, drain)).hasMessage(message);
    }

    private static WebhookSettings settings(int port, String name, String lifetime, String drain) {
        return new WebhookSettings(
                port, name, Optional.of(Path.of("certificates")), Duration.parse(lifetime), Duration.parse(drain));
    }
}

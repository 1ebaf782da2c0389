package dev.clientintents.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AgentSettingsTest {

    private static final String OPERATOR = "https://client-intents-webhook.client-intents.svc:9444/traffic";

    @Test
    void aWrongSettingIsToldInOneLineThatSaysWhatToDo() {
        assertThat(settings("worker-1", OPERATOR, Duration.ofSeconds(10)).node())
                .isEqualTo("worker-1");
        assertThatThrownBy(() -> settings(" ", OPERATOR, Duration.ofSeconds(10)))
                .hasMessage("the name of the node is empty; set NODE_NAME or --node");
        assertThatThrownBy(() -> settings("worker-1", "http://a/traffic", Duration.ofSeconds(10)))
                .hasMessageStartingWith("--operator must be an HTTPS address");
        assertThatThrownBy(() -> settings("worker-1", OPERATOR, Duration.ZERO))
                .hasMessage("--read-every must be PT0.1S to PT10M, not PT0S");
    }

    @Test
    void theAddressesOfTheNodeAreFound() throws SocketException {
        assertThat(LocalAddresses.find()).contains("127.0.0.1").noneMatch(it -> it.contains("%"));
    }

    private static AgentSettings settings(String node, String operator, Duration every) {
        Path file = Path.of("file");
        return new AgentSettings(node, file, URI.create(operator), file, file, every, Duration.ofSeconds(60));
    }
}

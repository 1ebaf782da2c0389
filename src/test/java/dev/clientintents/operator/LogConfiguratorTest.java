package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.model.PlainText;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

/** What the operator's log looks like, and how one says so. */
class LogConfiguratorTest {

    @Test
    void isFoundByLogback() {
        assertThat(ServiceLoader.load(Configurator.class)).hasAtLeastOneElementOfType(LogConfigurator.class);
    }

    @Test
    void leavesAFileOfOnesOwnItsPlace() throws JoranException {
        var logs = new LoggerContext();

        new ContextInitializer(logs).autoConfig();

        // of logback-test.xml
        assertThat(logs.getLogger("io.fabric8").getLevel()).isEqualTo(Level.WARN);
        assertThat(logs.getLogger("org.eclipse.jetty").getLevel()).isNull();
    }

    @Test
    void writesTextFromInfoOn() {
        String log = logged(Map.of());

        assertThat(log).containsPattern("^[0-9:.]{12} INFO {2}started port=\"1\"\n$");
    }

    @Test
    void writesJsonWhereItIsTold() throws JsonProcessingException {
        JsonNode event = new ObjectMapper().readTree(logged(Map.of("CLIENT_INTENTS_LOG_FORMAT", "json")));

        assertThat(event.get("level").asText()).isEqualTo("INFO");
        assertThat(event.get("message").asText()).isEqualTo("started");
        assertThat(event.at("/kvpList/0/port").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void nobodyElseWritesALineOrMovesTheCursor(String format) {
        String forged = "x\r\nERROR forged \u001b[31m\u007f\u009b2J\u202e\u2028\" a=\"b";

        String log = logged(
                Map.of("CLIENT_INTENTS_LOG_FORMAT", format),
                logger -> logger.atWarn()
                        .addKeyValue("name", forged)
                        .addKeyValue(forged, 1)
                        .setCause(new IllegalStateException(forged, new IllegalArgumentException(forged)))
                        .log("owner {}", forged));

        assertThat(log.codePoints().filter(it -> it != '\n' && it != '\t' && PlainText.isControl(it)))
                .isEmpty();
        assertThat(log.lines()).noneMatch(line -> line.startsWith("ERROR"));
        if (format.equals("text")) {
            assertThat(log.lines().filter(line -> line.contains("WARN"))).hasSize(1);
            assertThat(log)
                    .contains("name=\"x\\u000D\\u000AERROR forged", "\\\" a=\\\"b\"", "IllegalArgumentException: x");
        } else {
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test
    void writesFromTheLevelThatItIsTold() {
        assertThat(logged(Map.of("CLIENT_INTENTS_LOG_LEVEL", "DEBUG"))).contains("detail");
        assertThat(logged(Map.of("CLIENT_INTENTS_LOG_LEVEL", "WARN"))).isEmpty();
    }

    @Test
    void saysWhatItDoesNotKnowAndGoesOn() {
        String log = logged(Map.of("CLIENT_INTENTS_LOG_LEVEL", "LOUD", "CLIENT_INTENTS_LOG_FORMAT", "xml"));

        assertThat(log)
                .contains("CLIENT_INTENTS_LOG_LEVEL must be one of TRACE, DEBUG, INFO, WARN, ERROR, not LOUD")
                .contains("CLIENT_INTENTS_LOG_FORMAT must be one of text, json, not xml")
                .contains("INFO  started");
    }

    @Test
    void keepsLibrariesQuiet() {
        var logs = new LoggerContext();
        LogConfigurator.configure(logs, Map.of("CLIENT_INTENTS_LOG_LEVEL", "DEBUG"));

        assertThat(logs.getLogger("io.javaoperatorsdk.operator.Operator").getEffectiveLevel())
                .isEqualTo(Level.ERROR);
        assertThat(logs.getLogger("dev.clientintents.operator").getEffectiveLevel())
                .isEqualTo(Level.DEBUG);
    }

    private static String logged(Map<String, String> environment) {
        return logged(environment, log -> {
            log.atInfo().addKeyValue("port", 1).log("started");
            log.atDebug().log("detail");
        });
    }

    private static String logged(Map<String, String> environment, Consumer<Logger> events) {
        PrintStream standardError = System.err;
        var captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            var logs = new LoggerContext();
            logs.setMDCAdapter(new LogbackMDCAdapter());
            LogConfigurator.configure(logs, environment);
            events.accept(logs.getLogger("dev.clientintents.operator"));
        } finally {
            System.setErr(standardError);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }
}

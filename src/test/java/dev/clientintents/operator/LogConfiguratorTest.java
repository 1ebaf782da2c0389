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
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

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
        PrintStream standardError = System.err;
        var captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            var logs = new LoggerContext();
            logs.setMDCAdapter(new LogbackMDCAdapter());
            LogConfigurator.configure(logs, environment);
            var log = logs.getLogger("dev.clientintents.operator");
            log.atInfo().addKeyValue("port", 1).log("started");
            log.atDebug().log("detail");
        } finally {
            System.setErr(standardError);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }
}

package dev.clientintents.operator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.DefaultJoranConfigurator;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.status.NopStatusListener;
import dev.clientintents.model.PlainText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The operator's log, on standard error: {@value #LEVEL} says from which level on, {@value #FORMAT} whether as
 * {@code text} or {@code json}. A file of one's own, where logback looks for one or {@code -Dlogback.configurationFile}
 * names it, takes its place. To parse the same from a file was a tenth of what the main thread did at a start.
 */
public final class LogConfigurator extends DefaultJoranConfigurator {

    private static final String LEVEL = "CLIENT_INTENTS_LOG_LEVEL";
    private static final String FORMAT = "CLIENT_INTENTS_LOG_FORMAT";

    /** The variables of the environment that count, each with the value that holds where it is not set. */
    public static final Map<String, String> DEFAULTS = Map.of(LEVEL, "INFO", FORMAT, "text");

    private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");
    private static final List<String> FORMATS = List.of("text", "json");

    /** The levels from which messages of libraries are logged, since libraries rate their messages too high. */
    private static final Map<String, Level> LIBRARIES = Map.of(
            "io.javaoperatorsdk", Level.ERROR,
            "Default ConfigurationService implementation", Level.WARN,
            "io.fabric8", Level.WARN,
            "io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils", Level.ERROR,
            "org.eclipse.jetty", Level.WARN);

    @Override
    public ExecutionStatus configure(LoggerContext logs) {
        if (performMultiStepConfigurationFileSearch(false) != null) {
            return super.configure(logs);
        }
        configure(logs, System.getenv());
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    static void configure(LoggerContext logs, Map<String, String> environment) {
        logs.getStatusManager().add(new NopStatusListener());
        LIBRARIES.forEach((library, level) -> logs.getLogger(library).setLevel(level));
        logs.addTurboFilter(new InformerWarnings());
        var settings = new HashMap<>(DEFAULTS);
        settings.putAll(environment);
        String level = settings.getOrDefault(LEVEL, "");
        String format = settings.getOrDefault(FORMAT, "");
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(logs);
        console.setTarget("System.err");
        console.setEncoder(format.equals("json") ? json(logs) : text(logs));
        console.start();
        Logger root = logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(level, Level.INFO));
        root.addAppender(console);
        warnUnless(LEVELS, LEVEL, level, root);
        warnUnless(FORMATS, FORMAT, format, root);
    }

    private static void warnUnless(List<String> known, String variable, String value, Logger log) {
        if (!known.contains(value)) {
            log.warn("{} must be one of {}, not {}", variable, String.join(", ", known), value);
        }
    }

    private static Encoder<ILoggingEvent> json(LoggerContext logs) {
        var encoder = new PlainJsonEncoder();
        encoder.setContext(logs);
        encoder.start();
        return encoder;
    }

    /** Escapes also what JSON may leave raw and a terminal obeys: DEL, C1, and what turns the direction of writing. */
    private static final class PlainJsonEncoder extends JsonEncoder {

        @Override
        public byte[] encode(ILoggingEvent event) {
            return PlainText.lines(new String(super.encode(event), StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    private static Encoder<ILoggingEvent> text(LoggerContext logs) {
        var encoder = new TextEncoder();
        encoder.setContext(logs);
        encoder.start();
        return encoder;
    }
}

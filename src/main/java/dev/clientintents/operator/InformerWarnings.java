package dev.clientintents.operator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.clientintents.kube.FailureCause;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Tells of informers that cannot list or watch in one line a minute for each kind. They say so themselves with a stack
 * trace at each try, while the API server is away.
 */
public final class InformerWarnings extends TurboFilter {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(InformerWarnings.class);
    private static final String REFLECTOR = "io.fabric8.kubernetes.client.informers.impl.cache.Reflector";
    private static final long AGAIN_AFTER = Duration.ofMinutes(1).toNanos();

    private final Map<String, Long> told = new ConcurrentHashMap<>();

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            String format,
            Object @Nullable [] arguments,
            @Nullable Throwable failure) {
        if (!level.equals(Level.WARN) || !logger.getName().equals(REFLECTOR) || arguments == null) {
            return FilterReply.NEUTRAL;
        }
        // the operation, the kind, the failure
        if (arguments.length != 3 || !(arguments[2] instanceof Throwable cause)) {
            return FilterReply.NEUTRAL;
        }
        String kind = String.valueOf(arguments[1]);
        long now = System.nanoTime();
        Long last = told.get(kind);
        if (last == null || now - last >= AGAIN_AFTER) {
            told.put(kind, now);
            LOG.atWarn()
                    .addKeyValue("kind", kind)
                    .addKeyValue("cause", FailureCause.message(cause))
                    .log("Could not list or watch; it will be retried");
        }
        return FilterReply.DENY;
    }
}

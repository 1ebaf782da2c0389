package dev.clientintents.operator.write;

import dev.clientintents.model.Labels;
import dev.clientintents.operator.work.DaemonThreads;
import dev.clientintents.operator.work.OperatorMetrics;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Kubernetes events for what a person has to act on. They are written one after the
 * other beside everything else, and the oldest that wait give way: an event holds nothing up.
 */
public final class EventRecorder {

    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final int REMEMBERED = 10_000;
    private static final int WAITING = 1_000;
    private static final int LONGEST_MESSAGE = 1024;

    private final KubernetesClient client;
    private final Clock clock;
    private final String component;
    private final OperatorMetrics metrics;
    private final Executor writer = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            DaemonThreads.named("events"),
            new ThreadPoolExecutor.DiscardOldestPolicy());
    private final Set<String> told = Collections.newSetFromMap(Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }));

    public EventRecorder(KubernetesClient client, Clock clock, String identity, OperatorMetrics metrics) {
        this.client = client;
        this.clock = clock;
        this.component = identity;
        this.metrics = metrics;
    }

    /** Warns of the same thing once for an object, as long as this process lives. */
    void warnOnce(HasMetadata object, String reason, String message) {
        if (told.add(object.getMetadata().getUid() + reason + message)) {
            warn(object, reason, message);
        }
    }

    void warn(HasMetadata object, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        Event event = new EventBuilder()
                .withNewMetadata()
                .withNamespace(object.getMetadata().getNamespace())
                .withGenerateName(truncated(object.getMetadata().getName(), 200) + ".")
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(object.getApiVersion())
                .withKind(object.getKind())
                .withNamespace(object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName())
                .withUid(object.getMetadata().getUid())
                .endInvolvedObject()
                .withType("Warning")
                .withReason(reason)
                .withMessage(truncated(message, LONGEST_MESSAGE))
                .withReportingComponent(Labels.MANAGER)
                .withReportingInstance(component)
                .withNewSource()
                .withComponent(Labels.MANAGER)
                .endSource()
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build();
        writer.execute(() -> write(event));
    }

    private void write(Event event) {
        try {
            client.resource(event).create();
            metrics.written("event", "create");
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("namespace", event.getInvolvedObject().getNamespace())
                    .addKeyValue("name", event.getInvolvedObject().getName())
                    .addKeyValue("reason", event.getReason())
                    .addKeyValue("cause", e.getMessage())
                    .log("Could not write an event");
        }
    }

    private static String truncated(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit);
    }
}

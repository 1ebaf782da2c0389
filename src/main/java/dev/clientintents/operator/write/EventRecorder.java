package dev.clientintents.operator.write;

import dev.clientintents.model.Labels;
import dev.clientintents.operator.work.DaemonThreads;
import dev.clientintents.operator.work.OperatorMetrics;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Kubernetes events for what a person has to act on. They are written one after the other beside everything
 * else, and the oldest that wait give way: an event holds nothing up. Of many that are alike within a minute a few are
 * written ({@link WarningWindow}).
 */
public final class EventRecorder {

    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final int REMEMBERED = 10_000;
    private static final int WAITING = 1_000;
    private static final int LONGEST_MESSAGE = 1024;
    private static final long WINDOW_SECONDS = 60;

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
            this::dropOldest);
    private final ScheduledExecutorService timer;
    private final WarningWindow window = new WarningWindow();
    private final AtomicInteger dropped = new AtomicInteger();
    private final Set<String> told = Collections.newSetFromMap(Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }));

    /** @param timer ends the windows of a minute */
    public EventRecorder(
            KubernetesClient client,
            Clock clock,
            String identity,
            OperatorMetrics metrics,
            ScheduledExecutorService timer) {
        this.client = client;
        this.clock = clock;
        this.component = identity;
        this.metrics = metrics;
        this.timer = timer;
    }

    /** Warns of the same thing once for an object, as long as this process lives. */
    void warnOnce(WarningWindow.Subject subject, String reason, String message) {
        if (told.add(subject.uid() + reason + message)) {
            warn(subject, reason, message);
        }
    }

    /** Warns of a namespace; the event lies in the namespace itself, where its people look. */
    void warn(String namespace, String reason, String message) {
        warn(new WarningWindow.Subject("v1", "Namespace", namespace, namespace, null), reason, message);
    }

    void warn(HasMetadata object, String reason, String message) {
        ObjectMeta metadata = object.getMetadata();
        warn(
                new WarningWindow.Subject(
                        object.getApiVersion(),
                        object.getKind(),
                        metadata.getNamespace(),
                        metadata.getName(),
                        metadata.getUid()),
                reason,
                message);
    }

    void warn(WarningWindow.Subject subject, String reason, String message) {
        Optional<WarningWindow.Warning> first;
        synchronized (window) {
            if (window.isEmpty()) {
                later(() -> window.close().forEach(this::record));
            }
            first = window.offer(subject, reason, message);
        }
        first.ifPresent(this::record);
    }

    private void record(WarningWindow.Warning warning) {
        WarningWindow.Subject object = warning.subject();
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        Event event = new EventBuilder()
                .withNewMetadata()
                .withNamespace(object.namespace())
                .withGenerateName(truncated(object.name(), 200) + ".")
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(object.apiVersion())
                .withKind(object.kind())
                .withNamespace(object.namespace())
                .withName(object.name())
                .withUid(object.uid())
                .endInvolvedObject()
                .withType("Warning")
                .withReason(warning.reason())
                .withMessage(truncated(warning.message(), LONGEST_MESSAGE))
                .withReportingComponent(Labels.MANAGER)
                .withReportingInstance(component)
                .withNewSource()
                .withComponent(Labels.MANAGER)
                .endSource()
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(warning.count())
                .build();
        writer.execute(() -> write(event));
    }

    private void write(Event event) {
        try {
            client.resource(event).create();
            metrics.written(OperatorMetrics.Write.EVENT_CREATED);
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("namespace", event.getInvolvedObject().getNamespace())
                    .addKeyValue("name", event.getInvolvedObject().getName())
                    .addKeyValue("reason", event.getReason())
                    .addKeyValue("cause", e.getMessage())
                    .log("Could not write an event");
        }
    }

    private void later(Runnable task) {
        if (!timer.isShutdown()) {
            var unused = timer.schedule(task, WINDOW_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void dropOldest(Runnable event, ThreadPoolExecutor full) {
        if (full.getQueue().poll() != null) {
            metrics.eventDropped();
            if (dropped.getAndIncrement() == 0) {
                later(this::logDropped);
            }
        }
        full.execute(event);
    }

    private void logDropped() {
        LOG.atWarn()
                .addKeyValue("count", dropped.getAndSet(0))
                .log("Dropped the oldest events of the last minute, which came faster than they could be written;"
                        + " statuses say the same");
    }

    private static String truncated(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit);
    }
}

package dev.clientintents.operator.work;

import dev.clientintents.admission.Outcome;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The metrics under {@code /metrics}: reconciliations, objects written, what is known, how long events wait, and what
 * the webhook answered.
 */
public final class OperatorMetrics {

    /** A write of the operator, as the labels of its count name it. */
    public enum Write {
        POD_PATCHED("pod", "patch"),
        POLICY_CREATED("policy", "create"),
        POLICY_UPDATED("policy", "update"),
        POLICY_DELETED("policy", "delete"),
        TRAFFIC_PATCHED("observedtraffic", "patch"),
        STATUS_PATCHED("status", "patch"),
        EVENT_CREATED("event", "create"),
        ORPHANS_CREATED("configmap", "create"),
        ORPHANS_PATCHED("configmap", "patch"),
        SECRET_CREATED("secret", "create"),
        SECRET_UPDATED("secret", "update"),
        WEBHOOK_PATCHED("webhook", "patch");

        private final String object;
        private final String action;

        Write(String object, String action) {
            this.object = object;
            this.action = action;
        }

        /**
         * Returns the write with these labels.
         *
         * @throws IllegalArgumentException where the operator makes no such write
         */
        public static Write of(String object, String action) {
            return Arrays.stream(values())
                    .filter(write -> write.object.equals(object) && write.action.equals(action))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no write counts as " + object + " " + action));
        }
    }

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Write, Counter> writes = new EnumMap<>(Write.class);
    private final Map<String, Timer> waits = new ConcurrentHashMap<>();
    private final Counter eventsDropped = Counter.builder("client_intents.events_dropped")
            .description("Events that were dropped because they came faster than they could be written")
            .register(registry);

    /** Registers every count of writes, so that a rate sees the first write of a kind as well. */
    public OperatorMetrics() {
        for (Write write : Write.values()) {
            writes.put(
                    write, registry.counter("client_intents.writes", "object", write.object, "action", write.action));
        }
    }

    /** Returns JOSDK's counts and times of reconciliations. */
    public Metrics reconciliations() {
        return MicrometerMetricsV2.newBuilder(registry).build();
    }

    /** Counts an object that was written. */
    public void written(Write write) {
        Objects.requireNonNull(writes.get(write)).increment();
    }

    /** Counts an event that gave way to later ones, because they came faster than they could be written. */
    public void eventDropped() {
        eventsDropped.increment();
    }

    /** Notes how long an object waited from the event that touched it to its write. */
    public void waited(String object, long nanos) {
        waits.computeIfAbsent(object, this::timer).record(Duration.ofNanos(nanos));
    }

    private Timer timer(String object) {
        return Timer.builder("client_intents.event_to_write")
                .description("Time from the event that touched an object to the answer of its write")
                .tag("object", object)
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(20),
                        Duration.ofMillis(60),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10))
                .register(registry);
    }

    /** Notes that the webhook answered a request. */
    public void admitted(String path, Outcome outcome, long nanos) {
        Timer.builder("client_intents.admission")
                .description("Time in which the webhook answered a request")
                .tag("path", path)
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1))
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }

    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder("client_intents." + name, value).description(description).register(registry);
    }

    /** Returns the text that Prometheus reads. */
    public String scrape() {
        return registry.scrape();
    }
}

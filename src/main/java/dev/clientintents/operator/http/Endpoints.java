package dev.clientintents.operator.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.clientintents.http.Answer;
import dev.clientintents.http.HttpServer;
import dev.clientintents.http.Limits;
import dev.clientintents.http.Port;
import dev.clientintents.http.Refusals;
import dev.clientintents.http.Route;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The ports without TLS: {@code /livez} and {@code /readyz} for the kubelet, and {@code /metrics} for scrapers.
 */
public final class Endpoints implements AutoCloseable {

    private static final Limits LIMITS = new Limits(
            6, 1_000, 32, 0, 0, Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ZERO);
    private static final Refusals UNTOLD = (path, nanos) -> {};

    private final HttpServer probes;
    private final HttpServer metrics;

    private Endpoints(HttpServer probes, HttpServer metrics) {
        this.probes = probes;
        this.metrics = metrics;
    }

    /** Listens on both ports; 0 takes a free one. */
    public static Endpoints start(int probesPort, int metricsPort, BooleanSupplier ready, Supplier<String> metrics) {
        var endpoints = new Endpoints(
                new HttpServer(
                        new Port("probes", probesPort, "--http-port"),
                        Optional.empty(),
                        LIMITS,
                        Map.of(
                                "/livez", Route.get(() -> Answer.text(200, "ok")),
                                "/readyz", Route.get(() -> readiness(ready.getAsBoolean()))),
                        UNTOLD),
                new HttpServer(
                        new Port("metrics", metricsPort, "--metrics-port"),
                        Optional.empty(),
                        LIMITS,
                        Map.of(
                                "/metrics",
                                Route.get(() -> new Answer(
                                        200,
                                        "text/plain; version=0.0.4; charset=utf-8",
                                        metrics.get().getBytes(UTF_8)))),
                        UNTOLD));
        endpoints.probes.start();
        endpoints.metrics.start();
        return endpoints;
    }

    private static Answer readiness(boolean ready) {
        return ready
                ? Answer.text(200, "ok")
                : Answer.text(503, "the caches are not filled, or the webhook has no certificate yet");
    }

    public int probesPort() {
        return probes.port();
    }

    public int metricsPort() {
        return metrics.port();
    }

    @Override
    public void close() {
        metrics.close();
        probes.close();
    }
}

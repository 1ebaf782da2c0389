package dev.clientintents.operator.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code /livez}, {@code /readyz} and {@code /metrics} on one port. */
public final class HttpEndpoints implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
        var thread = new Thread(task, "http-endpoints");
        thread.setDaemon(true);
        return thread;
    });

    public HttpEndpoints(int port, BooleanSupplier ready, Supplier<String> metrics) {
        try {
            server = HttpServer.create(new InetSocketAddress(port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port + "; choose another with --http-port", e);
        }
        server.setExecutor(threads);
        serve("/livez", "text/plain", () -> "ok", () -> true);
        serve(
                "/readyz",
                "text/plain",
                () -> ready.getAsBoolean() ? "ok" : "the caches are not filled, or the webhook has no certificate yet",
                ready);
        serve("/metrics", "text/plain; version=0.0.4; charset=utf-8", metrics, () -> true);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void serve(String path, String type, Supplier<String> body, BooleanSupplier good) {
        server.createContext(path, exchange -> {
            try (exchange) {
                byte[] bytes = body.get().getBytes(UTF_8);
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.sendResponseHeaders(good.getAsBoolean() ? 200 : 503, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

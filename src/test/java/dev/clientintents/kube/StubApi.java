package dev.clientintents.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An API server that answers what it is told to, in order and the last answer for ever, and 404 to the rest. */
public final class StubApi implements AutoCloseable {

    private record Answer(int code, String body, Map<String, String> headers) {}

    private final HttpServer server;
    private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, List<String>> bodies = new ConcurrentHashMap<>();
    private final List<String> impersonated = new CopyOnWriteArrayList<>();

    /** Starts it on a free port. */
    public StubApi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /** Adds an answer to requests such as {@code GET /api/v1/pods?limit=500}. */
    public StubApi answer(String request, int code, String body) {
        return answer(request, code, body, Map.of());
    }

    StubApi answer(String request, int code, String body, Map<String, String> headers) {
        answers.computeIfAbsent(request, key -> new ArrayDeque<>()).add(new Answer(code, body, headers));
        return this;
    }

    /** The requests so far, in order. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** The bodies of such requests so far, in order. */
    public List<String> bodies(String request) {
        return List.copyOf(bodies.getOrDefault(request, List.of()));
    }

    /** In whose names requests came that came in the name of somebody else. */
    public List<String> impersonated() {
        return List.copyOf(impersonated);
    }

    /** How to reach it. */
    public Config config() {
        return new ConfigBuilder(Config.empty()).withMasterUrl(url()).build();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    KubernetesClient client() {
        return new KubernetesClientBuilder().withConfig(config()).build();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            bodies.computeIfAbsent(request, first -> new CopyOnWriteArrayList<>())
                    .add(body);
            requests.add(request);
            impersonated.addAll(exchange.getRequestHeaders().getOrDefault("Impersonate-User", List.of()));
            Queue<Answer> queue = answers.getOrDefault(request, new ArrayDeque<>());
            Answer answer = queue.size() > 1 ? queue.remove() : queue.peek();
            if (answer == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            answer.headers().forEach(exchange.getResponseHeaders()::add);
            byte[] answered = answer.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(answer.code(), answered.length == 0 ? -1 : answered.length);
            exchange.getResponseBody().write(answered);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

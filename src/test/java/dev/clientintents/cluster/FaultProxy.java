package dev.clientintents.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A plain-HTTP way to an API server on which things go wrong until it is healed: of the writes, some are answered 409,
 * 429 or 500, of the latter half after they were done; and watches break off, now and then in the middle of an event.
 * Writes to chosen paths always fail.
 */
public final class FaultProxy implements AutoCloseable {
    private static final Set<String> OF_ONE_HOP =
            Set.of("connection", "content-length", "expect", "host", "keep-alive", "transfer-encoding", "upgrade");
    private static final int LONGEST_WATCH_MILLIS = 3000;
    private static final double CUT_WITHIN_AN_EVENT = 0.05;
    private static final int LOST = -500;
    private static final int THERE = -1;

    private final Config target;
    private final double failingWrites;
    private final Random random;
    private final HttpClient back;
    private final HttpServer front;
    private final ExecutorService requests = Executors.newCachedThreadPool(daemon("fault-proxy"));
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(daemon("fault-clock"));
    private final AtomicInteger failedWrites = new AtomicInteger();
    private final AtomicInteger cutWatches = new AtomicInteger();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> hanging = ConcurrentHashMap.newKeySet();
    private final AtomicInteger hangingWrites = new AtomicInteger();
    private final CountDownLatch whenHealed = new CountDownLatch(1);
    private volatile boolean healed;
    private volatile int away = THERE;
    private volatile boolean sparesWatches;

    private FaultProxy(Config target, double failingWrites, long seed) throws IOException, GeneralSecurityException {
        this.target = target;
        this.failingWrites = failingWrites;
        this.random = new Random(seed);
        this.back = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting(target.getCaCertData()))
                .build();
        this.front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.createContext("/", this::handle);
        front.setExecutor(requests);
        front.start();
    }

    /**
     * Starts one before an API server, with the fraction of the writes that fail; the same seed makes the same choices.
     */
    public static FaultProxy before(Config target, double failingWrites, long seed) {
        try {
            return new FaultProxy(target, failingWrites, seed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the API server's certificate cannot be trusted", e);
        }
    }

    /** The configuration of the target, its way led through here. */
    public Config configThrough() {
        return new ConfigBuilder(target)
                .withMasterUrl("http://127.0.0.1:" + front.getAddress().getPort() + "/")
                .withCaCertData(null)
                .build();
    }

    /** Lets watches live, so that nothing but writes is at fault. */
    public FaultProxy sparingWatches() {
        sparesWatches = true;
        return this;
    }

    /** Answers every write to a path with 500, as long as it is not healed. */
    public void refuseWritesTo(String path) {
        refused.add(path);
    }

    /**
     * Lets every write to a path that begins so wait without an answer, until it is healed, as a webhook that hangs
     * does.
     */
    public void hangWritesUnder(String path) {
        hanging.add(path);
    }

    /** Cuts every connection that asks for something. */
    public void goAway() {
        away = 0;
    }

    /** Answers everything with a status. */
    public void answerAll(int code) {
        away = code;
    }

    /** Ends {@link #goAway} and {@link #answerAll}. */
    public void comeBack() {
        away = THERE;
    }

    /** How many writes wait. */
    public int hangingWrites() {
        return hangingWrites.get();
    }

    /** From now on nothing goes wrong. */
    public void heal() {
        healed = true;
        whenHealed.countDown();
    }

    public int failedWrites() {
        return failedWrites.get();
    }

    public int cutWatches() {
        return cutWatches.get();
    }

    @Override
    public void close() {
        whenHealed.countDown();
        front.stop(0);
        requests.shutdownNow();
        clock.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (away != THERE) {
                if (away == 0) {
                    throw new IOException("the API server is away");
                }
                fail(exchange, away);
                return;
            }
            if (exchange.getRequestHeaders().containsKey("Upgrade")) {
                // whoever asks for a WebSocket and gets a plain answer watches over plain HTTP
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            hang(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
            int fault =
                    fault(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
            if (fault == 0) {
                pass(exchange, send(exchange, body));
                return;
            }
            failedWrites.incrementAndGet();
            if (fault == LOST) {
                try (InputStream lost = send(exchange, body).body()) {
                    lost.readAllBytes();
                }
            }
            fail(exchange, Math.abs(fault));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hang(String method, String path) throws InterruptedException {
        if (!method.equals("GET") && hanging.stream().anyMatch(path::startsWith)) {
            hangingWrites.incrementAndGet();
            whenHealed.await();
            hangingWrites.decrementAndGet();
        }
    }

    /** The status to answer instead of the truth; 0 for none, {@link #LOST} for 500 after the write was done. */
    private int fault(String method, String path) {
        if (healed || method.equals("GET")) {
            return 0;
        }
        if (refused.contains(path)) {
            return 500;
        }
        if (!chance(failingWrites)) {
            return 0;
        }
        int code = List.of(409, 429, 500).get(random.nextInt(3));
        return code == 500 && chance(0.5) ? LOST : code;
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    private HttpResponse<InputStream> send(HttpExchange exchange, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target.getMasterUrl())
                        .resolve(exchange.getRequestURI().toString()))
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        copyHeaders(exchange.getRequestHeaders(), request::header);
        return back.send(request.build(), BodyHandlers.ofInputStream());
    }

    private void pass(HttpExchange exchange, HttpResponse<InputStream> response) throws IOException {
        copyHeaders(response.headers().map(), exchange.getResponseHeaders()::add);
        try (InputStream body = response.body()) {
            if (String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true")) {
                exchange.sendResponseHeaders(response.statusCode(), 0);
                stream(body, exchange);
            } else {
                byte[] all = body.readAllBytes();
                exchange.sendResponseHeaders(response.statusCode(), all.length == 0 ? -1 : all.length);
                new ByteArrayInputStream(all).transferTo(exchange.getResponseBody());
            }
        }
    }

    private void stream(InputStream events, HttpExchange exchange) throws IOException {
        var end = clock.schedule(() -> cut(events), 100 + random.nextInt(LONGEST_WATCH_MILLIS), TimeUnit.MILLISECONDS);
        try {
            var buffer = new byte[64 * 1024];
            for (int length = events.read(buffer); length >= 0; length = events.read(buffer)) {
                boolean broken = cutsWatches() && chance(CUT_WITHIN_AN_EVENT);
                exchange.getResponseBody().write(buffer, 0, broken ? length / 2 : length);
                exchange.getResponseBody().flush();
                if (broken) {
                    cutWatches.incrementAndGet();
                    throw new IOException("cut in the middle of an event");
                }
            }
        } finally {
            end.cancel(false);
        }
    }

    private boolean cutsWatches() {
        return !healed && !sparesWatches;
    }

    private void cut(InputStream events) {
        if (cutsWatches()) {
            cutWatches.incrementAndGet();
            try {
                events.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void copyHeaders(Map<String, List<String>> headers, HeaderSink sink) {
        headers.forEach((name, values) -> {
            if (!OF_ONE_HOP.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                values.forEach(value -> sink.add(name, value));
            }
        });
    }

    private interface HeaderSink {
        void add(String name, String value);
    }

    private static void fail(HttpExchange exchange, int code) throws IOException {
        byte[] status = """
                {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "code": %d, "message": "a fault"}
                """.formatted(code).getBytes(UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.add("Content-Type", "application/json");
        if (code == 429) {
            headers.add("Retry-After", Long.toString(Duration.ofSeconds(1).toSeconds()));
        }
        exchange.sendResponseHeaders(code, status.length);
        exchange.getResponseBody().write(status);
    }

    private static SSLContext trusting(String certificates) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        for (Certificate certificate : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(certificates.getBytes(UTF_8)))) {
            trusted.setCertificateEntry(Integer.toString(trusted.size()), certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}

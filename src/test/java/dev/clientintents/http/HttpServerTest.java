package dev.clientintents.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.clientintents.certificate.Credential;
import dev.clientintents.certificate.HotKey;
import dev.clientintents.certificate.Lifetimes;
import dev.clientintents.certificate.Rotation;
import dev.clientintents.operator.AnyCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpServerTest {

    private static final Duration REQUEST = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int LARGEST = 1_000;
    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();
    private static final List<InetAddress> OTHERS = SlowSenders.addresses(3);

    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final AtomicInteger held = new AtomicInteger();
    private final CompletableFuture<Answer> later = new CompletableFuture<>();
    private final List<HttpServer> servers = new ArrayList<>();
    private final SSLContext trusted = AnyCertificate.trusted();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trusted)
            .build();
    private boolean secure;

    @AfterEach
    void stop() {
        later.complete(Answer.text(200, "at last"));
        servers.forEach(HttpServer::close);
    }

    @Test
    void aRequestIsAnsweredByItsPath() {
        HttpServer server = plain(Bounds.wide());

        HttpResponse<String> answer = get(server, "/ok?with=a-question");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(answer.body()).isEqualTo("ok");
        assertThat(post(server, "/echo", "said").body()).isEqualTo("said");
        assertThat(refused).isEmpty();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "'GET /none HTTP/1.1\r\nHost: x\r\n\r\n',                                       404, other",
        "'POST /ok HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n',                   405, /ok",
        "'GET /echo HTTP/1.1\r\nHost: x\r\n\r\n',                                       405, /echo",
        "'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n',              413, /echo",
        "'POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n',        411, /echo",
        "'POST /wrong HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n',                400, /wrong",
        "'POST /broken HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n',               500, /broken",
    })
    void whatIsNotAnsweredIsRefusedWithoutWaitingForTheRest(String request, int status, String told)
            throws IOException {
        assertThat(firstLine(plain(Bounds.wide()), request)).startsWith("HTTP/1.1 " + status);
        assertThat(refused).containsExactly(told);
    }

    @Test
    void aHeaderThatIsTooLargeIsRefused() throws IOException {
        assertThat(firstLine(
                        plain(Bounds.wide()),
                        "GET /ok HTTP/1.1\r\nHost: x\r\nX-Large: " + "x".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
    }

    @Test
    void whoSendsSlowlyIsBrokenOffWhenTheTimeOfARequestIsOverAndNotBefore() {
        HttpServer server = plain(Bounds.within(100, 100, 0, REQUEST, LONG));

        try (var slow = SlowSenders.of(20, headers(server, List.of(LOCAL)))) {
            await().until(() -> slow.cut() >= 20);
            assertThat(slow.shortest()).isGreaterThan(REQUEST);
        }
    }

    @Test
    void aBodyMustBeThereInTimeToo() {
        HttpServer server = secured(Bounds.within(100, 100, 100 * LARGEST, REQUEST, LONG));

        try (var slow =
                SlowSenders.of(5, SlowSenders.body(server.port(), List.of(LOCAL), trusted, "/echo", LARGEST, 10))) {
            await().until(() -> slow.cut() >= 5);
            assertThat(slow.shortest()).isGreaterThan(REQUEST);
        }
    }

    @Test
    void aConnectionWithoutARequestIsClosedWhenItHasBeenKeptLongEnough() throws IOException {
        HttpServer server = plain(Bounds.within(10, 10, 0, LONG, Duration.ofMillis(500)));

        try (var socket = new Socket(LOCAL, server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET /ok HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));

            assertThat(socket.getInputStream().readAllBytes())
                    .asString(US_ASCII)
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void slowHeadersBeyondAllLimitsKeepNobodyOut() {
        HttpServer server = plain(Bounds.within(40, 20, 0, LONG, LONG));

        try (var slow = SlowSenders.of(100, headers(server, OTHERS))) {
            await().until(() -> slow.cut() > 100);
            for (int i = 0; i < 20; i++) {
                assertThat(get(server, "/ok").statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void slowHandshakesAndUnfinishedBodiesBeyondAllLimitsKeepNobodyOut() {
        HttpServer server = secured(Bounds.within(60, 40, 10 * LARGEST, LONG, LONG));

        try (var handshakes = SlowSenders.of(100, SlowSenders.plain(server.port(), OTHERS, SlowSenders.handshake()));
                var bodies = SlowSenders.of(
                        20, SlowSenders.body(server.port(), OTHERS, trusted, "/echo", LARGEST, LARGEST / 2))) {
            await().until(() -> handshakes.cut() > 100 && bodies.cut() > 20);
            for (int i = 0; i < 20; i++) {
                assertThat(post(server, "/echo", "honest").body()).isEqualTo("honest");
            }
        }
    }

    @Test
    void bodiesThatAreBeingAnsweredKeepTheirPlaceAndWhoComesBeyondIsToldSo() {
        HttpServer server = plain(Bounds.within(10, 10, 20, LONG, LONG));
        CompletableFuture<HttpResponse<String>> first = send(server, "/later", "x".repeat(15));
        await().until(() -> held.get() == 1);

        assertThat(post(server, "/echo", "x".repeat(10)).statusCode()).isEqualTo(503);
        assertThat(post(server, "/echo", "x".repeat(5)).statusCode()).isEqualTo(200);
        later.complete(Answer.text(200, "at last"));
        assertThat(first.join().body()).isEqualTo("at last");
        await().untilAsserted(() ->
                assertThat(post(server, "/echo", "x".repeat(20)).statusCode()).isEqualTo(200));
    }

    @Test
    void aPortThatIsTakenIsToldWithTheWayOut() {
        HttpServer first = plain(Bounds.wide());
        try (var second = new HttpServer(
                new Port("second", first.port(), "--some-port"),
                Optional.empty(),
                Bounds.wide(),
                Map.of(),
                (p, n) -> {})) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("cannot listen on port " + first.port() + "; choose another with --some-port");
        }
    }

    private HttpServer plain(Limits limits) {
        return start(Optional.empty(), limits);
    }

    private HttpServer secured(Limits limits) {
        var key = new HotKey();
        Credential credential = new Rotation(new Lifetimes(Duration.ofDays(1)), new TreeSet<>(List.of("localhost")))
                .first(Instant.now())
                .serving();
        key.use(credential.key(), List.of(credential.certificate()));
        return start(Optional.of(key.context()), limits);
    }

    private HttpServer start(Optional<SSLContext> tls, Limits limits) {
        var server = new HttpServer(
                new Port("tested", 0, "--port"),
                tls,
                limits,
                Map.of(
                        "/ok", Route.get(() -> Answer.text(200, "ok")),
                        "/echo",
                                new Route(
                                        "POST",
                                        LARGEST,
                                        query -> CompletableFuture.completedFuture(
                                                new Answer(200, "text/plain", query.body()))),
                        "/later",
                                new Route("POST", LARGEST, query -> {
                                    held.incrementAndGet();
                                    return later;
                                }),
                        "/wrong",
                                new Route("POST", LARGEST, query -> {
                                    throw new IllegalArgumentException("is wrong");
                                }),
                        "/broken",
                                new Route(
                                        "POST",
                                        LARGEST,
                                        query -> CompletableFuture.failedFuture(new IllegalStateException("broken")))),
                (path, nanos) -> refused.add(path));
        server.start();
        servers.add(server);
        secure = tls.isPresent();
        return server;
    }

    private static SlowSenders.Way headers(HttpServer server, List<InetAddress> from) {
        return SlowSenders.plain(server.port(), from, SlowSenders.header("/ok"));
    }

    private HttpResponse<String> get(HttpServer server, String path) {
        return http.sendAsync(HttpRequest.newBuilder(uri(server, path)).build(), HttpResponse.BodyHandlers.ofString())
                .join();
    }

    private HttpResponse<String> post(HttpServer server, String path, String body) {
        return send(server, path, body).join();
    }

    private CompletableFuture<HttpResponse<String>> send(HttpServer server, String path, String body) {
        return http.sendAsync(
                HttpRequest.newBuilder(uri(server, path))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(HttpServer server, String path) {
        return URI.create((secure ? "https" : "http") + "://localhost:" + server.port() + path);
    }

    private static String firstLine(HttpServer server, String request) throws IOException {
        try (var socket = new Socket(LOCAL, server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new String(socket.getInputStream().readNBytes(40), US_ASCII);
        }
    }
}

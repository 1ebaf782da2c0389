package dev.clientintents.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.certificate.Certificates;
import dev.clientintents.certificate.HotKey;
import dev.clientintents.certificate.Lifetimes;
import dev.clientintents.certificate.Rotation;
import dev.clientintents.http.Bounds;
import dev.clientintents.http.HttpServer;
import dev.clientintents.http.Port;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionRoutesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REVIEW = """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
              "uid": "705ab4f5-6393-11e8-b7cc-42010a800002", "operation": "CREATE", "namespace": "shop", "dryRun": true,
              "kind": {"group": "", "version": "v1", "kind": "Pod"},
              "object": {"apiVersion": "v1", "kind": "Pod",
                "metadata": {"generateName": "web-", "uid": "of-another-life", "deletionTimestamp": "2026-11-01T00:00:00Z",
                  "labels": {"app": "web", "clientintents.dev/consumes-bank.finance": "true"}},
                "spec": {"containers": [{"name": "app", "image": "app", "env": [{"name": "A", "value": "b"}]}]},
                "status": {"phase": "Succeeded"}}}}
            """;

    private final Rotation rotation =
            new Rotation(new Lifetimes(Duration.ofDays(1)), new TreeSet<>(List.of("localhost")));
    private final Certificates certificates = rotation.first(Instant.now());
    private final HotKey key = new HotKey();
    private final List<Pod> seen = new CopyOnWriteArrayList<>();
    private final List<String> answered = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Verdict> later = new CompletableFuture<>();
    private final HttpServer server = new HttpServer(
            new Port("webhook", 0, "--webhook-port"),
            Optional.of(key.context()),
            Bounds.wide(),
            AdmissionRoutes.of(
                    Map.of(
                            "/strip",
                            pod -> {
                                seen.add(pod);
                                return CompletableFuture.completedFuture(Verdict.stripping(pod));
                            },
                            "/late",
                            pod -> later,
                            "/broken",
                            pod -> {
                                throw new IllegalStateException("broken");
                            }),
                    (path, outcome, nanos) -> answered.add(path + " " + outcome)),
            (path, nanos) -> answered.add(path + " REFUSED"));

    @BeforeEach
    void start() {
        use(certificates);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theAnswerHasTheUidOfTheRequestAndAPatch() throws Exception {
        JsonNode review = JSON.readTree(post("/strip", REVIEW).body());

        assertThat(review.path("apiVersion").asText()).isEqualTo("admission.k8s.io/v1");
        assertThat(review.path("kind").asText()).isEqualTo("AdmissionReview");
        JsonNode response = review.path("response");
        assertThat(response.path("uid").asText()).isEqualTo("705ab4f5-6393-11e8-b7cc-42010a800002");
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
        assertThat(JSON.readTree(
                        Base64.getDecoder().decode(response.path("patch").asText())))
                .isEqualTo(JSON.readTree("""
                        [{"op": "remove", "path": "/metadata/labels/clientintents.dev~1consumes-bank.finance"}]
                        """));
        assertThat(answered).containsExactly("/strip PATCHED");
    }

    @Test
    void aPodIsSeenAsItWillBeCreatedWithoutWhatIsWrittenDownOfItsFormerLife() {
        post("/strip", REVIEW);

        assertThat(seen).singleElement().satisfies(pod -> {
            assertThat(pod.getMetadata().getNamespace()).isEqualTo("shop");
            assertThat(pod.getMetadata().getName()).isEmpty();
            assertThat(pod.getMetadata().getUid()).isEmpty();
            assertThat(pod.getMetadata().getDeletionTimestamp()).isNull();
            assertThat(pod.getStatus()).isNull();
        });
    }

    @Test
    void wherePodsStayAsTheyAreThereIsNoPatch() throws Exception {
        String ordinary = REVIEW.replace("clientintents.dev/consumes-bank.finance", "tier");

        JsonNode response = JSON.readTree(post("/strip", ordinary).body()).path("response");

        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.has("patch")).isFalse();
        assertThat(response.has("patchType")).isFalse();
    }

    @ParameterizedTest(name = "{0} with {1} for {2}: {3}")
    @CsvSource({
        "/strip, CREATE,                   UPDATE,         400",
        "/strip, admission.k8s.io/v1,      admission.k8s.io/v1beta1, 400",
        "/strip, '\"kind\": \"Pod\",\n',   '\"kind\": \"Deployment\",\n', 400",
        "/strip, 705ab4f5-6393-11e8-b7cc-42010a800002, '', 400",
        "/strip, AdmissionReview,          ConversionReview, 400",
        "/strip, {,                        '',             400",
        "/broken, x,                       x,              500",
        "/other, x,                        x,              404",
    })
    void whatItDoesNotAnswerIsRefusedWithoutAnAnswer(String path, String what, String by, int status) {
        HttpResponse<String> answer = post(path, REVIEW.replace(what, by));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).doesNotContain("allowed").isNotBlank();
        assertThat(answered).singleElement().asString().endsWith("REFUSED");
    }

    @Test
    void anotherMethodIsRefused() {
        var request = HttpRequest.newBuilder(uri("/strip")).build();

        assertThat(client(certificates)
                        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                        .join()
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedBeforeItIsRead() throws IOException {
        try (Socket socket = context(certificates)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            String head = "POST /strip HTTP/1.1\r\nHost: webhook.of.another.name\r\nContent-Length: "
                    + (AdmissionRoutes.LARGEST_BODY + 1) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));

            assertThat(reader.readLine()).contains(" 413 ");
        }
    }

    @Test
    void whoStallsHoldsNobodyUp() throws Exception {
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 200; i++) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                socket.getOutputStream().write(new byte[] {22, 3, 1}); // the beginning of a TLS handshake
                sockets.add(socket);
            }
            var waiting = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < 100; i++) {
                waiting.add(send(client(certificates), "/late", REVIEW));
            }

            assertThat(post("/strip", REVIEW).statusCode()).isEqualTo(200);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);
            later.complete(Verdict.unpatched(Outcome.LATE));
            assertThat(waiting)
                    .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aNewCertificateIsServedToNewConnectionsAndOldOnesGoOn() {
        HttpClient old = client(certificates);
        assertThat(send(old, "/strip", REVIEW).join().statusCode()).isEqualTo(200);
        Certificates other = rotation.first(Instant.now());

        use(other);

        assertThat(send(old, "/strip", REVIEW).join().statusCode()).isEqualTo(200);
        assertThat(send(client(other), "/strip", REVIEW).join().statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> send(client(certificates), "/strip", REVIEW).join())
                .isInstanceOf(CompletionException.class)
                .hasStackTraceContaining("SSLHandshakeException");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a label that is null,          '\"app\": \"web\"',    '\"app\": null'",
        "an environment of everything,  '\"env\": [{',           '\"env\": [null, {\"a\": [{}]}, {'",
        "an owner that is null,         '\"generateName\"',      '\"ownerReferences\": [null], \"generateName\"'",
    })
    void whatHasNoMeaningIsPassedOver(String what, String part, String by) {
        HttpResponse<String> answer = post("/strip", REVIEW.replace(part, by));

        assertThat(answer.statusCode()).as(what).isEqualTo(200);
        assertThat(answer.body()).contains("JSONPatch");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"{\"labels\": {%s}}", "{\"x\": [%s]}"})
    void aPodOfMorePartsThanAnyHasIsNotRead(String metadata) {
        String many = IntStream.range(0, 100_000)
                .mapToObj(i -> metadata.contains("[") ? "1" : "\"k" + i + "\": \"\"")
                .collect(Collectors.joining(","));
        String review = REVIEW.replaceFirst(
                "\"metadata\": \\{", "\"metadata\": " + metadata.formatted(many) + ", \"other\": {");

        assertThat(post("/strip", review).statusCode()).isEqualTo(400);
        assertThat(seen).isEmpty();
    }

    private void use(Certificates served) {
        key.use(served.serving().key(), List.of(served.serving().certificate()));
    }

    private HttpResponse<String> post(String path, String body) {
        return send(client(certificates), path, body).join();
    }

    private CompletableFuture<HttpResponse<String>> send(HttpClient client, String path, String body) {
        return client.sendAsync(
                HttpRequest.newBuilder(uri(path))
                        .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("https://localhost:" + server.port() + path);
    }

    private static HttpClient client(Certificates trusted) {
        return HttpClient.newBuilder().sslContext(context(trusted)).build();
    }

    private static SSLContext context(Certificates trusted) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("authority", trusted.authorities().get(0));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

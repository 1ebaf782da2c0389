package dev.clientintents.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ApiClientTest {

    private static final String POD = "/api/v1/namespaces/shop/pods/web";
    private static final String PODS = "/api/v1/pods";
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(10), 1000, 2, 2, Duration.ofMillis(1), 2);

    private final StubApi stub = new StubApi();
    private final KubernetesClient client = stub.client();

    @AfterEach
    void close() {
        client.close();
        stub.close();
    }

    private ApiClient api(Limits limits) {
        return new ApiClient(client, limits);
    }

    private Reply<JsonNode> get(Limits limits) {
        return api(limits).get(POD, ApiClient.JSON, JsonNode.class);
    }

    @Test
    void aRefusalHasItsCodeItsReasonAndWhatWasSaid() {
        stub.answer("GET " + POD, 403, "{\"reason\": \"Forbidden\", \"message\": \"pods is forbidden\"}");

        assertThat(get(LIMITS)).isEqualTo(new Reply.Refused<>(403, "Forbidden", "pods is forbidden", "GET " + POD));
        assertThat(stub.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"'', HTTP 418", "a proxy's page, a proxy's page", "'{not JSON', HTTP 418"})
    void aRefusalThatIsNoStatusSaysWhatThereIs(String body, String said) {
        stub.answer("GET " + POD, 418, body);

        assertThat(get(LIMITS)).isEqualTo(new Reply.Refused<>(418, "", said, "GET " + POD));
    }

    @ParameterizedTest
    @CsvSource({"GET, 429, 3", "GET, 500, 3", "PATCH, 503, 3", "POST, 429, 3", "POST, 500, 1", "GET, 409, 1"})
    void whatMayPassIsTriedAgainUnlessItCouldHappenTwice(String method, int code, int requests) {
        stub.answer(method + " " + POD, code, "{}");

        Reply<JsonNode> reply = reply(api(LIMITS), method);

        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class, it -> assertThat(it.code()).isEqualTo(code));
        assertThat(stub.requests()).hasSize(requests);
    }

    private static Reply<JsonNode> reply(ApiClient api, String method) {
        return switch (method) {
            case "GET" -> api.get(POD, ApiClient.JSON, JsonNode.class);
            case "POST" -> api.post(POD, Map.of(), JsonNode.class);
            default -> api.mergePatch(POD, ApiClient.JSON, Map.of(), JsonNode.class);
        };
    }

    @Test
    void theServerIsLeftAloneAsLongAsItAsks() {
        stub.answer("GET " + POD, 429, "{}", Map.of("Retry-After", "1")).answer("GET " + POD, 200, "{\"a\": 1}");
        long start = System.nanoTime();

        assertThat(get(LIMITS)).isInstanceOf(Reply.Done.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aPauseBeyondTheDeadlineIsNotTaken() {
        stub.answer("GET " + POD, 429, "{}", Map.of("Retry-After", "3600"));

        assertThat(get(LIMITS)).isInstanceOf(Reply.Refused.class);

        assertThat(stub.requests()).hasSize(1);
    }

    @Test
    void anAnswerThatIsTooLargeIsBrokenOff() {
        stub.answer("GET " + POD, 200, "{\"a\": \"" + "x".repeat(1000) + "\"}");

        assertThat(get(LIMITS))
                .isInstanceOfSatisfying(
                        Reply.NoAnswer.class,
                        it -> assertThat(it.message()).contains(stub.url(), "GET " + POD, "larger than 1000 bytes"));
        assertThat(stub.requests()).hasSize(1);
    }

    @Test
    void anAnswerOfTheLargestSizeIsRead() {
        stub.answer("GET " + POD, 200, "{\"a\": \"" + "x".repeat(991) + "\"}");

        assertThat(get(LIMITS)).isInstanceOf(Reply.Done.class);
    }

    @ParameterizedTest
    @CsvSource({"'<html>'", "''", "'{\"a\": '"})
    void whatIsNotJsonIsNoAnswer(String body) {
        stub.answer("GET " + POD, 200, body);

        assertThat(get(LIMITS))
                .isInstanceOfSatisfying(
                        Reply.NoAnswer.class,
                        it -> assertThat(it.message()).contains(stub.url(), "GET " + POD, "is not a valid answer"));
    }

    @Test
    void aServerThatIsNotThereIsNoAnswer() {
        String url = stub.url();
        stub.close();

        assertThat(get(LIMITS))
                .isInstanceOfSatisfying(
                        Reply.NoAnswer.class,
                        it -> assertThat(it.message()).startsWith(url + " does not answer to GET " + POD + " ("));
    }

    @ParameterizedTest
    @CsvSource({"''", "'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{'"})
    void aRequestThatIsNotAnsweredInTimeIsCancelledAndNeverSentAgain(String begun) throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                KubernetesClient toSilent = new KubernetesClientBuilder()
                        .withConfig(new ConfigBuilder(stub.config())
                                .withMasterUrl("http://127.0.0.1:" + silent.getLocalPort())
                                .build())
                        .build()) {
            CompletableFuture<Integer> closed = CompletableFuture.supplyAsync(
                    () -> readUntilClosed(silent, begun), task -> new Thread(task).start());
            var api = new ApiClient(toSilent, LIMITS.withDeadline(Duration.ofMillis(500)));

            Reply<JsonNode> reply = api.mergePatch(POD, ApiClient.JSON, Map.of(), JsonNode.class);

            assertThat(reply)
                    .isInstanceOfSatisfying(
                            Reply.NoAnswer.class,
                            it -> assertThat(it.message()).contains("PATCH " + POD + " in 0.5 s"));
            assertThat(closed.get(5, TimeUnit.SECONDS)).isPositive();
            silent.setSoTimeout(1000);
            assertThatThrownBy(silent::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    /** How many bytes came until the other side gave up. */
    private static int readUntilClosed(ServerSocket server, String begun) {
        try (Socket socket = server.accept()) {
            int total = 0;
            boolean answered = false;
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                total++;
                if (!answered) {
                    answered = true;
                    socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().flush();
                }
            }
            return total;
        } catch (IOException e) {
            return 1;
        }
    }

    @Test
    void anInterruptIsNoAnswerAndIsKept() {
        Thread.currentThread().interrupt();

        assertThat(get(LIMITS)).isInstanceOf(Reply.NoAnswer.class);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aListIsReadPageByPageWhereverItsTokenIs() {
        stub.answer("GET " + PODS + "?limit=2&x=y", 200, "{\"items\": [1, 2], \"metadata\": {\"continue\": \"a b\"}}");
        stub.answer("GET " + PODS + "?limit=2&x=y&continue=a+b", 200, "{\"metadata\": {}, \"items\": [3]}");
        var gathered = new Gathered();

        assertThat(api(LIMITS).list(PODS, "&x=y", ApiClient.JSON, gathered)).isEqualTo(new Reply.Done<>(2));

        assertThat(gathered.items).containsExactly("1", "2", "3");
    }

    @Test
    void aListWhosePlaceIsForgottenBeginsAgain() {
        stub.answer("GET " + PODS + "?limit=2", 200, "{\"items\": [1], \"metadata\": {\"continue\": \"old\"}}")
                .answer("GET " + PODS + "?limit=2", 200, "{\"items\": [5], \"metadata\": {\"continue\": \"new\"}}");
        stub.answer(
                "GET " + PODS + "?limit=2&continue=old", 410, "{\"reason\": \"Expired\", \"message\": \"too old\"}");
        stub.answer("GET " + PODS + "?limit=2&continue=new", 200, "{\"items\": [6]}");
        var gathered = new Gathered();

        assertThat(api(LIMITS).list(PODS, "", ApiClient.JSON, gathered)).isEqualTo(new Reply.Done<>(2));

        assertThat(gathered.items).containsExactly("5", "6");
    }

    @Test
    void aListBeginsAgainOnlySoOften() {
        stub.answer("GET " + PODS + "?limit=2", 200, "{\"items\": [1], \"metadata\": {\"continue\": \"old\"}}");
        stub.answer("GET " + PODS + "?limit=2&continue=old", 410, "{\"message\": \"too old\"}");

        assertThat(api(LIMITS).list(PODS, "", ApiClient.JSON, new Gathered()))
                .isInstanceOfSatisfying(
                        Reply.Refused.class, it -> assertThat(it.code()).isEqualTo(410));

        assertThat(stub.requests()).hasSize(2 * (LIMITS.restarts() + 1));
    }

    @Test
    void aFirstPageThatIsGoneIsARefusalAtOnce() {
        stub.answer("GET " + PODS + "?limit=2", 410, "{}");

        assertThat(api(LIMITS).list(PODS, "", ApiClient.JSON, new Gathered())).isInstanceOf(Reply.Refused.class);

        assertThat(stub.requests()).hasSize(1);
    }

    @Test
    void whoIsImpersonatedStaysSo() throws IOException {
        try (KubernetesClient other = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(stub.config())
                        .withImpersonateUsername("operator")
                        .build())
                .build()) {
            stub.answer("GET " + POD, 200, "{}");

            new ApiClient(other, LIMITS).get(POD, ApiClient.JSON, JsonNode.class);

            assertThat(stub.impersonated()).containsExactly("operator");
        }
    }

    private static final class Gathered implements Pages {

        private final List<String> items = new ArrayList<>();

        @Override
        public String page(String json) {
            JsonNode list = Serialization.unmarshal(json, JsonNode.class);
            list.path("items").forEach(item -> items.add(item.asText()));
            return list.path("metadata").path("continue").asText("");
        }

        @Override
        public void restart() {
            items.clear();
        }
    }
}

package dev.clientintents.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one client of the API server: it sends a request within its {@link Limits}, and what is not answered by then is
 * cancelled, so that nothing of it happens later by a retry.
 */
public final class ApiClient {

    /** The media type of whole objects. */
    public static final String JSON = "application/json";

    private static final int TOO_MANY_REQUESTS = 429;

    private final HttpClient http;
    private final KubernetesSerialization json;
    private final String server;
    private final Limits limits;

    /** Sends with the connections and the identity of a client, whose own retries are not used. */
    public ApiClient(KubernetesClient client, Limits limits) {
        this(
                client.getHttpClient()
                        .newBuilder()
                        .tag(new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                                .withRequestRetryBackoffLimit(0)
                                .build())
                        .build(),
                client.getKubernetesSerialization(),
                withoutSlash(client.getMasterUrl().toString()),
                limits);
    }

    private ApiClient(HttpClient http, KubernetesSerialization json, String server, Limits limits) {
        this.http = http;
        this.json = json;
        this.server = server;
        this.limits = limits;
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** Returns the same client with another deadline. */
    public ApiClient withDeadline(Duration deadline) {
        return new ApiClient(http, json, server, limits.withDeadline(deadline));
    }

    /** Returns the address of the API server, without a slash at its end. */
    public String server() {
        return server;
    }

    /** Reads what is at a path. */
    public <T> Reply<T> get(String path, String accept, Class<T> type) {
        return parsed(ApiRequest.get(path, accept), type);
    }

    /** Creates an object, or asks for a review. */
    public <T> Reply<T> post(String path, Object body, Class<T> type) {
        return parsed(new ApiRequest("POST", path, JSON, JSON, json.asJson(body)), type);
    }

    /** Applies a JSON merge patch in one request. */
    public <T> Reply<T> mergePatch(String path, String accept, Object patch, Class<T> type) {
        return parsed(new ApiRequest("PATCH", path, accept, "application/merge-patch+json", json.asJson(patch)), type);
    }

    /**
     * Reads all objects of a collection, page by page.
     *
     * @param query what follows the size of a page; begins with {@code &}, or is empty
     * @return how many pages there were, or the first reply that is not an answer
     */
    public Reply<Integer> list(String path, String query, String accept, Pages pages) {
        String next = "";
        int restarts = 0;
        int read = 0;
        while (true) {
            String from = next.isEmpty() ? "" : "&continue=" + URLEncoder.encode(next, UTF_8);
            var request = ApiRequest.get(path + "?limit=" + limits.pageSize() + query + from, accept);
            Reply<String> page = page(request, pages);
            if (page instanceof Reply.Refused<String> refused
                    && refused.code() == HttpURLConnection.HTTP_GONE
                    && !next.isEmpty()
                    && restarts < limits.restarts()) {
                restarts++;
                next = "";
                read = 0;
                pages.restart();
            } else if (page instanceof Reply.Done<String> done) {
                next = done.value();
                read++;
                if (next.isEmpty()) {
                    return new Reply.Done<>(read);
                }
            } else {
                return page.map(unused -> 0);
            }
        }
    }

    /**
     * Opens a stream, such as a watch. The deadline is that of its beginning; it is neither bounded nor tried again.
     *
     * @param each takes what comes; more is asked for by {@link AsyncBody#consume}
     */
    public Reply<AsyncBody> stream(String path, String accept, AsyncBody.Consumer<List<ByteBuffer>> each) {
        var request = ApiRequest.get(path, accept);
        var deadline = Deadline.in(limits.deadline());
        CompletableFuture<HttpResponse<AsyncBody>> sent = http.consumeBytes(built(request, deadline), each);
        try {
            HttpResponse<AsyncBody> response = sent.get(millis(deadline), TimeUnit.MILLISECONDS);
            if (response.isSuccessful()) {
                return new Reply.Done<>(response.body());
            }
            response.body().cancel();
            return new Reply.Refused<>(response.code(), "", "HTTP " + response.code(), request.description());
        } catch (InterruptedException e) {
            cancel(sent, null);
            Thread.currentThread().interrupt();
            return noAnswer(request, "interrupted", e);
        } catch (TimeoutException e) {
            cancel(sent, null);
            return timedOut(request, e);
        } catch (ExecutionException e) {
            cancel(sent, null);
            Throwable cause = FailureCause.of(e);
            return noAnswer(request, said(cause), cause);
        }
    }

    /** Reads one page and hands it over; the value is where the next one begins, empty on the last. */
    private Reply<String> page(ApiRequest request, Pages pages) {
        Reply<byte[]> answer = send(request);
        if (!(answer instanceof Reply.Done<byte[]> done)) {
            return answer.map(unused -> "");
        }
        try {
            String next = pages.page(object(done.value()));
            return new Reply.Done<>(next == null ? "" : next);
        } catch (IOException | KubernetesClientException e) {
            return unreadable(request, e);
        }
    }

    private <T> Reply<T> parsed(ApiRequest request, Class<T> type) {
        Reply<byte[]> answer = send(request);
        if (!(answer instanceof Reply.Done<byte[]> done)) {
            return answer.map(type::cast);
        }
        try {
            return new Reply.Done<>(json.unmarshal(object(done.value()), type));
        } catch (IOException | KubernetesClientException e) {
            return unreadable(request, e);
        }
    }

    /** Returns the text of a JSON object; what else there is would be read as YAML. */
    private static String object(byte[] body) throws IOException {
        String text = new String(body, UTF_8);
        if (!text.startsWith("{")) {
            throw new IOException(text.isEmpty() ? "it is empty" : "it is not a JSON object");
        }
        return text;
    }

    private <T> Reply<T> unreadable(ApiRequest request, Exception cause) {
        return new Reply.NoAnswer<>(
                "what " + server + " answers to " + request.description() + " is not a valid answer of an API server: "
                        + FailureCause.message(cause),
                cause);
    }

    private Reply<byte[]> send(ApiRequest request) {
        var deadline = Deadline.in(limits.deadline());
        Duration pause = limits.pause();
        for (int tries = 0; ; tries++) {
            Attempt attempt = attempt(request, deadline);
            Duration wait = pause.compareTo(attempt.retryAfter()) > 0 ? pause : attempt.retryAfter();
            boolean again = tries < limits.retries() && mayRetry(request, attempt.reply()) && deadline.allows(wait);
            if (!again || !pause(wait)) {
                return attempt.reply();
            }
            pause = pause.multipliedBy(2);
        }
    }

    /** One try, and the pause that the API server asks for before the next. */
    private record Attempt(Reply<byte[]> reply, Duration retryAfter) {}

    /**
     * Returns whether a request may be sent again: one that is not idempotent only where the API server did not look at
     * it.
     */
    private static boolean mayRetry(ApiRequest request, Reply<byte[]> reply) {
        if (reply instanceof Reply.Refused<byte[]> refused) {
            return refused.code() == TOO_MANY_REQUESTS || (refused.code() >= 500 && request.isIdempotent());
        }
        return reply instanceof Reply.NoAnswer<byte[]> none
                && request.isIdempotent()
                && !(none.cause() instanceof BoundedBody.TooLarge)
                && !(none.cause() instanceof InterruptedException);
    }

    /** Waits; false where the thread was interrupted meanwhile. */
    private static boolean pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Attempt attempt(ApiRequest request, Deadline deadline) {
        var body = new BoundedBody(limits.answerBytes());
        CompletableFuture<HttpResponse<AsyncBody>> sent = http.consumeBytes(built(request, deadline), body);
        AsyncBody stream = null;
        try {
            HttpResponse<AsyncBody> response = sent.get(millis(deadline), TimeUnit.MILLISECONDS);
            stream = response.body();
            stream.consume();
            stream.done().get(millis(deadline), TimeUnit.MILLISECONDS);
            return answered(request, response, body.bytes());
        } catch (InterruptedException e) {
            cancel(sent, stream);
            Thread.currentThread().interrupt();
            return new Attempt(noAnswer(request, "interrupted", e), Duration.ZERO);
        } catch (TimeoutException e) {
            cancel(sent, stream);
            return new Attempt(timedOut(request, e), Duration.ZERO);
        } catch (ExecutionException e) {
            cancel(sent, stream);
            Throwable cause = FailureCause.of(e);
            return new Attempt(
                    cause instanceof HttpTimeoutException && deadline.left().toMillis() <= 0
                            ? timedOut(request, cause)
                            : noAnswer(request, said(cause), cause),
                    Duration.ZERO);
        }
    }

    private Attempt answered(ApiRequest request, HttpResponse<AsyncBody> response, byte[] body) {
        return response.isSuccessful()
                ? new Attempt(new Reply.Done<>(body), Duration.ZERO)
                : new Attempt(refusal(request, response, body), RetryAfter.parse(response.header("Retry-After")));
    }

    private HttpRequest built(ApiRequest request, Deadline deadline) {
        HttpRequest.Builder builder = http.newHttpRequestBuilder()
                .uri(server + request.path())
                .header("Accept", request.accept())
                .timeout(millis(deadline), TimeUnit.MILLISECONDS);
        if (!request.isRead()) {
            builder.method(request.method(), request.type(), request.body());
        }
        return builder.build();
    }

    /** Returns the milliseconds that are left: at least one, since zero is no timeout at all. */
    private static long millis(Deadline deadline) {
        return Math.max(1, deadline.left().toMillis());
    }

    private static void cancel(CompletableFuture<HttpResponse<AsyncBody>> sent, @Nullable AsyncBody stream) {
        sent.cancel(true);
        if (stream != null) {
            stream.cancel();
        }
    }

    private <T> Reply<T> timedOut(ApiRequest request, Throwable cause) {
        return new Reply.NoAnswer<>(
                server + " does not answer to " + request.description() + " in "
                        + limits.deadline().toMillis() / 1000.0 + " s",
                cause);
    }

    private <T> Reply<T> noAnswer(ApiRequest request, String why, Throwable cause) {
        return new Reply.NoAnswer<>(server + " does not answer to " + request.description() + " (" + why + ")", cause);
    }

    private static String said(Throwable failure) {
        String kind = failure.getClass().getSimpleName();
        return failure.getMessage() == null ? kind : kind + ": " + failure.getMessage();
    }

    private Reply<byte[]> refusal(ApiRequest request, HttpResponse<AsyncBody> response, byte[] body) {
        String text = new String(body, UTF_8);
        String reason = "";
        String said = text;
        if (text.startsWith("{")) {
            JsonNode status = status(text);
            reason = status.path("reason").asText("");
            said = status.path("message").asText("");
        }
        return new Reply.Refused<>(
                response.code(), reason, said.isBlank() ? "HTTP " + response.code() : said, request.description());
    }

    /** Reads a body as a status; a body that only begins like one says nothing. */
    private JsonNode status(String text) {
        try {
            JsonNode status = json.unmarshal(text, JsonNode.class);
            return status == null ? MissingNode.getInstance() : status;
        } catch (KubernetesClientException e) {
            return MissingNode.getInstance();
        }
    }
}

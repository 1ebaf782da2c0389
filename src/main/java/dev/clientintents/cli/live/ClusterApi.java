package dev.clientintents.cli.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clientintents.cli.CannotRun;
import dev.clientintents.doctor.Answer;
import dev.clientintents.doctor.ServerVersion;
import dev.clientintents.doctor.guard.Attempt;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks an API server, and never waits long: what it refuses is an answer, and where it does not answer at all the command cannot run.
 */
public final class ClusterApi implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int PAGE = 500;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final String JSON = "application/json";
    private static final String OTHER = "; name another by --context or --kubeconfig";
    private static final String DRY_RUN = "?dryRun=All&fieldManager=client-intents-doctor";

    private final KubernetesClient client;
    private final KubernetesSerialization json;
    private final String server;
    private final Refusals refusals = new Refusals();
    private int found;

    public ClusterApi(Config config) {
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withConnectionTimeout((int) CONNECT.toMillis())
                        .withRequestTimeout((int) ANSWER.toMillis())
                        .withRequestRetryBackoffLimit(0)
                        .withUserAgent("client-intents-doctor")
                        .build())
                .build();
        json = client.getKubernetesSerialization();
        String url = client.getMasterUrl().toString();
        server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** The same API server, asked in the name of somebody else: it answers as it would answer him, where the user may act for him. */
    ClusterApi as(String user) {
        return new ClusterApi(new ConfigBuilder(client.getConfiguration())
                .withImpersonateUsername(user)
                .withImpersonateGroups()
                .build());
    }

    KubernetesClient client() {
        return client;
    }

    /** What was refused so far. */
    Refusals refusals() {
        return refusals;
    }

    /** How many reads were not refused. */
    int found() {
        return found;
    }

    /** @throws CannotRun where there is no such server, or it does not know the user */
    ServerVersion version() {
        HttpResponse<byte[]> response = send("GET", "/version", JSON, "", FIRST_ANSWER);
        if (!response.isSuccessful()) {
            throw new CannotRun(
                    response.code() == UNAUTHORIZED
                            ? "the cluster at " + server + " does not accept the credentials of the kubeconfig"
                            : "the cluster at " + server + " does not say its version: " + message(response));
        }
        String version = tree(response).path("gitVersion").asText();
        return ServerVersion.parse(version)
                .orElseThrow(
                        () -> new CannotRun("what answers at " + server + " is not Kubernetes: version " + version));
    }

    private static String withoutQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    /** The object at a path. */
    <T> Answer<T> get(String path, Class<T> type) {
        HttpResponse<byte[]> response = send("GET", path, JSON, "");
        if (response.isSuccessful()) {
            found++;
            return new Answer.Found<>(json.unmarshal(text(response), type));
        }
        if (response.code() == NOT_FOUND) {
            found++;
            return new Answer.Absent<>();
        }
        if (response.code() == FORBIDDEN) {
            refusals.add(withoutQuery(path));
        }
        return new Answer.Refused<>(message(response));
    }

    /** All objects of a collection; {@code query} begins with {@code &}, or is empty. */
    <T> Answer<List<T>> list(String path, String query, Class<T> type) {
        var items = new ArrayList<T>();
        String next = "";
        do {
            Answer<JsonNode> page = get(path + "?limit=" + PAGE + query + next, JsonNode.class);
            if (page instanceof Answer.Refused<JsonNode> refused) {
                return new Answer.Refused<>(refused.reason());
            }
            JsonNode list = page.toOptional().orElse(null);
            if (list == null) {
                return new Answer.Absent<>();
            }
            list.path("items").forEach(item -> items.add(json.convertValue(item, type)));
            String token = list.path("metadata").path("continue").asText("");
            next = token.isEmpty() ? "" : "&continue=" + URLEncoder.encode(token, UTF_8);
        } while (!next.isEmpty());
        return new Answer.Found<>(List.copyOf(items));
    }

    /** What the API server answers to a review, which it does not keep. */
    Answer<JsonNode> review(String path, Object review) {
        HttpResponse<byte[]> response = send("POST", path, JSON, json.asJson(review));
        return response.isSuccessful() ? new Answer.Found<>(tree(response)) : new Answer.Refused<>(message(response));
    }

    /** Tries to create an object, as a dry run; {@code labels} is where the answer has the labels. */
    Attempt tryToCreate(String path, Object object, String labels) {
        return attempt("POST", path, JSON, json.asJson(object), labels);
    }

    /** Tries to patch an object, as a dry run. */
    Attempt tryToPatch(String path, Object patch) {
        return attempt("PATCH", path, "application/merge-patch+json", json.asJson(patch), "/metadata/labels");
    }

    private Attempt attempt(String method, String path, String type, String body, String labels) {
        HttpResponse<byte[]> response = send(method, path + DRY_RUN, type, body);
        if (!response.isSuccessful()) {
            return new Attempt.Denied(message(response));
        }
        Map<String, String> found = new HashMap<>();
        tree(response)
                .at(labels)
                .properties()
                .forEach(label -> found.put(label.getKey(), label.getValue().asText()));
        return new Attempt.Accepted(found);
    }

    private HttpResponse<byte[]> send(String method, String path, String type, String body) {
        return send(method, path, type, body, ANSWER);
    }

    private HttpResponse<byte[]> send(String method, String path, String type, String body, Duration limit) {
        HttpRequest.Builder request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(server + path)
                .header("Accept", JSON)
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!method.equals("GET")) {
            request.method(method, type, body);
        }
        try {
            return client.getHttpClient()
                    .sendAsync(request.build(), byte[].class)
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotRun("interrupted");
        } catch (ExecutionException e) {
            throw new CannotRun("the cluster at " + server + " does not answer (" + reason(e) + ")" + OTHER);
        } catch (TimeoutException e) {
            throw new CannotRun("the cluster at " + server + " does not answer in " + limit.toSeconds() + " s" + OTHER);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String kind = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? kind : kind + ": " + cause.getMessage();
    }

    private String message(HttpResponse<byte[]> response) {
        String text = text(response);
        String said = text.startsWith("{") ? tree(response).path("message").asText("") : text;
        return said.isBlank() ? "HTTP " + response.code() : said;
    }

    private JsonNode tree(HttpResponse<byte[]> response) {
        return json.unmarshal(text(response), JsonNode.class);
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }

    @Override
    public void close() {
        client.close();
    }
}

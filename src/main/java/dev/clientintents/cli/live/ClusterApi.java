package dev.clientintents.cli.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clientintents.cli.CannotRun;
import dev.clientintents.doctor.Answer;
import dev.clientintents.doctor.ServerVersion;
import dev.clientintents.doctor.guard.Attempt;
import dev.clientintents.kube.ApiClient;
import dev.clientintents.kube.Limits;
import dev.clientintents.kube.Pages;
import dev.clientintents.kube.Reply;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks an API server for a command: what it refuses is an answer, and where it does not answer at all the command
 * cannot run.
 */
public final class ClusterApi implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);
    private static final String DRY_RUN = "?dryRun=All&fieldManager=client-intents-doctor";

    private final KubernetesClient client;
    private final KubernetesSerialization json;
    private final ApiClient api;
    private final Refusals refusals = new Refusals();
    private int found;

    public ClusterApi(Config config) {
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withConnectionTimeout((int) CONNECT.toMillis())
                        .withUserAgent("client-intents-cli")
                        .build())
                .build();
        json = client.getKubernetesSerialization();
        api = new ApiClient(client, Limits.DEFAULT);
    }

    /**
     * Returns the same API server, asked in the name of another user: it answers as it would answer that one, where the
     * caller may impersonate it.
     */
    ClusterApi as(String user) {
        return new ClusterApi(new ConfigBuilder(client.getConfiguration())
                .withImpersonateUsername(user)
                .withImpersonateGroups()
                .build());
    }

    KubernetesClient client() {
        return client;
    }

    /** Returns what was refused so far. */
    Refusals refusals() {
        return refusals;
    }

    /** Returns the number of reads that were not refused. */
    int found() {
        return found;
    }

    /** @throws CannotRun where there is no such server, or it does not know the user */
    ServerVersion version() {
        Reply<JsonNode> reply =
                answered(api.withDeadline(FIRST_ANSWER).get("/version", ApiClient.JSON, JsonNode.class));
        if (reply instanceof Reply.Refused<JsonNode> refused) {
            throw new CannotRun(
                    refused.code() == HttpURLConnection.HTTP_UNAUTHORIZED
                            ? "the cluster at " + api.server() + " does not accept the credentials of the kubeconfig"
                            : "the cluster at " + api.server() + " does not say its version: " + refused.said());
        }
        String version = reply.orElseThrow().path("gitVersion").asText();
        return ServerVersion.parse(version)
                .orElseThrow(() ->
                        new CannotRun("what answers at " + api.server() + " is not Kubernetes: version " + version));
    }

    /** Returns the object at a path. */
    <T> Answer<T> get(String path, Class<T> type) {
        return counted(path, answered(api.get(path, ApiClient.JSON, type)));
    }

    /** Returns all objects of a collection; {@code query} begins with {@code &}, or is empty. */
    <T> Answer<List<T>> list(String path, String query, Class<T> type) {
        var items = new ArrayList<T>();
        Reply<Integer> reply = pages(path, query, new Pages() {
            @Override
            public String page(String text) {
                JsonNode list = json.unmarshal(text, JsonNode.class);
                list.path("items").forEach(item -> items.add(json.convertValue(item, type)));
                return list.path("metadata").path("continue").asText("");
            }

            @Override
            public void restart() {
                items.clear();
            }
        });
        return counted(path, reply.map(pages -> List.copyOf(items)));
    }

    /**
     * Reads a collection page by page.
     *
     * @return how many pages there were, or the refusal
     */
    Reply<Integer> pages(String path, String query, Pages pages) {
        return answered(api.list(path, query, ApiClient.JSON, pages));
    }

    /** Returns whether a collection may not be listed. */
    boolean mayNotList(String path) {
        return answered(api.get(path + "?limit=1", ApiClient.JSON, JsonNode.class))
                        instanceof Reply.Refused<JsonNode> refused
                && refused.code() == HttpURLConnection.HTTP_FORBIDDEN;
    }

    /** Returns the answer of the API server to a review, which it does not keep. */
    Answer<JsonNode> review(String path, Object review) {
        Reply<JsonNode> reply = answered(api.post(path, review, JsonNode.class));
        return reply instanceof Reply.Refused<JsonNode> refused
                ? new Answer.Refused<>(refused.said())
                : new Answer.Found<>(reply.orElseThrow());
    }

    /** Tries to create an object, as a dry run; {@code labels} is where the answer has the labels. */
    Attempt tryToCreate(String path, Object object, String labels) {
        return attempt(api.post(path + DRY_RUN, object, JsonNode.class), labels);
    }

    /** Tries to patch an object, as a dry run. */
    Attempt tryToPatch(String path, Object patch) {
        return attempt(api.mergePatch(path + DRY_RUN, ApiClient.JSON, patch, JsonNode.class), "/metadata/labels");
    }

    private static Attempt attempt(Reply<JsonNode> reply, String labels) {
        Reply<JsonNode> answer = answered(reply);
        if (answer instanceof Reply.Refused<JsonNode> refused) {
            return new Attempt.Denied(refused.said());
        }
        Map<String, String> found = new HashMap<>();
        answer.orElseThrow()
                .at(labels)
                .properties()
                .forEach(label -> found.put(label.getKey(), label.getValue().asText()));
        return new Attempt.Accepted(found);
    }

    /** Reads what the API server says of itself, which everybody may: it does not count as a read that was not refused. */
    Optional<JsonNode> discovered(String path) {
        return answered(api.get(path, ApiClient.JSON, JsonNode.class)) instanceof Reply.Done<JsonNode> done
                ? Optional.of(done.value())
                : Optional.empty();
    }

    private <T> Answer<T> counted(String path, Reply<T> reply) {
        if (reply instanceof Reply.Refused<T> refused && refused.code() != HttpURLConnection.HTTP_NOT_FOUND) {
            if (refused.code() == HttpURLConnection.HTTP_FORBIDDEN) {
                refusals.add(path);
            }
            return new Answer.Refused<>(refused.said());
        }
        found++;
        return reply instanceof Reply.Done<T> done ? new Answer.Found<>(done.value()) : new Answer.Absent<>();
    }

    private static <T> Reply<T> answered(Reply<T> reply) {
        if (reply instanceof Reply.NoAnswer<T> none) {
            throw new CannotRun("the cluster at " + none.message()
                    + "; see whether it runs, or name another by --context or --kubeconfig");
        }
        return reply;
    }

    @Override
    public void close() {
        client.close();
    }
}

package dev.clientintents.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole objects of any kind, of which one at a time is held beside the page that it came in. Every error is a {@link
 * KubernetesClientException} with the server's code, -1 where there was no answer.
 */
public final class ObjectApi {

    private static final int PAGE_BYTES = 16 * 1024 * 1024;

    /** How many objects a page has; where they are so large that a page is too large, the next. */
    private static final int[] PAGE_SIZES = {100, 10, 1};

    private static final int WATCH_SECONDS = 240;
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** Is told of the objects of a list. */
    public interface Listing {

        /** Takes an object: maps, lists, texts, numbers and truth values. */
        void add(Map<?, ?> object);

        /** Forgets what came so far, because the list begins anew. */
        void restart();
    }

    /** Is told of changes, one after the other. */
    public interface Events {

        /** Is called when an object was made or changed, and is so now. */
        void changed(Map<?, ?> object);

        /** Is called when an object is gone, and was so at last. */
        void deleted(Map<?, ?> object);

        /** Is called when everything up to this version has been told. */
        void reached(String version);
    }

    private final KubernetesClient client;
    private final ApiClient api;
    private final ObjectMapper json = new ObjectMapper();

    public ObjectApi(KubernetesClient client) {
        this.client = client;
        this.api = new ApiClient(client, limits(PAGE_SIZES[0]));
    }

    private static Limits limits(int pageSize) {
        return new Limits(
                Limits.DEFAULT.deadline(), PAGE_BYTES, pageSize, Limits.DEFAULT.retries(), Limits.DEFAULT.pause(), 0);
    }

    /** Returns what is at a path, such as {@code /apis}. */
    public JsonNode get(String path) {
        return api.get(path, ApiClient.JSON, JsonNode.class).orElseThrow();
    }

    /**
     * Reads all objects of a collection, page by page.
     *
     * @param query what selects some of them; begins with {@code &}, or is empty
     * @return the version of the list, from which on they can be watched
     * @throws KubernetesClientException with the code 410 where the API server forgot its place
     */
    public String list(String path, String query, Listing each) {
        for (int i = 0; ; i++) {
            var pages = new ObjectPages(each);
            Reply<Integer> reply =
                    new ApiClient(client, limits(PAGE_SIZES[i])).list(path, query, ApiClient.JSON, pages);
            boolean tooLarge =
                    reply instanceof Reply.NoAnswer<Integer> none && none.cause() instanceof BoundedBody.TooLarge;
            if (!tooLarge || i == PAGE_SIZES.length - 1) {
                reply.orElseThrow();
                return pages.version;
            }
            each.restart();
        }
    }

    private final class ObjectPages implements Pages {

        private final Listing each;
        private String version = "";
        private @Nullable String next;

        private ObjectPages(Listing each) {
            this.each = each;
        }

        @Override
        public @Nullable String page(String text) {
            next = null;
            try (JsonParser page = json.createParser(text)) {
                page.nextToken();
                for (String field = page.nextFieldName(); field != null; field = page.nextFieldName()) {
                    JsonToken value = page.nextToken();
                    if (field.equals("items") && value == JsonToken.START_ARRAY) {
                        items(page);
                    } else if (field.equals("metadata") && value == JsonToken.START_OBJECT) {
                        Map<?, ?> metadata = page.readValueAs(Map.class);
                        next = metadata.get("continue") instanceof String place && !place.isEmpty() ? place : null;
                        version = metadata.get("resourceVersion") instanceof String its ? its : version;
                    } else {
                        page.skipChildren();
                    }
                }
            } catch (IOException e) {
                throw new KubernetesClientException("a page of the list is not valid JSON", e);
            }
            return next;
        }

        private void items(JsonParser page) throws IOException {
            while (page.nextToken() != JsonToken.END_ARRAY) {
                if (page.currentToken() == JsonToken.START_OBJECT) {
                    each.add(page.readValueAs(Map.class));
                } else {
                    page.skipChildren();
                }
            }
        }

        @Override
        public void restart() {
            throw new IllegalStateException("a list of objects does not begin anew by itself");
        }
    }

    /**
     * Watches all objects of a collection, on the caller's thread, until the API server ends the watch, which it does after
     * some minutes.
     *
     * @param query what selects some of them; begins with {@code &}, or is empty
     * @param version what is older is known already
     * @throws KubernetesClientException with the code 410 where the version is too old, so that they have to be listed
     *     again
     */
    public void watch(String path, String query, String version, Events each) {
        int seconds = WATCH_SECONDS + ThreadLocalRandom.current().nextInt(WATCH_SECONDS);
        var lines = new LineStream(line -> tell(line, each));
        AsyncBody body = api.stream(
                        path + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=" + seconds + "&resourceVersion="
                                + URLEncoder.encode(version, UTF_8) + query,
                        ApiClient.JSON,
                        lines::received)
                .orElseThrow();
        lines.follow(body, Duration.ofSeconds(seconds).plus(SILENCE));
    }

    private void tell(String line, Events each) {
        Map<?, ?> event;
        try {
            event = json.readValue(line, Map.class);
        } catch (IOException e) {
            throw LineStream.notAnEvent(line, e);
        }
        if (!(event.get("object") instanceof Map<?, ?> object)) {
            throw LineStream.notAnEvent(line, null);
        }
        switch (Objects.toString(event.get("type"))) {
            case "ADDED", "MODIFIED" -> each.changed(object);
            case "DELETED" -> each.deleted(object);
            case "BOOKMARK" -> {}
            default ->
                throw new KubernetesClientException(new StatusBuilder()
                        .withCode(object.get("code") instanceof Integer code ? code : 0)
                        .withMessage("the watch ended: " + object.get("message"))
                        .build());
        }
        if (object.get("metadata") instanceof Map<?, ?> metadata
                && metadata.get("resourceVersion") instanceof String reached) {
            each.reached(reached);
        }
    }
}

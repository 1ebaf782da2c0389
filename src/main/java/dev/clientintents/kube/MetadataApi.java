package dev.clientintents.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Speaks with the API server about metadata alone: whatever the object is, a few hundred bytes come back; save for the
 * selectors of workloads, which no other way leads to than the whole object. Every error
 * is a {@link KubernetesClientException} with the server's code, -1 where there was no answer.
 */
public final class MetadataApi {

    private static final String ONE = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private static final String MANY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    private static final int WATCH_SECONDS = 240;
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final ApiClient api;
    private final KubernetesSerialization json;

    public MetadataApi(KubernetesClient client) {
        this.api = new ApiClient(client, Limits.DEFAULT.withoutRestarts());
        this.json = client.getKubernetesSerialization();
    }

    /** Returns the metadata of the object at a path such as {@code /apis/apps/v1/namespaces/shop/replicasets/web}. */
    public ObjectMeta get(String path) {
        return api.get(path, ONE, PartialMetadata.class).orElseThrow().metadata();
    }

    /** Returns the same, but waits at most the given time; the request is ended then. */
    public ObjectMeta get(String path, Duration within) {
        return api.withDeadline(within)
                .get(path, ONE, PartialMetadata.class)
                .orElseThrow()
                .metadata();
    }

    /** Returns of the object at a path what says which pods are its own, and waits at most the given time. */
    public WorkloadSpec workload(String path, Duration within) {
        return api.withDeadline(within)
                .get(path, ApiClient.JSON, WorkloadSpec.class)
                .orElseThrow();
    }

    /** Asks for one object at a path such as {@code /apis/apps/v1/replicasets}; succeeds where they may be listed. */
    public void probe(String path) {
        api.get(path + "?limit=1", MANY, PartialMetadata.Page.class).orElseThrow();
    }

    /**
     * Reads the metadata of all objects at a path such as {@code /apis/apps/v1/replicasets}, page by page.
     *
     * @return the version of the list, from which on they can be watched
     * @throws KubernetesClientException with the code 410 where the API server forgot its place, so that whoever lists
     *     has to forget what came so far and to begin anew
     */
    public String list(String path, Consumer<ObjectMeta> each) {
        var pages = new MetadataPages(each);
        api.list(path, "", MANY, pages).orElseThrow();
        return pages.version;
    }

    private final class MetadataPages implements Pages {

        private final Consumer<ObjectMeta> each;
        private String version = "";

        private MetadataPages(Consumer<ObjectMeta> each) {
            this.each = each;
        }

        @Override
        public @Nullable String page(String text) {
            PartialMetadata.Page page = json.unmarshal(text, PartialMetadata.Page.class);
            page.items().forEach(item -> each.accept(item.metadata()));
            PartialMetadata.ListMeta metadata = page.metadata();
            if (metadata == null) {
                return null;
            }
            version = Objects.requireNonNullElse(metadata.resourceVersion(), version);
            return metadata.next();
        }

        @Override
        public void restart() {
            throw new IllegalStateException("a list of metadata does not begin anew by itself");
        }
    }

    /**
     * Watches the metadata of all objects at a path, on the caller's thread, until the API server ends the watch, which
     * it does after some minutes.
     *
     * @param version what is older is known already
     * @throws KubernetesClientException with the code 410 where the version is too old, so that they have to be listed
     *     again
     */
    public void watch(String path, String version, MetadataWatch.Events each) {
        int seconds = WATCH_SECONDS + ThreadLocalRandom.current().nextInt(WATCH_SECONDS);
        var events = new MetadataWatch(json, each);
        AsyncBody body = api.stream(
                        path + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=" + seconds + "&resourceVersion="
                                + URLEncoder.encode(version, UTF_8),
                        ONE,
                        events::received)
                .orElseThrow();
        events.follow(body, Duration.ofSeconds(seconds).plus(SILENCE));
    }

    /** Applies a JSON merge patch in one request and answers what the object's metadata became. */
    public ObjectMeta mergePatch(String path, Object patch) {
        return api.mergePatch(path + "?fieldManager=" + Labels.MANAGER, ONE, patch, PartialMetadata.class)
                .orElseThrow()
                .metadata();
    }
}

package dev.clientintents.kube;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.URLEncoder;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Speaks with the API server about metadata alone: whatever the object is, a few hundred bytes come back. Every error is
 * a {@link KubernetesClientException} with the server's code, 0 where there was no answer.
 */
public final class MetadataApi {

    private static final String ONE = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private static final String MANY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final int PAGE_SIZE = 500;
    private static final long TIMEOUT_SECONDS = 30;

    private final KubernetesClient client;
    private final KubernetesSerialization json;
    private final String server;

    public MetadataApi(KubernetesClient client) {
        this.client = client;
        this.json = client.getKubernetesSerialization();
        String url = client.getMasterUrl().toString();
        this.server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** The metadata of the object at a path such as {@code /apis/apps/v1/namespaces/shop/replicasets/web}. */
    public ObjectMeta get(String path) {
        return read(send(request(path, ONE)), PartialMetadata.class).metadata();
    }

    /** The metadata of all objects at a path such as {@code /apis/apps/v1/replicasets}, page by page. */
    public void list(String path, Consumer<ObjectMeta> each) {
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            String from = next.get().isEmpty() ? "" : "&continue=" + URLEncoder.encode(next.get(), UTF_8);
            byte[] body = send(request(path + "?limit=" + PAGE_SIZE + from, MANY));
            PartialMetadata.Page page = read(body, PartialMetadata.Page.class);
            page.items().forEach(item -> each.accept(item.metadata()));
            next = Optional.ofNullable(page.metadata())
                    .flatMap(it -> Optional.ofNullable(it.next()))
                    .filter(it -> !it.isEmpty());
        }
    }

    /** Applies a JSON merge patch in one request and answers what the object's metadata became. */
    public ObjectMeta mergePatch(String path, Object patch) {
        HttpRequest.Builder request =
                request(path + "?fieldManager=" + Labels.MANAGER, ONE).patch(MERGE_PATCH, json.asJson(patch));
        return read(send(request), PartialMetadata.class).metadata();
    }

    private HttpRequest.Builder request(String path, String accept) {
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(server + path)
                .header("Accept", accept)
                .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    private byte[] send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        HttpResponse<byte[]> response = await(request);
        if (!response.isSuccessful()) {
            throw new KubernetesClientException(status(request, response));
        }
        return response.body();
    }

    private HttpResponse<byte[]> await(HttpRequest request) {
        try {
            return client.getHttpClient().sendAsync(request, byte[].class).get(2 * TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("interrupted: " + describe(request), e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KubernetesClientException("no answer: " + describe(request), e);
        }
    }

    private Status status(HttpRequest request, HttpResponse<byte[]> response) {
        String said;
        try {
            said = read(response.body(), Status.class).getMessage();
        } catch (KubernetesClientException e) {
            said = response.message();
        }
        return new StatusBuilder()
                .withCode(response.code())
                .withMessage(describe(request) + ": " + response.code() + " " + said)
                .build();
    }

    private static String describe(HttpRequest request) {
        return request.method() + " " + request.uri().getPath();
    }

    private <T> T read(byte[] body, Class<T> type) {
        return json.unmarshal(new String(body, UTF_8), type);
    }
}

package dev.clientintents.cluster;

import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * fabric8's mock of an API server, which keeps objects and tells watchers, and does little more: it validates nothing,
 * has no controllers, ignores selectors with {@code in}, and keeps a key of a merge patch whose value is null.
 */
public final class MockApiServer implements AutoCloseable {
    /** Held, so that its level is not forgotten: the mock tells of every request. */
    private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

    /**
     * A PATCH.
     *
     * @param path without the query
     * @param body JSON
     */
    public record Patch(String path, String body) {}

    private final Crud crud;
    private final KubernetesMockServer server;
    private final KubernetesClient client;

    private MockApiServer(List<CustomResourceDefinitionContext> definitions) {
        this.crud = new Crud(definitions);
        this.server = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), crud, false);
        server.init();
        definitions.forEach(server::expectCustomResource);
        this.client = server.createClient();
    }

    /** Starts one that knows some custom resources, and says so to who asks what it serves. */
    public static MockApiServer start(CustomResourceDefinition... definitions) {
        REQUESTS.setLevel(Level.WARNING);
        return new MockApiServer(Stream.of(definitions)
                .map(CustomResourceDefinitionContext::fromCrd)
                .toList());
    }

    public KubernetesClient client() {
        return client;
    }

    /** Changes the bodies of all patches from here on, as a mutating webhook does; they are noted as they were sent. */
    public void mutate(UnaryOperator<String> mutation) {
        crud.mutation = mutation;
    }

    /** The patches so far, in order. */
    public List<Patch> patches() {
        return List.copyOf(crud.patches);
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }

    /**
     * The mock takes a patch of a status for one only where the path ends so, which it does not behind a field manager,
     * and does not tell of itself which kinds it serves of a group.
     */
    private static final class Crud extends KubernetesCrudDispatcher {
        private final List<Patch> patches = new CopyOnWriteArrayList<>();
        private final Map<String, String> discovery;
        private volatile UnaryOperator<String> mutation = UnaryOperator.identity();

        Crud(List<CustomResourceDefinitionContext> definitions) {
            super(definitions);
            discovery =
                    definitions.stream()
                            .collect(Collectors.groupingBy(it -> it.getGroup() + "/" + it.getVersion()))
                            .entrySet()
                            .stream()
                            .collect(Collectors.toUnmodifiableMap(
                                    it -> "/apis/" + it.getKey(), it -> resources(it.getKey(), it.getValue())));
        }

        private static String resources(String version, List<CustomResourceDefinitionContext> definitions) {
            return Serialization.asJson(new APIResourceListBuilder()
                    .withGroupVersion(version)
                    .withResources(definitions.stream()
                            .map(it -> new APIResourceBuilder()
                                    .withName(it.getPlural())
                                    .withKind(it.getKind())
                                    .withNamespaced(it.isNamespaceScoped())
                                    .build())
                            .toList())
                    .build());
        }

        @Override
        public MockResponse handleGet(String path) {
            String resources = discovery.get(path);
            return resources == null
                    ? super.handleGet(path)
                    : new MockResponse()
                            .setResponseCode(HttpURLConnection.HTTP_OK)
                            .setHeader("Content-Type", "application/json")
                            .setBody(resources);
        }

        @Override
        public MockResponse handlePatch(RecordedRequest request) {
            String path = request.getPath().replaceFirst("\\?.*", "");
            String body = request.getUtf8Body(); // can be read once
            patches.add(new Patch(path, body));
            return super.handlePatch(new RecordedRequest(
                    request.getHttpVersion(),
                    request.method(),
                    path,
                    request.getHeaders(),
                    new Buffer(mutation.apply(body).getBytes(StandardCharsets.UTF_8))));
        }
    }
}

package dev.clientintents.cli.live;

import dev.clientintents.kube.ObjectApi;
import dev.clientintents.manifest.ClusterList;
import dev.clientintents.manifest.ManifestReader;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads of a live cluster which definitions of custom resources have the API server call a server that converts objects.
 * Definitions are large, so that nothing else is kept of them.
 */
final class ConversionWebhooks {

    private static final String COLLECTION = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private final ClusterApi api;
    private final ManifestReader reader;
    private final List<Map<?, ?>> calling = new ArrayList<>();

    ConversionWebhooks(ClusterApi api, ManifestReader reader) {
        this.api = api;
        this.reader = reader;
    }

    /** Reads them, and returns whether that was possible: where they cannot be listed, none counts. */
    boolean read() {
        try {
            new ObjectApi(api.client()).list(COLLECTION, "", new ObjectApi.Listing() {
                @Override
                public void add(Map<?, ?> object) {
                    note(object);
                }

                @Override
                public void restart() {
                    calling.clear();
                }
            });
        } catch (KubernetesClientException e) {
            return false;
        }
        ClusterList list = reader.clusterList(COLLECTION);
        try {
            list.add(api.client()
                    .getKubernetesSerialization()
                    .asJson(Map.of("apiVersion", "v1", "kind", "List", "items", calling)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        list.complete();
        return true;
    }

    private void note(Map<?, ?> definition) {
        if (definition.get("metadata") instanceof Map<?, ?> metadata
                && metadata.get("name") instanceof String name
                && definition.get("spec") instanceof Map<?, ?> spec
                && spec.get("conversion") instanceof Map<?, ?> conversion
                && "Webhook".equals(conversion.get("strategy"))) {
            calling.add(Map.of(
                    "apiVersion",
                    "apiextensions.k8s.io/v1",
                    "kind",
                    "CustomResourceDefinition",
                    "metadata",
                    Map.of("name", name),
                    "spec",
                    Map.of("conversion", conversion)));
        }
    }
}

package dev.clientintents.operator;

import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Asks the API server whether it serves a kind, for which nobody needs a right. */
final class ServedKind {

    private final KubernetesClient client;
    private final String version;
    private final String plural;

    ServedKind(KubernetesClient client, Class<? extends HasMetadata> type) {
        this.client = client;
        this.version = HasMetadata.getApiVersion(type);
        this.plural = HasMetadata.getPlural(type);
    }

    /** Returns whether the API server serves it now. */
    boolean isServed() {
        APIResourceList resources = client.getApiResources(version);
        return resources != null
                && resources.getResources().stream()
                        .anyMatch(resource -> resource.getName().equals(plural));
    }

    /** Returns the kind as in {@code serveraccesses.clientintents.dev}. */
    String name() {
        return plural + "." + version.substring(0, version.indexOf('/'));
    }
}

package dev.clientintents.cluster;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Namespaces for tests. */
public final class Namespaces {

    private Namespaces() {}

    /** Creates those of these names, which must not be there. */
    public static void create(KubernetesClient client, String... names) {
        for (String name : names) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .create();
        }
    }
}

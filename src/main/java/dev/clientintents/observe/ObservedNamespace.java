package dev.clientintents.observe;

import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.Map;
import java.util.Optional;

/** Reads namespaces. */
public final class ObservedNamespace {

    private ObservedNamespace() {}

    /** A label with a value that means nothing counts as absent. */
    public static NamespaceEntry entry(Namespace namespace) {
        Map<String, String> labels =
                Optional.ofNullable(namespace.getMetadata().getLabels()).orElse(Map.of());
        return new NamespaceEntry(
                namespace.getMetadata().getName(),
                Optional.ofNullable(labels.get(Labels.ENFORCEMENT))
                        .flatMap(Enforcement::parse)
                        .orElse(null),
                "ingress".equals(labels.get(Labels.DEFAULT_DENY)),
                namespace.getMetadata().getDeletionTimestamp() != null);
    }
}

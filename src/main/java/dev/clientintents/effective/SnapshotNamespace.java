package dev.clientintents.effective;

import dev.clientintents.finding.Position;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A namespace that the input holds or names.
 *
 * @param object the namespace, always with the label {@code kubernetes.io/metadata.name} that the API server sets
 * @param position where it stands; null where the input has no such object, and its existence is assumed
 */
public record SnapshotNamespace(Namespace object, @Nullable Position position) {

    public String name() {
        return object.getMetadata().getName();
    }

    public Map<String, String> labels() {
        return Optional.ofNullable(object.getMetadata().getLabels()).orElse(Map.of());
    }
}

package dev.clientintents.manifest;

import dev.clientintents.effective.ObjectId;
import dev.clientintents.finding.Position;
import dev.clientintents.manifest.yaml.Value.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * An object of the input, as it stands there.
 *
 * @param apiVersion group and version, {@code apps/v1}
 * @param kind its kind
 * @param namespace its namespace, or the one that is assumed; empty for a Namespace
 * @param name its name; what it begins with, where the API server would add the rest
 * @param content the whole object
 * @param position where it begins
 */
public record Manifest(
        String apiVersion, String kind, String namespace, String name, Mapping content, Position position) {

    /** Returns the same object as one that comes from a live cluster, which has no lines. */
    Manifest inCluster() {
        return new Manifest(apiVersion, kind, namespace, name, content, position.inCluster());
    }

    /** Returns whether it is from a cluster, live or in a dump of one, and so as an API server has taken it. */
    boolean isStored() {
        return position.isInCluster()
                || content.mapping("metadata")
                        .filter(it -> it.has("resourceVersion"))
                        .isPresent();
    }

    /** Returns when the API server took the object; null where it does not come from there. */
    @Nullable
    String created() {
        return content.mapping("metadata")
                .flatMap(metadata -> metadata.text("creationTimestamp"))
                .orElse(null);
    }

    /** Returns the identity of the object. */
    public ObjectId id() {
        return ObjectId.of(apiVersion, kind, namespace, name);
    }

    /** Returns kind, namespace and name, for example {@code Deployment shop/frontend}. */
    @Override
    public String toString() {
        return name.isEmpty() ? kind : new Position.Named(kind, namespace, name).toString();
    }
}

package dev.clientintents.operator.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.clientintents.model.ObjectKey;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URLEncoder;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the path of an object from its API version and kind, by the API server's discovery for kinds it meets first.
 */
public final class OwnerKinds {

    /** The collections that are watched from the start: the usual owners of pods. */
    static final Map<String, String> USUAL = Map.of(
            "apps/v1/ReplicaSet", "/apis/apps/v1/replicasets",
            "apps/v1/Deployment", "/apis/apps/v1/deployments",
            "apps/v1/StatefulSet", "/apis/apps/v1/statefulsets",
            "apps/v1/DaemonSet", "/apis/apps/v1/daemonsets",
            "batch/v1/Job", "/apis/batch/v1/jobs",
            "batch/v1/CronJob", "/apis/batch/v1/cronjobs");

    private record Resource(String plural, boolean namespaced) {}

    private final KubernetesClient client;
    private final Map<String, Resource> known = new ConcurrentHashMap<>();

    public OwnerKinds(KubernetesClient client) {
        this.client = client;
        USUAL.forEach((kind, path) -> known.put(kind, new Resource(path.substring(path.lastIndexOf('/') + 1), true)));
    }

    /** Returns the kind of an API version and kind with a slash between, whatever the version. */
    static OwnerStore.Kind kind(String versionAndKind) {
        int kind = versionAndKind.lastIndexOf('/');
        int version = versionAndKind.indexOf('/');
        return new OwnerStore.Kind(
                version < kind ? versionAndKind.substring(0, version) : "", versionAndKind.substring(kind + 1));
    }

    /**
     * Returns the path of the collection of a kind of which an object was found, if it is a custom one that lies in
     * namespaces, or that of ReplicationControllers; empty for all others, which are watched in any case or make no pods.
     */
    Optional<String> furtherCollection(String apiVersion, String kind) {
        if (apiVersion.equals("v1") && kind.equals("ReplicationController")) {
            return Optional.of("/api/v1/replicationcontrollers");
        }
        String group = apiVersion.substring(0, Math.max(0, apiVersion.indexOf('/')));
        return group.contains(".") && !group.endsWith(".k8s.io")
                ? Optional.ofNullable(known.get(apiVersion + "/" + kind))
                        .filter(Resource::namespaced)
                        .map(resource -> "/apis/" + apiVersion + "/" + resource.plural)
                : Optional.empty();
    }

    /** Returns the path of the object; empty where the cluster serves no such kind. */
    Optional<String> path(String apiVersion, String kind, String namespace, String name) {
        return resource(apiVersion, kind).map(resource -> {
            String base = apiVersion.contains("/") ? "/apis/" + apiVersion : "/api/" + apiVersion;
            String scope = resource.namespaced ? "/namespaces/" + namespace : "";
            return base + scope + "/" + resource.plural + "/" + encoded(name);
        });
    }

    /** Returns the path of an object of a collection, whose own path names no namespace. */
    static String path(String collection, ObjectKey object) {
        int plural = collection.lastIndexOf('/');
        return collection.substring(0, plural) + "/namespaces/" + object.namespace() + collection.substring(plural)
                + "/" + encoded(object.name());
    }

    /** Encodes a name as a segment of a path, where a plus, unlike in a query, does not stand for a blank. */
    private static String encoded(String name) {
        return URLEncoder.encode(name, UTF_8).replace("+", "%20");
    }

    private Optional<Resource> resource(String apiVersion, String kind) {
        String key = apiVersion + "/" + kind;
        Resource found = known.get(key);
        if (found == null) {
            APIResourceList served = client.getApiResources(apiVersion);
            if (served != null) {
                for (APIResource resource : served.getResources()) {
                    if (!resource.getName().contains("/")) {
                        known.put(
                                apiVersion + "/" + resource.getKind(),
                                new Resource(resource.getName(), Boolean.TRUE.equals(resource.getNamespaced())));
                    }
                }
            }
            found = known.get(key);
        }
        return Optional.ofNullable(found);
    }
}

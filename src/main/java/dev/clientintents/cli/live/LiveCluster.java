package dev.clientintents.cli.live;

import dev.clientintents.cli.CannotRun;
import dev.clientintents.manifest.ManifestReader;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads from a live cluster what manifests would say: the same lists that {@code kubectl get -A -o json} prints. */
public final class LiveCluster {

    private static final int PAGE = 500;

    private static final List<String> COLLECTIONS = List.of(
            "/api/v1/namespaces",
            "/api/v1/pods",
            "/api/v1/services",
            "/api/v1/replicationcontrollers",
            "/apis/apps/v1/deployments",
            "/apis/apps/v1/replicasets",
            "/apis/apps/v1/statefulsets",
            "/apis/apps/v1/daemonsets",
            "/apis/batch/v1/jobs",
            "/apis/batch/v1/cronjobs",
            "/apis/networking.k8s.io/v1/networkpolicies",
            "/apis/networking.k8s.io/v1/ingresses",
            "/apis/clientintents.dev/v1alpha1/clientintents");

    private LiveCluster() {}

    /**
     * Reads the objects of a cluster that matter to access.
     *
     * @throws CannotRun where it does not answer, or one of the collections may not be read
     */
    public static void read(Config config, ManifestReader reader) {
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            Refusals refusals = read(client, reader);
            if (!refusals.isEmpty()) {
                throw new CannotRun("the user of the kubeconfig may not read " + refusals + " in the whole cluster");
            }
        }
    }

    /**
     * Reads as long as nothing is refused, and then sees what else would be.
     *
     * @return what may not be read; where that is not empty, what was read is of no use
     * @throws CannotRun where the cluster does not answer
     */
    public static Refusals read(KubernetesClient client, ManifestReader reader) {
        var refusals = new Refusals();
        for (String collection : COLLECTIONS) {
            if (refusals.isEmpty()) {
                read(client, collection, reader, refusals);
            } else {
                var unused = page(client, collection, "?limit=1", refusals);
            }
        }
        return refusals;
    }

    private static void read(KubernetesClient client, String collection, ManifestReader reader, Refusals refusals) {
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            String query = "?limit=" + PAGE + next.get();
            String text = page(client, collection, query, refusals);
            if (text == null) {
                return;
            }
            next = take(client, collection, text, reader)
                    .map(token -> "&continue=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
        }
    }

    private static Optional<String> take(
            KubernetesClient client, String collection, String text, ManifestReader reader) {
        try {
            return reader.readCluster(collection, text);
        } catch (IOException e) {
            throw new CannotRun("what " + client.getMasterUrl() + " answers to " + collection + " is not JSON");
        }
    }

    /** Null where the cluster has no such collection, or refuses it. */
    private static @Nullable String page(KubernetesClient client, String collection, String query, Refusals refusals) {
        try {
            return client.raw(collection + query);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                refusals.add(collection);
                return null;
            }
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return null;
            }
            if (e.getStatus() == null) {
                throw new CannotRun(
                        "cannot reach the cluster at " + client.getMasterUrl() + ": " + CannotRun.reason(e));
            }
            throw new CannotRun("cannot read " + collection + " of the cluster: "
                    + e.getStatus().getMessage());
        }
    }
}

package dev.clientintents.cli;

import dev.clientintents.manifest.ManifestReader;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.ByteArrayInputStream;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads from a live cluster what manifests would say: the same lists that {@code kubectl get -A -o json} prints. */
final class LiveCluster {

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

    private static final Pattern CONTINUE = Pattern.compile("\"continue\"\\s*:\\s*\"([^\"]+)\"");

    private LiveCluster() {}

    static void read(@Nullable Path kubeconfig, @Nullable String context, ManifestReader reader) {
        Config config = config(kubeconfig, context);
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            read(client, reader);
        }
    }

    /** @throws CannotRun where one of the collections may not be read */
    static void read(KubernetesClient client, ManifestReader reader) {
        for (String collection : COLLECTIONS) {
            read(client, collection, reader);
        }
    }

    static Config config(@Nullable Path kubeconfig, @Nullable String context) {
        if (kubeconfig != null && !Files.isReadable(kubeconfig)) {
            throw new CannotRun("no such kubeconfig: " + kubeconfig);
        }
        Config config = parsed(kubeconfig, context);
        if (context != null
                && (config.getCurrentContext() == null
                        || !context.equals(config.getCurrentContext().getName()))) {
            throw new CannotRun("the kubeconfig has no context " + context);
        }
        return config;
    }

    private static Config parsed(@Nullable Path kubeconfig, @Nullable String context) {
        try {
            return kubeconfig == null
                    ? Config.autoConfigure(context)
                    : Config.fromKubeconfig(context, kubeconfig.toFile());
        } catch (RuntimeException e) {
            throw new CannotRun("cannot read the kubeconfig" + (kubeconfig == null ? "" : " " + kubeconfig) + ": "
                    + CannotRun.reason(e));
        }
    }

    private static void read(KubernetesClient client, String collection, ManifestReader reader) {
        String next = "";
        do {
            String page = page(client, collection + "?limit=" + PAGE + next);
            if (page == null) {
                return;
            }
            reader.readCluster(collection, new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
            // the list's own metadata comes before its items
            Matcher token = CONTINUE.matcher(page.substring(0, Math.min(page.length(), 4096)));
            next = token.find() ? "&continue=" + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8) : "";
        } while (!next.isEmpty());
    }

    /** Null where the cluster has no such collection. */
    private static @Nullable String page(KubernetesClient client, String path) {
        try {
            return client.raw(path);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return null;
            }
            if (e.getStatus() == null) {
                throw new CannotRun(
                        "cannot reach the cluster at " + client.getMasterUrl() + ": " + CannotRun.reason(e));
            }
            throw new CannotRun(
                    "cannot read " + path + " of the cluster: " + e.getStatus().getMessage());
        }
    }
}

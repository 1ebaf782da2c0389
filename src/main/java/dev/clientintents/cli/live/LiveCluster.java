package dev.clientintents.cli.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clientintents.cli.CannotRun;
import dev.clientintents.effective.PolicyKind;
import dev.clientintents.kube.Pages;
import dev.clientintents.kube.Reply;
import dev.clientintents.manifest.ClusterList;
import dev.clientintents.manifest.ManifestReader;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads from a live cluster what manifests would say: the same lists that {@code kubectl get -A -o json} prints. */
public final class LiveCluster {

    private static final String OURS = "/apis/clientintents.dev/v1alpha1";

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
            OURS + "/clientintents",
            OURS + "/serveraccesses");

    private LiveCluster() {}

    /**
     * Reads the objects of a cluster that matter to access, with those of kinds that not every cluster serves.
     *
     * @param further more of such kinds
     * @throws CannotRun where it does not answer, or one of the collections may not be read
     */
    public static void read(Config config, ManifestReader reader, Set<PolicyKind> further) {
        try (var api = new ClusterApi(config)) {
            Refusals refusals = read(api, reader);
            if (!refusals.isEmpty()) {
                throw new CannotRun("the user of the kubeconfig may not read " + refusals + " in the whole cluster");
            }
            new OtherKinds(api, reader, further).read();
        }
    }

    /**
     * Reads as long as nothing is refused, and then sees what else would be.
     *
     * @return what may not be read; where that is not empty, what was read is of no use
     * @throws CannotRun where the cluster does not answer
     */
    static Refusals read(ClusterApi api, ManifestReader reader) {
        var refusals = new Refusals();
        for (String collection : COLLECTIONS) {
            if (refusals.isEmpty()) {
                read(api, collection, reader, refusals);
            } else if (api.mayNotList(collection) && isServed(api, collection)) {
                refusals.add(collection);
            }
        }
        return refusals;
    }

    private static void read(ClusterApi api, String collection, ManifestReader reader, Refusals refusals) {
        if (!(list(api, collection, "", reader) instanceof Reply.Refused<Integer> refused)) {
            return;
        }
        if (refused.code() == HttpURLConnection.HTTP_FORBIDDEN) {
            if (isServed(api, collection)) {
                refusals.add(collection);
            }
        } else if (refused.code() != HttpURLConnection.HTTP_NOT_FOUND) {
            throw new CannotRun("cannot read " + collection + " of the cluster: " + refused.said());
        }
    }

    /**
     * Returns whether a collection may exist in the cluster: what it does not serve it refuses to who has no right to it,
     * which a chart of an earlier version does not give.
     */
    private static boolean isServed(ClusterApi api, String collection) {
        if (!collection.startsWith(OURS)) {
            return true;
        }
        Optional<JsonNode> served = api.discovered(OURS);
        if (served.isEmpty()) {
            return true;
        }
        for (JsonNode resource : served.get().path("resources")) {
            if (collection.endsWith("/" + resource.path("name").asText())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads a collection, and returns what the API server answered; what it refuses is not read.
     *
     * @param query begins with {@code &}, or is empty
     */
    static Reply<Integer> list(ClusterApi api, String collection, String query, ManifestReader reader) {
        ClusterList list = reader.clusterList(collection);
        Reply<Integer> reply = api.pages(collection, query, new Pages() {
            @Override
            public @Nullable String page(String json) throws IOException {
                return list.add(json).orElse(null);
            }

            @Override
            public void restart() {
                list.clear();
            }
        });
        if (!(reply instanceof Reply.Refused<Integer>)) {
            list.complete();
        }
        return reply;
    }
}

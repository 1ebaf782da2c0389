package dev.clientintents.operator;

import dev.clientintents.api.ServerAccess;
import dev.clientintents.kube.FailureCause;
import dev.clientintents.kube.MetadataApi;
import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The things that the operator cannot do without: rights to read and to watch, the CustomResourceDefinition of
 * ClientIntents, a namespace for its lease. The start asks for what is missing where something takes long.
 */
final class StartRequirements {

    /**
     * The time for which something has to be missing before the start ends: an API server that starts refuses what it
     * will allow later, and a CustomResourceDefinition is served a moment after it is made.
     */
    private static final Duration FOR_SURE = Duration.ofSeconds(5);

    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    /** Objects of a kind that are read and watched. */
    private record Read(String group, String version, String plural, boolean inWholeCluster) {

        String path(String namespace) {
            return (group.isEmpty() ? "/api/" : "/apis/" + group + "/") + version
                    + (namespace.isEmpty() ? "" : "/namespaces/" + namespace) + "/" + plural;
        }
    }

    private static final List<Read> READ = List.of(
            new Read("", "v1", "namespaces", true),
            new Read("clientintents.dev", "v1alpha1", "clientintents", false),
            new Read("", "v1", "pods", false),
            new Read("", "v1", "services", false),
            new Read("networking.k8s.io", "v1", "networkpolicies", false));

    /** What is read where the API server serves it, and done without where it does not. */
    private static final Read WHERE_SERVED = new Read("clientintents.dev", "v1alpha1", "serveraccesses", false);

    private final KubernetesClient client;
    private final MetadataApi api;
    private final Settings settings;
    private final LongSupplier nanos;
    private @Nullable Long since;

    StartRequirements(KubernetesClient client, MetadataApi api, Settings settings) {
        this(client, api, settings, System::nanoTime);
    }

    StartRequirements(KubernetesClient client, MetadataApi api, Settings settings, LongSupplier nanos) {
        this.client = client;
        this.api = api;
        this.settings = settings;
        this.nanos = nanos;
    }

    /**
     * Returns why the API server cannot be read as yet; empty where it can.
     *
     * @throws StartFailure where only a person can help, and has not done so for some seconds
     */
    Optional<String> missing() {
        return surely(this::read);
    }

    /**
     * Waits until this replica could hold the lease, if there is one.
     *
     * @throws StartFailure where only a person can help, and has not done so for some seconds
     */
    void awaitLease() {
        if (!settings.leaderElection()) {
            return;
        }
        var lease = new StartRequirements(client, api, settings, nanos);
        while (lease.surely(lease::lease).isPresent()) {
            try {
                Thread.sleep(AGAIN_AFTER.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Optional<String> surely(Supplier<Optional<String>> look) {
        try {
            Optional<String> missing = look.get();
            since = null;
            return missing;
        } catch (StartFailure e) {
            long now = nanos.getAsLong();
            since = since == null ? (Long) now : since;
            if (now - since >= FOR_SURE.toNanos()) {
                throw e;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            since = null;
            return Optional.of(FailureCause.message(e));
        }
    }

    private Optional<String> read() {
        READ.forEach(this::read);
        if (new ServedKind(client, ServerAccess.class).isServed()) {
            read(WHERE_SERVED);
        }
        return Optional.empty();
    }

    private void read(Read kind) {
        for (String namespace : where(kind)) {
            list(kind, namespace);
            demand("watch", kind.group, kind.plural, null, namespace);
        }
    }

    private List<String> where(Read kind) {
        return kind.inWholeCluster || settings.watchedNamespaces().isEmpty()
                ? List.of("")
                : new ArrayList<>(settings.watchedNamespaces());
    }

    private void list(Read kind, String namespace) {
        try {
            api.probe(kind.path(namespace));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                throw refused("list", kind.group, kind.plural, namespace);
            }
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new StartFailure(
                        "the API server does not serve " + kind.plural + "." + kind.group + " in version "
                                + kind.version + ": install the CustomResourceDefinition of this version,"
                                + " as helm does, or kubectl apply -f crds/clientintents.yaml");
            }
            throw e;
        }
    }

    private Optional<String> lease() {
        String namespace = settings.namespace();
        try {
            api.get("/api/v1/namespaces/" + namespace);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new StartFailure(
                        "namespace " + namespace + ", where the lease of the operator belongs, does not exist:"
                                + " make it, or set POD_NAMESPACE or --namespace to one that does");
            }
            if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
        }
        demand("create", "coordination.k8s.io", "leases", null, namespace);
        for (String verb : List.of("get", "update", "patch")) {
            demand(verb, "coordination.k8s.io", "leases", Labels.MANAGER, namespace);
        }
        return Optional.empty();
    }

    /** Demands a right. Where the API server does not say whether it is allowed, trying will tell. */
    private void demand(String verb, String group, String plural, @Nullable String name, String namespace) {
        SelfSubjectAccessReview review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withResourceAttributes(new ResourceAttributesBuilder()
                        .withVerb(verb)
                        .withGroup(group)
                        .withResource(plural)
                        .withName(name)
                        .withNamespace(namespace)
                        .build())
                .endSpec()
                .build();
        SelfSubjectAccessReview answer;
        try {
            answer = client.authorization().v1().selfSubjectAccessReview().create(review);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return;
            }
            throw e;
        }
        if (answer != null
                && answer.getStatus() != null
                && Boolean.FALSE.equals(answer.getStatus().getAllowed())) {
            throw refused(verb, group, plural, namespace);
        }
    }

    private static StartFailure refused(String verb, String group, String plural, String namespace) {
        return new StartFailure("the operator may not " + verb + " " + plural + (group.isEmpty() ? "" : "." + group)
                + (namespace.isEmpty() ? " in the whole cluster" : " in namespace " + namespace)
                + ": give its service account the rights of deploy/operator.yaml, as helm does with rbac.create=true");
    }
}

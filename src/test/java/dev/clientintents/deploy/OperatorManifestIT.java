package dev.clientintents.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API server makes of {@code deploy/operator.yaml}. */
@RealCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorManifestIT {

    private static final String MANAGER = "operator-manifest-it";
    private static final String OPERATOR = "system:serviceaccount:client-intents:client-intents";

    private static final Map<String, String> NAMES = Map.of(
            "leases", "client-intents",
            "configmaps", "client-intents-orphaned-pods",
            "secrets", "client-intents-webhook",
            "mutatingwebhookconfigurations", "client-intents-webhook");

    private final KubernetesClient client;
    private final List<HasMetadata> objects = Manifests.read(Manifests.DEPLOY.resolve("operator.yaml"));

    OperatorManifestIT(KubernetesClient client) {
        this.client = client;
    }

    /**
     * All but what would make pods or concern all of them, which is only tried. What stays is harmless, and applying it
     * again is no change.
     */
    @BeforeAll
    void applyWhatMakesNoPods() {
        objects.stream()
                .filter(object -> !(object instanceof Deployment) && !(object instanceof MutatingWebhookConfiguration))
                .forEach(object -> client.resource(object)
                        .fieldValidation(Validation.STRICT)
                        .fieldManager(MANAGER)
                        .forceConflicts()
                        .serverSideApply());
    }

    @Test
    void theDeploymentAndTheWebhookAreTakenWithUnknownFieldsRefused() {
        assertThat(objects)
                .filteredOn(object -> object instanceof Deployment || object instanceof MutatingWebhookConfiguration)
                .hasSize(2)
                .allSatisfy(object -> assertThat(client.resource(object)
                                .dryRun()
                                .fieldValidation(Validation.STRICT)
                                .fieldManager(MANAGER)
                                .forceConflicts()
                                .serverSideApply()
                                .getMetadata()
                                .getUid())
                        .isNotBlank());
    }

    @Test
    void itsPodsAreWithinTheRestrictedPodSecurityOfItsNamespace() {
        PodSpec restricted = deployment().getSpec().getTemplate().getSpec();
        PodSpec careless = restricted.edit().withSecurityContext(null).build();

        assertThat(client.resource(pod(restricted)).dryRun().create()).isNotNull();
        assertThatThrownBy(() -> client.resource(pod(careless)).dryRun().create())
                .hasMessageContaining("violates PodSecurity");
    }

    @ParameterizedTest(name = "may {0} {1} {2} in {3}")
    @CsvSource({
        "patch,  '',                  pods,            shop",
        "watch,  '',                  pods,            ",
        "create, networking.k8s.io,   networkpolicies, shop",
        "delete, networking.k8s.io,   networkpolicies, shop",
        "list,   apps,                replicasets,     ",
        "patch,  clientintents.dev,   clientintents/status, shop",
        "create, events.k8s.io,       events,          shop",
        "create, coordination.k8s.io, leases,          client-intents",
        "patch,  coordination.k8s.io, leases,          client-intents",
        "create, '',                  configmaps,      client-intents",
        "get,    '',                  configmaps,      client-intents",
        "patch,  '',                  configmaps,      client-intents",
        "create, '',                  secrets,         client-intents",
        "update, '',                  secrets,         client-intents",
        "watch,  '',                  secrets,         client-intents",
        "patch,  admissionregistration.k8s.io, mutatingwebhookconfigurations, ",
    })
    void theOperatorMayDoItsWork(String verb, String group, String resource, @Nullable String namespace) {
        await().untilAsserted(() ->
                assertThat(isAllowed(verb, group, resource, namespace)).isTrue());
    }

    @ParameterizedTest(name = "may not {0} {1} {2} in {3}")
    @CsvSource({
        "create, '',                           pods,            shop",
        "delete, '',                           pods,            shop",
        "update, '',                           pods,            shop",
        "patch,  '',                           pods/status,     shop",
        "create, '',                           pods/exec,       shop",
        "get,    '',                           secrets,         shop",
        "create, '',                           secrets,         shop",
        "delete, '',                           secrets,         client-intents",
        "update, admissionregistration.k8s.io, mutatingwebhookconfigurations, ",
        "create, admissionregistration.k8s.io, mutatingwebhookconfigurations, ",
        "patch,  '',                           namespaces,      ",
        "patch,  networking.k8s.io,            networkpolicies, shop",
        "deletecollection, networking.k8s.io,  networkpolicies, shop",
        "create, clientintents.dev,            clientintents,   shop",
        "patch,  apps,                         deployments,     shop",
        "create, coordination.k8s.io,          leases,          shop",
        "delete, coordination.k8s.io,          leases,          client-intents",
        "get,    '',                           configmaps,      shop",
        "delete, '',                           configmaps,      client-intents",
        "get,    apiextensions.k8s.io,         customresourcedefinitions, ",
        "create, rbac.authorization.k8s.io,    clusterrolebindings, ",
    })
    void theOperatorMayDoNothingElse(String verb, String group, String resource, @Nullable String namespace) {
        await().untilAsserted(
                        () -> assertThat(isAllowed("patch", "", "pods", "shop")).isTrue());
        assertThat(isAllowed(verb, group, resource, namespace)).isFalse();
    }

    private Deployment deployment() {
        return objects.stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static Pod pod(PodSpec spec) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("operator-manifest-it")
                .withNamespace("client-intents")
                .endMetadata()
                .withSpec(spec)
                .build();
    }

    @ParameterizedTest(name = "may not {0} {1} by another name")
    @CsvSource({"'', secrets, client-intents", "admissionregistration.k8s.io, mutatingwebhookconfigurations, "})
    void whatTheWebhookNeedsIsBoundToOneName(String group, String resource, @Nullable String namespace) {
        await().untilAsserted(() ->
                assertThat(isAllowed("get", group, resource, namespace)).isTrue());
        assertThat(isAllowed("get", group, resource, namespace, "another")).isFalse();
    }

    private boolean isAllowed(String verb, String group, String resource, @Nullable String namespace) {
        return isAllowed(verb, group, resource, namespace, NAMES.get(resource));
    }

    /** Some objects are asked for by the one name that the operator uses. */
    private boolean isAllowed(
            String verb, String group, String resource, @Nullable String namespace, @Nullable String name) {
        String[] parts = resource.split("/", 2);
        var review = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(OPERATOR)
                .withNewResourceAttributes()
                .withVerb(verb)
                .withGroup(group)
                .withResource(parts[0])
                .withSubresource(parts.length == 2 ? parts[1] : null)
                .withNamespace(namespace)
                .withName(name)
                .endResourceAttributes()
                .endSpec()
                .build();
        return client.resource(review).create().getStatus().getAllowed();
    }
}

package dev.clientintents.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Helm;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.cluster.RealHelm;
import dev.clientintents.manifest.NamespaceLabels;
import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The guard of labels, tried by users with exactly one right each. The same write is tried in a namespace that the
 * operator leaves alone, where it is allowed: so it is the guard that refuses it, and it refuses no more than it should.
 */
@RealCluster(dedicated = true)
@RealHelm
class GuardIT {

    private static final String GUARDED = "guarded";
    private static final String LEFT_ALONE = "left-alone";
    private static final String STRICT_NAMES = "strict-names";
    private static final String OPERATOR = "system:serviceaccount:client-intents:client-intents";
    private static final String RESTORE = "system:serviceaccount:backup:backup";
    private static final String VOLCANO = "system:serviceaccount:volcano-system:volcano-scheduler";
    private static final String NAME = "clientintents.dev/service-name";
    private static final String MIRROR = "kubernetes.io/config.mirror";

    private final ControlPlane controlPlane;
    private final KubernetesClient admin;

    GuardIT(ControlPlane controlPlane, KubernetesClient admin) {
        this.controlPlane = controlPlane;
        this.admin = admin;
    }

    @BeforeAll
    static void guard(KubernetesClient admin, Helm helm) {
        Namespaces.create(admin, GUARDED, LEFT_ALONE, STRICT_NAMES, "client-intents");
        admin.resource(namespace("mislabelled", Labels.DEFAULT_DENY, "true")).create();
        // with the webhook it would strip pods that bring labels, and the guard lets them pass
        Chart.objects(
                        helm,
                        "--set",
                        "webhook.enabled=false",
                        "--set",
                        "operator.excludeNamespaces={%s,%s}".formatted(LEFT_ALONE, STRICT_NAMES),
                        "--set",
                        "guard.exemptUsers={%s},guard.trustedBinders={%s}".formatted(RESTORE, VOLCANO))
                .stream()
                .filter(object -> isGuard(object) || object.getKind().matches("(ClusterRole|ServiceAccount).*"))
                .forEach(object -> admin.resource(object).create());
        Chart.objects(
                        helm,
                        "--values",
                        Chart.tried("guard-without-pod-creation").toString(),
                        "--set",
                        "fullnameOverride=strict,watchNamespaces={%s}".formatted(STRICT_NAMES))
                .stream()
                .filter(GuardIT::isGuard)
                .forEach(object -> admin.resource(object).create());
        Pod guarded = newPod(admin, GUARDED);
        Pod strict = newPod(admin, STRICT_NAMES);
        awaitRefusal(() ->
                LabelWrite.patchLabel(admin, guarded, "", "clientintents.dev/probe", "\"" + System.nanoTime() + "\""));
        awaitRefusal(() ->
                LabelWrite.patchLabel(admin, strict, "", "clientintents.dev/probe", "\"" + System.nanoTime() + "\""));
        awaitRefusal(() -> admin.resource(deployment(GUARDED, "probe", LabelWrite.FORGED))
                .dryRun()
                .create());
    }

    static Stream<LabelWrite> labelWrites() {
        return LabelWrite.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("labelWrites")
    void aForgedLabelIsRefused(LabelWrite write) {
        Pod pod = labelledPod(GUARDED);

        as(
                onlyThe(write, GUARDED),
                user -> assertThatThrownBy(() -> write.attempt().by(user, pod))
                        .isInstanceOfSatisfying(
                                KubernetesClientException.class,
                                e -> assertThat(e.getCode()).isEqualTo(HttpURLConnection.HTTP_FORBIDDEN))
                        .hasMessageContaining("ValidatingAdmissionPolicy")
                        .hasMessageContaining("ClientIntents")
                        .hasMessageContaining("clientintents.dev/consumes-"));
        assertThat(labels(pod)).containsEntry(LabelWrite.OPERATORS, "true").doesNotContainKey(LabelWrite.FORGED);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("labelWrites")
    void theSameWriteIsAllowedWithoutTheGuard(LabelWrite write) {
        Pod pod = labelledPod(LEFT_ALONE);
        Map<String, String> before = labels(pod);

        as(
                onlyThe(write, LEFT_ALONE),
                user -> assertThatCode(() -> write.attempt().by(user, pod)).doesNotThrowAnyException());
        if (!write.verb().equals("create") || write.resource().contains("binding")) {
            assertThat(labels(pod)).isNotEqualTo(before);
        }
    }

    @Test
    void theApiServerFindsNothingWrongInItsExpressions() {
        await().untilAsserted(() -> assertThat(
                        admin.resources(ValidatingAdmissionPolicy.class).list().getItems())
                .hasSize(10)
                .allSatisfy(policy -> {
                    assertThat(policy.getStatus()).isNotNull();
                    assertThat(policy.getStatus().getObservedGeneration())
                            .isEqualTo(policy.getMetadata().getGeneration());
                    assertThat(policy.getStatus().getTypeChecking().getExpressionWarnings())
                            .isEmpty();
                }));
    }

    @Test
    void ephemeralContainersBringNoLabels() {
        Pod pod = labelledPod(LEFT_ALONE);

        LabelWrite.patchLabel(admin, pod, "ephemeralcontainers", LabelWrite.FORGED, "\"true\"");

        assertThat(labels(pod)).doesNotContainKey(LabelWrite.FORGED);
    }

    @Test
    void whateverElseIsWrittenToALabelledPodPasses() {
        Pod pod = labelledPod(GUARDED);

        LabelWrite.patchLabel(admin, pod, "", "team", "\"shop\"");
        LabelWrite.patchLabel(admin, pod, "status", "seen", "\"yes\"");
        admin.resource(pod)
                .subresource("status")
                .patch(
                        LabelWrite.MERGE,
                        "{\"status\": {\"conditions\": [{\"type\": \"x.example.com/y\", \"status\": \"True\"}]}}");
        admin.resource(pod).patch(LabelWrite.MERGE, "{\"metadata\": {\"annotations\": {\"" + NAME + "\": \"other\"}}}");
        LabelWrite.post(admin, LabelWrite.path(pod) + "/binding", """
                {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "%s"},
                 "target": {"apiVersion": "v1", "kind": "Node", "name": "node-1"}}
                """.formatted(
                        pod.getMetadata().getName()));

        assertThat(labels(pod)).containsEntry("team", "shop").containsEntry(LabelWrite.OPERATORS, "true");
        await("the kubelet's status")
                .untilAsserted(
                        () -> assertThat(admin.resource(pod).get().getStatus().getPhase())
                                .isEqualTo("Running"));
    }

    @Test
    void theOperatorsOwnPatchPasses() {
        Pod pod = labelledPod(GUARDED);

        as(
                OPERATOR,
                operator -> operator.resource(pod)
                        .patch(
                                LabelWrite.MERGE,
                                "{\"metadata\": {\"labels\": {\"%s\": \"true\", \"%s\": null}}}"
                                        .formatted(LabelWrite.FORGED, LabelWrite.OPERATORS)));

        assertThat(labels(pod)).containsEntry(LabelWrite.FORGED, "true").doesNotContainKey(LabelWrite.OPERATORS);
    }

    @Test
    void aTemplateThatHadALabelBeforeStaysUpdatableAndRollsOutButItsPodsAreRefused() {
        Deployment old = admin.resource(deployment(LEFT_ALONE, "old", LabelWrite.FORGED))
                .dryRun()
                .create();
        assertThat(old.getSpec().getTemplate().getMetadata().getLabels()).containsKey(LabelWrite.FORGED);
        allow(RESTORE, "create", "apps", "deployments", GUARDED);
        as(
                RESTORE,
                user -> user.raw(
                        "/apis/apps/v1/namespaces/" + GUARDED + "/deployments",
                        "POST",
                        deployment(GUARDED, "old", LabelWrite.FORGED)));

        patchTemplate("{\"metadata\": {\"labels\": {\"version\": \"2\"}}}");

        await().untilAsserted(() -> assertThat(admin.apps()
                        .replicaSets()
                        .inNamespace(GUARDED)
                        .withLabel("app", "old")
                        .list()
                        .getItems())
                .hasSize(2));
        await().untilAsserted(() -> assertThat(
                        admin.v1().events().inNamespace(GUARDED).list().getItems())
                .anySatisfy(event ->
                        assertThat(event.getMessage()).contains("is reserved").contains(LabelWrite.FORGED)));
        assertThatThrownBy(
                        () -> patchTemplate("{\"metadata\": {\"labels\": {\"clientintents.dev/workload\": \"bank\"}}}"))
                .hasMessageContaining("ClientIntents");
        patchTemplate("{\"metadata\": {\"labels\": {\"" + LabelWrite.FORGED + "\": null}}}");
        await().untilAsserted(() -> assertThat(admin.pods()
                        .inNamespace(GUARDED)
                        .withLabel("app", "old")
                        .list()
                        .getItems())
                .hasSize(1));
        admin.apps().deployments().inNamespace(GUARDED).withName("old").delete();
    }

    @Test
    void withoutTheGuardOfCreationPodsBringTheirLabelsAndNobodyChangesThemAfterwards() {
        Pod pod = newPod(admin, STRICT_NAMES, Map.of(LabelWrite.OPERATORS, "true"));

        assertThat(labels(pod)).containsKey(LabelWrite.OPERATORS);
        assertThatThrownBy(() -> LabelWrite.patchLabel(admin, pod, "", LabelWrite.OPERATORS, "null"))
                .hasMessageContaining("is reserved");
    }

    @Test
    void theNameOfAPodsWorkloadIsFixedAtItsCreationWhereTheValuesSaySo() {
        Pod pod = admin.resource(newPod(admin, STRICT_NAMES)
                        .edit()
                        .withNewMetadata()
                        .withNamespace(STRICT_NAMES)
                        .withGenerateName("named-")
                        .addToAnnotations(NAME, "checkout")
                        .endMetadata()
                        .build())
                .create();
        String annotate = "{\"metadata\": {\"annotations\": {\"" + NAME + "\": %s}}}";

        for (String value : new String[] {"\"bank\"", "null"}) {
            assertThatThrownBy(() -> admin.resource(pod).patch(LabelWrite.MERGE, annotate.formatted(value)))
                    .hasMessageContaining("set it in the pod template");
            assertThatThrownBy(() -> admin.resource(pod)
                            .subresource("status")
                            .patch(LabelWrite.MERGE, annotate.formatted(value)))
                    .hasMessageContaining("set it in the pod template");
        }
        assertThatThrownBy(() -> LabelWrite.post(admin, LabelWrite.path(pod) + "/binding", """
                {"apiVersion": "v1", "kind": "Binding",
                 "metadata": {"name": "%s", "annotations": {"%s": "bank"}},
                 "target": {"apiVersion": "v1", "kind": "Node", "name": "node-1"}}
                """.formatted(
                                pod.getMetadata().getName(), NAME)))
                .hasMessageContaining("set it in the pod template");
    }

    @Test
    void theNameOfAPodsWorkloadIsFixedForItsStatusAndForBindingsWhateverTheValuesSay() {
        Pod pod = newPod(admin, GUARDED);

        assertThatThrownBy(() -> admin.resource(pod)
                        .subresource("status")
                        .patch(LabelWrite.MERGE, "{\"metadata\": {\"annotations\": {\"" + NAME + "\": \"nothing\"}}}"))
                .hasMessageContaining("is fixed when the pod is created");
        admin.resource(pod).patch(LabelWrite.MERGE, "{\"metadata\": {\"annotations\": {\"" + NAME + "\": \"other\"}}}");
        assertThatThrownBy(() -> admin.resource(pod)
                        .subresource("status")
                        .patch(LabelWrite.MERGE, "{\"metadata\": {\"annotations\": {\"" + NAME + "\": null}}}"))
                .hasMessageContaining("is fixed when the pod is created");
        for (String path : List.of(LabelWrite.path(pod) + "/binding", "/api/v1/namespaces/" + GUARDED + "/bindings")) {
            assertThatThrownBy(() -> LabelWrite.post(admin, path, binding(pod, NAME)))
                    .hasMessageContaining("is fixed when the pod is created");
            assertThatThrownBy(() -> LabelWrite.post(admin, path, binding(pod, MIRROR)))
                    .hasMessageContaining("marks the mirror of a static pod");
        }
        assertThat(admin.resource(pod).get().getMetadata().getAnnotations())
                .containsEntry(NAME, "other")
                .doesNotContainKey(MIRROR);
    }

    @Test
    void aSchedulerThatCopiesAnnotationsMayBringTheNameWhereTheValuesNameItAndNothingElse() {
        Pod pod = newPod(admin, GUARDED);
        allow(VOLCANO, "create", "", "pods/binding", GUARDED);

        as(VOLCANO, user -> {
            assertThatThrownBy(() -> LabelWrite.post(user, LabelWrite.path(pod) + "/binding", binding(pod, MIRROR)))
                    .hasMessageContaining("marks the mirror of a static pod");
            LabelWrite.post(user, LabelWrite.path(pod) + "/binding", binding(pod, NAME));
        });

        assertThat(admin.resource(pod).get().getMetadata().getAnnotations()).containsEntry(NAME, "bank");
    }

    private static String binding(Pod pod, String annotation) {
        return """
                {"apiVersion": "v1", "kind": "Binding",
                 "metadata": {"name": "%s", "annotations": {"%s": "bank"}},
                 "target": {"apiVersion": "v1", "kind": "Node", "name": "node-1"}}
                """.formatted(pod.getMetadata().getName(), annotation);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "clientintents.dev/default-deny, true,   write ingress or egress or both",
        "clientintents.dev/default-deny, '',     write ingress or egress or both",
        "clientintents.dev/enforcement,  Active, write shadow or local or active",
        "clientintents.dev/enforcement,  off,    write shadow or local or active",
        "clientintents.dev/egress,       all,    write declared or open",
    })
    void aLabelOfANamespaceThatSaysNothingToTheOperatorIsRefused(String label, String value, String advice) {
        String message =
                "label " + label + ": \"" + value + "\" is not a valid value, " + advice + ", or remove the label";

        assertThatThrownBy(() -> admin.resource(namespace("wrong", label, value))
                        .dryRun()
                        .create())
                .hasMessageContaining(message);
        assertThatThrownBy(() -> labelNamespace("", LEFT_ALONE, label, value)).hasMessageContaining(message);
        assertThatThrownBy(() -> labelNamespace("status", LEFT_ALONE, label, value))
                .hasMessageContaining(message);
    }

    @Test
    void theValuesThatTheCommandLineKnowsPass() {
        NamespaceLabels.values()
                .forEach((label, values) ->
                        values.forEach(value -> assertThatCode(() -> admin.resource(namespace("right", label, value))
                                        .dryRun()
                                        .create())
                                .doesNotThrowAnyException()));
    }

    @Test
    void aNamespaceThatWasMislabelledBeforeStaysUpdatableAndCanBeMended() {
        labelNamespace("", "mislabelled", "team", "shop");

        assertThatThrownBy(() -> labelNamespace("", "mislabelled", Labels.DEFAULT_DENY, "yes"))
                .hasMessageContaining("write ingress");
        labelNamespace("", "mislabelled", Labels.DEFAULT_DENY, "ingress");
    }

    private void labelNamespace(String subresource, String name, String label, String value) {
        String body = "{\"metadata\": {\"labels\": {\"" + label + "\": \"" + value + "\"}}}";
        var namespace = admin.resource(namespace(name, label, value));
        if (subresource.isEmpty()) {
            namespace.patch(LabelWrite.MERGE, body);
        } else {
            namespace.subresource(subresource).patch(LabelWrite.MERGE, body);
        }
    }

    private static Namespace namespace(String name, String label, String value) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(label, value)
                .endMetadata()
                .build();
    }

    private void patchTemplate(String template) {
        admin.resource(deployment(GUARDED, "old", LabelWrite.FORGED))
                .patch(LabelWrite.MERGE, "{\"spec\": {\"template\": " + template + "}}");
    }

    private Map<String, String> labels(Pod pod) {
        return admin.resource(pod).get().getMetadata().getLabels();
    }

    /** A user who may do what the write needs, there, and nothing else. */
    private String onlyThe(LabelWrite write, String namespace) {
        String user = "only-" + write.verb() + "-" + write.resource().replace('/', '-');
        allow(user, write.verb(), write.group(), write.resource(), namespace);
        return user;
    }

    private void allow(String user, String verb, String group, String resource, String namespace) {
        String name = user.replace(':', '-');
        admin.resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups(group)
                        .withResources(resource)
                        .withVerbs(verb)
                        .endRule()
                        .build())
                .serverSideApply();
        admin.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", name)
                        .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                        .build())
                .serverSideApply();
        awaitAllowed(user, verb, group, resource, namespace);
    }

    private void awaitAllowed(String user, String verb, String group, String resource, String namespace) {
        String[] parts = resource.split("/", 2);
        await().until(() -> admin.resource(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(user)
                        .withNewResourceAttributes()
                        .withVerb(verb)
                        .withGroup(group)
                        .withResource(parts[0])
                        .withSubresource(parts.length == 2 ? parts[1] : null)
                        .withNamespace(namespace)
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .create()
                .getStatus()
                .getAllowed());
    }

    private void as(String user, Consumer<KubernetesClient> act) {
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(controlPlane.config())
                        .withImpersonateUsername(user)
                        .build())
                .build()) {
            act.accept(client);
        }
    }

    private static boolean isGuard(HasMetadata object) {
        return object.getKind().startsWith("ValidatingAdmissionPolicy");
    }

    /** A policy is in force some hundred milliseconds after its binding is created. */
    private static void awaitRefusal(Runnable request) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            try {
                request.run();
                return false;
            } catch (KubernetesClientException e) {
                return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
            }
        });
    }

    /** A pod that the operator has labelled. */
    private Pod labelledPod(String namespace) {
        Pod pod = newPod(admin, namespace);
        awaitAllowed(OPERATOR, "patch", "", "pods", GUARDED);
        if (namespace.equals(GUARDED)) {
            as(OPERATOR, operator -> LabelWrite.patchLabel(operator, pod, "", LabelWrite.OPERATORS, "\"true\""));
        } else {
            LabelWrite.patchLabel(admin, pod, "", LabelWrite.OPERATORS, "\"true\"");
        }
        return admin.resource(pod).get();
    }

    private static Pod newPod(KubernetesClient admin, String namespace) {
        return newPod(admin, namespace, Map.of());
    }

    private static Pod newPod(KubernetesClient admin, String namespace, Map<String, String> labels) {
        return admin.resource(new PodBuilder()
                        .withNewMetadata()
                        .withGenerateName("pod-")
                        .withNamespace(namespace)
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("app")
                        .withImage("app")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    private static Deployment deployment(String namespace, String name, String label) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", name)
                .addToLabels(label, "true")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("app")
                .withImage("app")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}

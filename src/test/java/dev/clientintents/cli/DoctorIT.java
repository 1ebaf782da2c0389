package dev.clientintents.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.api.Crd;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Kubeconfig;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.deploy.Manifests;
import dev.clientintents.operator.IntentOperator;
import dev.clientintents.operator.TestSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What the doctor says of a healthy installation, and of the same with one thing broken at a time. There are no nodes:
 * the network plugin is a DaemonSet of the right name, the operator runs beside the cluster with the rights of its
 * manifest, and a stub answers as its webhook.
 */
@RealCluster(dedicated = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DoctorIT {

    private static final String KEY = "clientintents.dev/consumes-db.shop";
    private static final PatchContext MERGE =
            new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();

    /** A kind of which the server {@code db} converts objects. */
    private static final String CONVERTED = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: games.games.example}
            spec:
              group: games.example
              scope: Namespaced
              names: {kind: Game, plural: games, singular: game, listKind: GameList}
              conversion:
                strategy: Webhook
                webhook:
                  conversionReviewVersions: [v1]
                  clientConfig: {service: {name: db, namespace: shop}}
              versions:
                - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
            """;

    private static final String CALICO = daemonSet("calico-node", "calico-node");
    private static final String FLANNEL = daemonSet("kube-flannel-ds", "kube-flannel");

    private final ControlPlane controlPlane;
    private final KubernetesClient client;
    private final String kubeconfig;
    private final StubWebhook webhook;
    private IntentOperator operator;

    DoctorIT(ControlPlane controlPlane, KubernetesClient client) throws IOException, InterruptedException {
        this.controlPlane = controlPlane;
        this.client = client;
        this.kubeconfig =
                controlPlane.kubeconfig(controlPlane.folder().resolve("doctor")).toString();
        this.webhook = StubWebhook.start(controlPlane.folder(), "web", KEY);
        Crd.install(client);
        manifest("operator.yaml").forEach(this::apply);
        manifest("guard.yaml").forEach(this::apply);
        this.operator = newOperator();
    }

    @BeforeAll
    void install() {
        apply(CALICO);
        apply(webhook.configuration());
        apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop}
                """);
        for (String name : List.of("web", "db")) {
            apply("""
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: %1$s, namespace: shop}
                    spec:
                      replicas: 2
                      selector: {matchLabels: {app: %1$s}}
                      template:
                        metadata: {labels: {app: %1$s}}
                        spec: {containers: [{name: app, image: app}]}
                    """.formatted(name));
        }
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: shop}
                spec: {client: {name: web}, consumes: [{name: db}]}
                """);
        apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: db, namespace: shop}
                spec: {selector: {app: db}, ports: [{port: 443, targetPort: 8443}]}
                """);
        apply(CONVERTED);
        operator.start();
    }

    @AfterAll
    void stop() {
        operator.close();
        webhook.close();
    }

    @Test
    @Order(1)
    void aHealthyInstallationPassesAStrictRun() {
        awaitHealthy();

        Run run = doctor("--strict");

        assertThat(run.out())
                .contains("ok       Calico (DaemonSet kube-system/calico-node) enforces NetworkPolicy")
                .contains("ok       ClientIntents v1alpha1 is served")
                .contains("Tried to create a pod with a reserved label: it was stripped of it")
                .contains("Tried to add a reserved label to a pod: the guard refused it")
                .contains("Tried to add a reserved label to a pod through its status: the guard refused it")
                .contains("Tried to create a Deployment whose pods carry a reserved label: the guard refused it")
                .contains("The webhook labels new pods, as tried for shop/web")
                .contains("has all ")
                .endsWith("found good\n");
        assertThat(client.pods().inNamespace("shop").list().getItems()).hasSize(4);
        assertThat(client.apps().deployments().inNamespace("shop").list().getItems())
                .hasSize(2);
        assertThat(codes(doctor("--output", "json"))).isEmpty();
    }

    @Test
    @Order(2)
    void aPolicyThatLetsTheApiServerConvertObjectsIsAsItHasToBe() {
        assertThat(client.resources(NetworkPolicy.class)
                        .inNamespace("shop")
                        .withName("consumers-of-db")
                        .get()
                        .getSpec()
                        .getIngress())
                .anySatisfy(rule -> assertThat(rule.getPorts())
                        .extracting(port -> port.getPort().getIntVal())
                        .containsExactly(8443));
    }

    @Test
    @Order(2)
    void flannelAloneClosesNothing() {
        client.resource(CALICO).delete();
        apply(FLANNEL);
        try {
            assertFinding("cni-does-not-enforce", "NOTHING IS CLOSED: Flannel");
        } finally {
            client.resource(FLANNEL).delete();
            apply(CALICO);
        }
    }

    @Test
    @Order(2)
    void aGuardWithoutItsBindingIsFoundAndSoAreTheWritesThatItLetsPass() {
        HasMetadata binding = manifest("guard.yaml").stream()
                .filter(it -> it.getKind().equals("ValidatingAdmissionPolicyBinding"))
                .findFirst()
                .orElseThrow();
        client.resource(binding).delete();
        try {
            assertFinding("guard-not-bound", "client-intents-pods");
            await("the policy to be out of force")
                    .untilAsserted(() -> assertThat(doctor().out()).contains("error    forged-label-accepted"));
        } finally {
            apply(binding);
        }
        awaitHealthy();
    }

    @Test
    @Order(2)
    void aMissingWebhookIsFoundWhereTheGuardLeavesCreationToIt() {
        client.resources(MutatingWebhookConfiguration.class)
                .withName("client-intents")
                .delete();
        try {
            assertFinding("webhook-missing", "starts with any key");
        } finally {
            apply(webhook.configuration());
        }
        awaitHealthy();
    }

    @Test
    @Order(2)
    void aWebhookThatDoesNotAnswerIsFound() {
        client.resource(webhook.configuration().replaceAll("127.0.0.1:\\d+", "127.0.0.1:1"))
                .forceConflicts()
                .serverSideApply();
        try {
            await().untilAsserted(() -> assertFinding("webhook-not-answering", "strip.clientintents.dev"));
            assertThat(doctor().out()).contains("warning  webhook-not-labelling");
        } finally {
            apply(webhook.configuration());
        }
        awaitHealthy();
    }

    @Test
    @Order(2)
    void aMissingRightIsFound() {
        var role = client.rbac().clusterRoles().withName("client-intents");
        role.edit(it -> {
            it.getRules().stream()
                    .filter(rule -> rule.getResources().contains("pods"))
                    .forEach(rule -> rule.getVerbs().remove("patch"));
            return it;
        });
        try {
            await().untilAsserted(() -> assertFinding("right-missing", "may not patch pods: no pod gets its keys"));
        } finally {
            manifest("operator.yaml").stream()
                    .filter(it -> it.getKind().equals("ClusterRole"))
                    .forEach(this::apply);
        }
        awaitHealthy();
    }

    @Test
    @Order(3)
    void aKeyThatIsTakenWhileTheOperatorIsDownIsFound() {
        operator.close();
        Config itself = controlPlane.configForServiceAccount("client-intents", "client-intents");
        try (KubernetesClient user =
                new KubernetesClientBuilder().withConfig(itself).build()) {
            Pod pod = client.pods()
                    .inNamespace("shop")
                    .withLabel("app", "web")
                    .list()
                    .getItems()
                    .get(0);
            user.resource(pod).patch(MERGE, "{\"metadata\": {\"labels\": {\"%s\": null}}}".formatted(KEY));

            assertFinding(
                    "client-lacks-key", "1 of 2 pods (" + pod.getMetadata().getName() + ")");
            assertThat(codes(doctor("-o", "json"))).contains("lease-not-held");
        }
        operator = newOperator();
        operator.start();
        awaitHealthy();
    }

    @Test
    @Order(3)
    void aPolicyThatIsTakenWhileTheOperatorIsDownIsFound() {
        operator.close();
        client.resources(NetworkPolicy.class)
                .inNamespace("shop")
                .withName("consumers-of-db")
                .delete();

        assertFinding("policy-missing", "server shop/db is to have a policy, and has none");

        operator = newOperator();
        operator.start();
        awaitHealthy();
    }

    @Test
    @Order(4)
    void aUserWithoutRightsIsToldSoAndOneWithFewGetsNotes() {
        apply("""
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: visitor, namespace: default}
                """);
        Path file = Kubeconfig.write(
                controlPlane.configForServiceAccount("default", "visitor"),
                controlPlane.folder().resolve("visitor"));

        Run nothing = Run.of("doctor", "--kubeconfig", file.toString());

        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.err())
                .contains("user system:serviceaccount:default:visitor may read nothing by which to check")
                .contains("namespaces, pods, services,")
                .contains(
                        "clientintents, serveraccesses (the cluster role view gives that), and not customresourcedefinitions, leases,")
                .hasLineCount(1);
        grant("{apiGroups: [''], resources: [namespaces], verbs: [list]}");
        apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: visitor}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: visitor}
                subjects: [{kind: ServiceAccount, name: visitor, namespace: default}]
                """);
        await().untilAsserted(() -> {
            Run namespaces = Run.of("doctor", "--kubeconfig", file.toString());
            assertThat(namespaces.exitCode()).isEqualTo(2);
            assertThat(namespaces.err()).contains("pods, services,").doesNotContain("namespaces");
        });

        grant("{apiGroups: [apps], resources: [daemonsets], verbs: [list]}");

        await().untilAsserted(() -> {
            Run few = Run.of("doctor", "--kubeconfig", file.toString());
            assertThat(few.exitCode()).as(few.err()).isZero();
            assertThat(few.out())
                    .contains("ok       Calico")
                    .contains("note     not-checked: and 2 more, which --output json lists")
                    .contains("0 errors, 0 warnings");
            assertThat(Run.of("doctor", "--kubeconfig", file.toString(), "--output", "json")
                            .out())
                    .contains("labels and policies")
                    .contains("you may not read namespaces, pods, services,");
        });
        assertThat(Run.of("doctor", "--strict", "--kubeconfig", file.toString()).exitCode())
                .isEqualTo(1);
    }

    /**
     * The role {@code view} is put together by a controller that does not run here, from the roles that are bound
     * instead.
     */
    @Test
    @Order(4)
    void theRolesThatThePageNamesLetTheirUserSeeEverything() throws IOException {
        apply("""
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: reader, namespace: default}
                """);
        String page = Files.readString(Path.of("src/site/markdown/doctor.md"));
        apply(page.substring(
                page.indexOf("apiVersion:"), page.indexOf("```\n\n    kubectl create clusterrolebinding")));
        for (String role : List.of("client-intents-doctor", "client-intents-view", "system:aggregate-to-view")) {
            apply("""
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: ClusterRoleBinding
                    metadata: {name: "reader-%1$s"}
                    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "%1$s"}
                    subjects: [{kind: ServiceAccount, name: reader, namespace: default}]
                    """.formatted(role));
        }
        Path file = Kubeconfig.write(
                controlPlane.configForServiceAccount("default", "reader"),
                controlPlane.folder().resolve("reader"));

        await().untilAsserted(() -> {
            Run run = Run.of("doctor", "--kubeconfig", file.toString());
            assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
            assertThat(run.out())
                    .contains("ok       Labels are as declared", "has all ")
                    .doesNotContain("may not read", "may not list", "cannot list", "cannot get");
        });
    }

    @Test
    @Order(5)
    void aDefinitionThatWasChangedOrRemovedIsFound() {
        var definition = client.resources(CustomResourceDefinition.class).withName("clientintents.clientintents.dev");
        definition.edit(it -> {
            it.getSpec()
                    .getVersions()
                    .get(0)
                    .getSchema()
                    .getOpenAPIV3Schema()
                    .getProperties()
                    .values()
                    .forEach(field -> Optional.ofNullable(field.getProperties())
                            .ifPresent(fields -> fields.remove("clientPods")));
            return it;
        });
        assertFinding("crd-older", "it lacks .status.clientPods");
        Crd.install(client);
        awaitHealthy();

        definition.delete();

        await().untilAsserted(() -> assertFinding("crd-missing", "it is not installed"));
    }

    /** Lets the visitor do this and nothing else. */
    private void grant(String rule) {
        apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: visitor}
                rules: [%s]
                """.formatted(rule));
    }

    private void assertFinding(String code, String text) {
        Run run = doctor();

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out()).contains("error    " + code + ": ").contains(text).contains("         -> ");
    }

    /** A policy or a webhook is in force, and a right given, some hundred milliseconds after it was made. */
    private void awaitHealthy() {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Run run = doctor("--strict");
            assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        });
    }

    private Run doctor(String... arguments) {
        return Run.of(Run.with(arguments, "doctor", "--kubeconfig", kubeconfig));
    }

    private static List<String> codes(Run run) {
        try {
            return new ObjectMapper().readTree(run.out()).path("findings").findValuesAsText("code");
        } catch (JsonProcessingException e) {
            throw new AssertionError(run.out() + run.err(), e);
        }
    }

    private IntentOperator newOperator() {
        return new IntentOperator(
                controlPlane.configForServiceAccount("client-intents", "client-intents"),
                TestSettings.of("client-intents", "replica-" + System.nanoTime(), true, 8),
                () -> {});
    }

    /** The guard leaves the creation of pods to the webhook, which is the stub of this test. */
    private static List<HasMetadata> manifest(String name) {
        List<HasMetadata> objects = Manifests.read(Manifests.DEPLOY.resolve(name)).stream()
                .filter(object -> !(object instanceof MutatingWebhookConfiguration))
                .toList();
        objects.stream()
                .filter(ValidatingAdmissionPolicy.class::isInstance)
                .map(ValidatingAdmissionPolicy.class::cast)
                .forEach(policy -> policy.getSpec()
                        .getMatchConstraints()
                        .getResourceRules()
                        .removeIf(rule -> rule.getOperations().contains("CREATE")
                                && rule.getResources().equals(List.of("pods"))));
        return objects;
    }

    private static String daemonSet(String name, String container) {
        return """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: %1$s, namespace: kube-system}
                spec:
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec: {containers: [{name: %2$s, image: registry.example.com/cni}]}
                """.formatted(name, container);
    }

    private void apply(String yaml) {
        client.resource(yaml).fieldManager("doctor-it").forceConflicts().serverSideApply();
    }

    private void apply(HasMetadata object) {
        client.resource(object).fieldManager("doctor-it").forceConflicts().serverSideApply();
    }
}

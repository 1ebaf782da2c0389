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
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What somebody can do with the token of the operator. Its account has every right here, so that it is the policies
 * that refuse; what the operator does with its own rights under the same policies, {@link HelmReleaseIT} and
 * {@link NamespacedModeIT} see.
 */
@RealCluster(dedicated = true)
@RealHelm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoundedOperatorIT {

    private static final String SHOP = "bounded-shop";
    private static final String LEFT_ALONE = "left-alone";
    private static final String OWN = "client-intents";
    private static final String WEBHOOK = "client-intents-webhook";
    private static final PatchContext JSON = PatchContext.of(PatchType.JSON);

    private final KubernetesClient admin;
    private final KubernetesClient operator;
    private Pod pod = new Pod();

    BoundedOperatorIT(ControlPlane controlPlane, KubernetesClient admin, Helm helm) {
        this.admin = admin;
        Namespaces.create(admin, SHOP, LEFT_ALONE, OWN);
        Chart.objects(
                        helm,
                        "--set",
                        "operator.excludeNamespaces={%s},guard.operator.toleratedLabels={team}".formatted(LEFT_ALONE))
                .stream()
                .filter(object ->
                        object.getKind().matches("ServiceAccount|ValidatingAdmissionPolicy.*|MutatingWebhookConf.*"))
                .forEach(object -> admin.resource(object).create());
        this.operator = new KubernetesClientBuilder()
                .withConfig(controlPlane.configForServiceAccount(OWN, OWN))
                .build();
    }

    /** Who may do everything to the operator's account, and what is there for it to do it to. */
    @BeforeAll
    void prepare() {
        create("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: too-much}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
                subjects: [{kind: ServiceAccount, name: client-intents, namespace: client-intents}]
                """);
        for (String namespace : List.of(SHOP, LEFT_ALONE, OWN, "kube-system")) {
            create("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web, namespace: %s, labels: {app: web}, annotations: {note: "1"}}
                    spec: {containers: [{name: app, image: app}]}
                    """.formatted(namespace));
        }
        create(policy(SHOP, "foreign", ""));
        create(policy(SHOP, "ours", "client-intents"));
        create(policy(LEFT_ALONE, "ours", "client-intents"));
        create("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingWebhookConfiguration
                metadata: {name: somebody-elses}
                webhooks:
                  - name: any.example.com
                    admissionReviewVersions: [v1]
                    sideEffects: None
                    failurePolicy: Ignore
                    clientConfig: {url: "https://127.0.0.1:1/any"}
                    rules: [{apiGroups: [example.com], apiVersions: [v1], operations: [CREATE], resources: [things]}]
                """);
        create("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: client-intents-webhook}
                webhooks:
                  - name: any.example.com
                    admissionReviewVersions: [v1]
                    sideEffects: None
                    failurePolicy: Ignore
                    clientConfig: {url: "https://127.0.0.1:1/any"}
                    rules: [{apiGroups: [example.com], apiVersions: [v1], operations: [CREATE], resources: [things]}]
                """);
        create(event("kubelets", "kubelet"));
        create(event("ours", "client-intents"));
        create(lease("other"));
        create(configMap("other"));
        pod = pod(SHOP);
        await("the policies to be in force").atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThatThrownBy(() -> annotate(operator, pod)).hasMessageContaining("ValidatingAdmissionPolicy");
            assertThatThrownBy(() -> operator.resource(lease("probe")).dryRun().create())
                    .hasMessageContaining("ValidatingAdmissionPolicy");
        });
    }

    @AfterAll
    void stop() {
        operator.close();
    }

    /** What the account tries, and what it is told. */
    record Refused(String what, Attempt attempt, String message) {

        @Override
        public String toString() {
            return what;
        }
    }

    interface Attempt {
        void by(KubernetesClient operator);
    }

    Stream<Refused> refused() {
        return Stream.of(ofPods(), ofSubresources(), ofPolicies(), ofWebhooks(), ofTheRest())
                .flatMap(List::stream);
    }

    private List<Refused> ofPods() {
        return List.of(
                pod("image", "{\"spec\": {\"containers\": [{\"name\": \"app\", \"image\": \"evil\"}]}}", "change spec"),
                pod(
                        "command",
                        "{\"spec\": {\"containers\": [{\"name\": \"app\", \"image\": \"app\", \"command\": [\"sh\"]}]}}",
                        "pod updates may not change fields"),
                pod("deadline", "{\"spec\": {\"activeDeadlineSeconds\": 1}}", "change spec"),
                pod(
                        "toleration",
                        "{\"spec\": {\"tolerations\": [{\"key\": \"any\", \"operator\": \"Exists\"}]}}",
                        "change spec"),
                metadata("new label", "labels", "\"owner\": \"me\"", "change label owner"),
                metadata("changed label", "labels", "\"app\": \"db\"", "change label app"),
                metadata("removed label", "labels", "\"app\": null", "change label app"),
                metadata(
                        "label of a like prefix",
                        "labels",
                        "\"clientintents.dev.evil/x\": \"y\"",
                        "change label client"),
                metadata(
                        "label beside its own",
                        "labels",
                        "\"clientintents.dev/workload\": \"web\", \"app\": \"db\"",
                        "change label app"),
                metadata("new annotation", "annotations", "\"a\": \"b\"", "change annotation a"),
                metadata("changed annotation", "annotations", "\"note\": \"2\"", "change annotation note"),
                metadata("removed annotation", "annotations", "\"note\": null", "change annotation note"),
                metadata(
                        "name of the workload",
                        "annotations",
                        "\"clientintents.dev/service-name\": \"db\"",
                        "change annotation clientintents.dev/service-name"),
                pod("finalizer", "{\"metadata\": {\"finalizers\": [\"evil/stay\"]}}", "change metadata.finalizers"),
                pod(
                        "owner",
                        "{\"metadata\": {\"ownerReferences\": [{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\","
                                + " \"name\": \"x\", \"uid\": \"y\"}]}}",
                        "change metadata.ownerReferences"),
                labelIn("kube-system"),
                labelIn(LEFT_ALONE),
                labelIn(OWN));
    }

    private static Refused metadata(String what, String field, String entries, String message) {
        return pod(what, "{\"metadata\": {\"%s\": {%s}}}".formatted(field, entries), message);
    }

    private static Refused pod(String what, String patch, String message) {
        return new Refused(
                "patches a pod: " + what, operator -> pod(operator, SHOP).patch(LabelWrite.MERGE, patch), message);
    }

    private static Refused labelIn(String namespace) {
        return new Refused(
                "labels a pod in " + namespace,
                operator -> pod(operator, namespace)
                        .patch(
                                LabelWrite.MERGE,
                                "{\"metadata\": {\"labels\": {\"clientintents.dev/workload\": \"web\"}}}"),
                "leaves namespace " + namespace + " alone");
    }

    private List<Refused> ofSubresources() {
        String path = "/api/v1/namespaces/" + SHOP;
        String ofPod = path + "/pods/web";
        String bind = """
                {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "web"},
                 "target": {"apiVersion": "v1", "kind": "Node", "name": "node-1"}}
                """;
        return List.of(
                new Refused(
                        "labels a pod by its status",
                        operator -> pod(operator, SHOP)
                                .subresource("status")
                                .patch(
                                        LabelWrite.MERGE,
                                        "{\"metadata\": {\"labels\": {\"clientintents.dev/workload\": \"web\"}}}"),
                        "not allowed to UPDATE pods/status"),
                new Refused(
                        "creates a pod",
                        operator -> operator.resource(
                                        new PodBuilder(admin.resource(pod).get())
                                                .withNewMetadata()
                                                .withName("new")
                                                .withNamespace(SHOP)
                                                .endMetadata()
                                                .build())
                                .create(),
                        "not allowed to CREATE pods"),
                new Refused("deletes a pod", operator -> pod(operator, SHOP).delete(), "not allowed to DELETE pods"),
                new Refused(
                        "evicts a pod",
                        operator -> LabelWrite.post(operator, ofPod + "/eviction", """
                                {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "web"}}
                                """),
                        "not allowed to CREATE pods/eviction"),
                new Refused(
                        "binds a pod",
                        operator -> LabelWrite.post(operator, ofPod + "/binding", bind),
                        "not allowed to CREATE pods/binding"),
                new Refused(
                        "binds a pod by the old collection",
                        operator -> LabelWrite.post(operator, path + "/bindings", bind),
                        "not allowed to CREATE bindings"),
                new Refused(
                        "runs a command in a pod",
                        operator -> LabelWrite.post(operator, ofPod + "/exec?command=sh&stdout=true", ""),
                        "not allowed to CONNECT pods/exec"),
                new Refused(
                        "gives a pod another container",
                        operator -> pod(operator, SHOP)
                                .subresource("ephemeralcontainers")
                                .patch(
                                        LabelWrite.MERGE,
                                        "{\"spec\": {\"ephemeralContainers\": [{\"name\": \"sh\", \"image\": \"sh\"}]}}"),
                        "not allowed to UPDATE pods/ephemeralcontainers"));
    }

    private List<Refused> ofPolicies() {
        String lacks = "which lacks it before or after";
        return List.of(
                new Refused(
                        "creates a policy that is not its own",
                        operator -> operator.resource(policy(SHOP, "new", "")).create(),
                        lacks),
                new Refused(
                        "creates a policy that is somebody else's",
                        operator ->
                                operator.resource(policy(SHOP, "new", "Helm")).create(),
                        lacks),
                new Refused(
                        "takes a policy over",
                        operator -> operator.resource(policy(SHOP, "foreign", "client-intents"))
                                .update(),
                        lacks),
                new Refused(
                        "gives a policy of its own away",
                        operator ->
                                operator.resource(policy(SHOP, "ours", "Helm")).update(),
                        lacks),
                new Refused(
                        "deletes somebody else's policy",
                        operator ->
                                operator.resource(policy(SHOP, "foreign", "")).delete(),
                        lacks),
                new Refused(
                        "creates a policy where it has no business",
                        operator -> operator.resource(policy("kube-system", "new", "client-intents"))
                                .create(),
                        "leaves namespace kube-system alone, so its account is not allowed to CREATE networkpolicies"),
                new Refused(
                        "deletes a policy where it has no business",
                        operator -> operator.resource(policy(LEFT_ALONE, "ours", "client-intents"))
                                .delete(),
                        "leaves namespace left-alone alone, so its account is not allowed to DELETE networkpolicies"));
    }

    private List<Refused> ofWebhooks() {
        String onlyBundle = "changes clientConfig.caBundle of its webhooks and nothing else";
        return List.of(
                webhook(
                        "rules",
                        "{\"op\": \"replace\", \"path\": \"/webhooks/1/rules/0/resources\", \"value\": [\"*\"]}",
                        onlyBundle),
                webhook(
                        "address",
                        "{\"op\": \"replace\", \"path\": \"/webhooks/1/clientConfig\", \"value\":"
                                + " {\"url\": \"https://evil.example/steal\"}}",
                        onlyBundle),
                webhook(
                        "service",
                        "{\"op\": \"replace\", \"path\": \"/webhooks/0/clientConfig/service/namespace\","
                                + " \"value\": \"evil\"}",
                        onlyBundle),
                webhook(
                        "namespaces",
                        "{\"op\": \"replace\", \"path\": \"/webhooks/1/namespaceSelector\", \"value\": {}}",
                        onlyBundle),
                webhook(
                        "failure policy",
                        "{\"op\": \"replace\", \"path\": \"/webhooks/0/failurePolicy\", \"value\": \"Ignore\"}",
                        onlyBundle),
                webhook("conditions", "{\"op\": \"remove\", \"path\": \"/webhooks/0/matchConditions\"}", onlyBundle),
                webhook("fewer webhooks", "{\"op\": \"remove\", \"path\": \"/webhooks/0\"}", onlyBundle),
                webhook(
                        "another webhook",
                        "{\"op\": \"copy\", \"from\": \"/webhooks/1\", \"path\": \"/webhooks/2\"},"
                                + "{\"op\": \"replace\", \"path\": \"/webhooks/2/name\", \"value\": \"x.example.com\"}",
                        onlyBundle),
                webhook(
                        "another order",
                        "{\"op\": \"move\", \"from\": \"/webhooks/1\", \"path\": \"/webhooks/0\"}",
                        onlyBundle),
                webhook(
                        "label",
                        "{\"op\": \"add\", \"path\": \"/metadata/labels/a\", \"value\": \"b\"}",
                        "not allowed to change label a"),
                webhook(
                        "label of its prefix",
                        "{\"op\": \"add\", \"path\": \"/metadata/labels/clientintents.dev~1a\", \"value\": \"b\"}",
                        "not allowed to change label clientintents.dev/a"),
                webhook(
                        "annotation",
                        "{\"op\": \"add\", \"path\": \"/metadata/annotations\", \"value\": {\"a\": \"b\"}}",
                        "not allowed to change annotation a"),
                webhook(
                        "finalizer",
                        "{\"op\": \"add\", \"path\": \"/metadata/finalizers\", \"value\": [\"evil/stay\"]}",
                        "not allowed to change metadata.finalizers"),
                new Refused(
                        "changes somebody else's webhook",
                        operator -> operator.admissionRegistration()
                                .v1()
                                .mutatingWebhookConfigurations()
                                .withName("somebody-elses")
                                .patch(JSON, "[" + caBundle("/webhooks/0") + "]"),
                        "not allowed to UPDATE mutatingwebhookconfigurations somebody-elses"),
                new Refused(
                        "changes a validating webhook of its webhook's name",
                        operator -> operator.admissionRegistration()
                                .v1()
                                .validatingWebhookConfigurations()
                                .withName(WEBHOOK)
                                .patch(JSON, "[" + caBundle("/webhooks/0") + "]"),
                        "not allowed to UPDATE validatingwebhookconfigurations client-intents-webhook"),
                new Refused(
                        "deletes its webhook",
                        operator -> operator.admissionRegistration()
                                .v1()
                                .mutatingWebhookConfigurations()
                                .withName(WEBHOOK)
                                .delete(),
                        "not allowed to DELETE mutatingwebhookconfigurations client-intents-webhook"),
                new Refused(
                        "creates a webhook",
                        operator -> operator.resource("""
                                apiVersion: admissionregistration.k8s.io/v1
                                kind: MutatingWebhookConfiguration
                                metadata: {name: new}
                                """).create(),
                        "not allowed to CREATE mutatingwebhookconfigurations new"));
    }

    private static Refused webhook(String what, String operations, String message) {
        return new Refused(
                "patches its webhook: " + what,
                operator -> operator.admissionRegistration()
                        .v1()
                        .mutatingWebhookConfigurations()
                        .withName(WEBHOOK)
                        .patch(JSON, "[" + operations + "]"),
                message);
    }

    private List<Refused> ofTheRest() {
        return List.of(
                new Refused(
                        "reports an event as somebody else",
                        operator -> operator.resource(event("new", "kubelet")).create(),
                        "not allowed to CREATE events of other reporters"),
                new Refused(
                        "changes somebody else's event",
                        operator -> operator.resource(event("kubelets", "client-intents"))
                                .patch(LabelWrite.MERGE, "{\"message\": \"all is well\"}"),
                        "not allowed to UPDATE events of other reporters"),
                new Refused(
                        "creates another lease",
                        operator -> operator.resource(lease("new")).create(),
                        "not allowed to CREATE leases new"),
                new Refused(
                        "takes another lease",
                        operator -> operator.resource(lease("other"))
                                .patch(LabelWrite.MERGE, "{\"spec\": {\"holderIdentity\": \"me\"}}"),
                        "not allowed to UPDATE leases other"),
                new Refused(
                        "creates another ConfigMap",
                        operator -> operator.resource(configMap("new")).create(),
                        "not allowed to CREATE configmaps new"),
                new Refused(
                        "changes another ConfigMap",
                        operator -> operator.resource(configMap("other"))
                                .patch(LabelWrite.MERGE, "{\"data\": {\"debug\": \"on\"}}"),
                        "not allowed to UPDATE configmaps other"),
                new Refused(
                        "creates another Secret",
                        operator -> operator.resource(secret("new", "kubernetes.io/tls"))
                                .create(),
                        "not allowed to CREATE secrets new"),
                new Refused(
                        "has a token made",
                        operator -> operator.resource(secret(WEBHOOK, "kubernetes.io/service-account-token"))
                                .create(),
                        "not allowed to CREATE secrets " + WEBHOOK));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatTheOperatorNeverDoesIsRefused(Refused refused) {
        assertThatThrownBy(() -> refused.attempt().by(operator))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(refused.message());
    }

    @Test
    void whatTheOperatorDoesPasses() {
        pod(operator, SHOP)
                .patch(
                        LabelWrite.MERGE,
                        "{\"metadata\": {\"labels\": {\"clientintents.dev/workload\": \"web\", \"team\": \"tolerated\"}}}");
        apply(operator, "clientintents.dev/consumes-db.shop", "true");
        apply(operator, "clientintents.dev/consumes-vault.shop", "true");
        assertThat(pod(SHOP).getMetadata().getLabels())
                .isEqualTo(Map.of(
                        "app",
                        "web",
                        "team",
                        "tolerated",
                        "clientintents.dev/workload",
                        "web",
                        "clientintents.dev/consumes-vault.shop",
                        "true"));
        operator.resource(policy(SHOP, "new", "client-intents")).create();
        operator.resource(policy(SHOP, "new", "client-intents").replace("app: web", "app: db"))
                .update();
        operator.resource(policy(SHOP, "new", "client-intents")).delete();
        operator.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(WEBHOOK)
                .patch(JSON, "[" + caBundle("/webhooks/0") + "," + caBundle("/webhooks/1") + "]");
        operator.resource(event("another", "client-intents")).create();
        operator.resource(event("ours", "client-intents")).patch(LabelWrite.MERGE, "{\"count\": 2}");
        operator.resource(lease("client-intents")).create();
        operator.resource(lease("client-intents")).patch(LabelWrite.MERGE, "{\"spec\": {\"holderIdentity\": \"me\"}}");
        operator.resource(configMap("client-intents-orphaned-pods")).create();
        operator.resource(configMap("client-intents-orphaned-pods"))
                .patch(LabelWrite.MERGE, "{\"data\": {\"shop\": \"[]\"}}");
        operator.resource(secret(WEBHOOK, "kubernetes.io/tls")).create();
        operator.resource(secret(WEBHOOK, "kubernetes.io/tls"))
                .patch(LabelWrite.MERGE, "{\"data\": {\"ca.crt\": \"YQ==\"}}");
    }

    @Test
    void nobodyElseIsBounded() {
        assertThatCode(() -> {
                    annotate(admin, pod);
                    admin.resource(policy(SHOP, "theirs", "Helm")).create();
                    admin.resource(policy(SHOP, "theirs", "Helm")).delete();
                    admin.resource(lease("theirs")).create();
                    admin.resource(configMap("theirs")).create();
                    admin.resource(secret("theirs", "Opaque")).create();
                })
                .doesNotThrowAnyException();
    }

    private static void annotate(KubernetesClient user, Pod pod) {
        user.resource(pod)
                .patch(
                        LabelWrite.MERGE,
                        "{\"metadata\": {\"annotations\": {\"probe\": \"" + System.nanoTime() + "\"}}}");
    }

    /** Applies one label, so that others that were applied before go. */
    private void apply(KubernetesClient user, String label, String value) {
        user.resource(pod)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager("client-intents")
                                .build(),
                        """
                        {"apiVersion": "v1", "kind": "Pod",
                         "metadata": {"name": "web", "namespace": "%s", "uid": "%s", "labels": {"%s": "%s"}}}
                        """.formatted(SHOP, pod.getMetadata().getUid(), label, value));
    }

    private void create(String yaml) {
        HasMetadata made = admin.resource(yaml).create();
        assertThat(made.getMetadata().getUid()).isNotBlank();
    }

    private Pod pod(String namespace) {
        return pod(admin, namespace).require();
    }

    private static PodResource pod(KubernetesClient user, String namespace) {
        return user.pods().inNamespace(namespace).withName("web");
    }

    private static String caBundle(String webhook) {
        return "{\"op\": \"add\", \"path\": \"%s/clientConfig/caBundle\", \"value\": \"%s\"}"
                .formatted(webhook, "YQ==");
    }

    private static String policy(String namespace, String name, String manager) {
        String labels = manager.isEmpty() ? "" : ", labels: {app.kubernetes.io/managed-by: " + manager + "}";
        return """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: %s, namespace: %s%s}
                spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
                """.formatted(name, namespace, labels);
    }

    private static String event(String name, String reporter) {
        return """
                apiVersion: v1
                kind: Event
                metadata: {name: %s, namespace: %s}
                involvedObject: {apiVersion: v1, kind: Pod, name: web, namespace: %2$s}
                type: Warning
                reason: Tried
                message: tried
                reportingComponent: %s
                reportingInstance: test
                source: {component: %3$s}
                """.formatted(name, SHOP, reporter);
    }

    private static String lease(String name) {
        return """
                apiVersion: coordination.k8s.io/v1
                kind: Lease
                metadata: {name: %s, namespace: client-intents}
                spec: {holderIdentity: nobody}
                """.formatted(name);
    }

    private static String configMap(String name) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s, namespace: client-intents}
                data: {debug: "off"}
                """.formatted(name);
    }

    private static String secret(String name, String type) {
        String data = type.equals("kubernetes.io/tls") ? "{tls.crt: YQ==, tls.key: YQ==}" : "{}";
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: %s, namespace: client-intents, annotations: {kubernetes.io/service-account.name: client-intents}}
                type: %s
                data: %s
                """.formatted(name, type, data);
    }
}

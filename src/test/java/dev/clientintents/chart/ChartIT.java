package dev.clientintents.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.cluster.Helm;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.cluster.RealHelm;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart renders, and what a real API server says to it. */
@RealCluster
@RealHelm
class ChartIT {

    private static final List<String> NAMESPACES = List.of("client-intents", "chart-shop", "chart-platform");

    private final KubernetesClient client;
    private final Helm helm;

    ChartIT(KubernetesClient client, Helm helm) {
        this.client = client;
        this.helm = helm;
    }

    static Stream<Path> values() {
        return Chart.tried().stream();
    }

    /** A dry run knows neither the namespaces nor the kinds that the same run would have made. */
    @BeforeAll
    static void prepare(KubernetesClient client) {
        for (String name : NAMESPACES) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .fieldManager("chart-it")
                    .serverSideApply();
        }
        ServiceMonitors.install(client);
        CertManager.install(client);
    }

    @ParameterizedTest
    @MethodSource("values")
    void lintFindsNothing(Path values) {
        assertThat(helm.offline("lint", "--strict", Chart.FOLDER.toString(), "--values", values.toString()))
                .contains("1 chart(s) linted, 0 chart(s) failed");
    }

    @ParameterizedTest
    @MethodSource("values")
    void theApiServerTakesEveryObjectWithUnknownFieldsRefused(Path values) {
        assertThat(objects(values))
                .isNotEmpty()
                .allSatisfy(object -> assertThat(client.resource(object)
                                .dryRun()
                                .fieldValidation(Validation.STRICT)
                                .fieldManager("chart-it-dry")
                                .forceConflicts()
                                .serverSideApply())
                        .isNotNull());
    }

    @ParameterizedTest
    @MethodSource("values")
    void noRuleHasAWildcardAndPodsAreOnlyReadAndPatched(Path values) {
        assertThat(objects(values).stream().flatMap(ChartIT::rules)).allSatisfy(rule -> {
            assertThat(rule.getApiGroups()).isNotEmpty().doesNotContain("*");
            assertThat(rule.getResources()).isNotEmpty().noneMatch(it -> it.contains("*"));
            assertThat(rule.getVerbs()).isNotEmpty().doesNotContain("*", "escalate", "bind", "impersonate");
            if (rule.getResources().contains("pods")) {
                assertThat(rule.getVerbs()).containsExactly("get", "list", "watch", "patch");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("values")
    void theContainerIsRestricted(Path values) {
        var pod = deployment(objects(values)).getSpec().getTemplate().getSpec();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        var container = pod.getContainers().get(0).getSecurityContext();
        assertThat(container.getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
    }

    @Test
    void anAgentHasTheNetworkOfItsNodeAndTheUserRootAndNothingElse() {
        List<HasMetadata> objects = objects(Chart.tried("observe"));
        DaemonSet agents = all(objects, DaemonSet.class).findFirst().orElseThrow();
        PodSpec pod = agents.getSpec().getTemplate().getSpec();

        assertThat(pod.getHostNetwork()).isTrue();
        assertThat(pod.getHostPID()).isNull();
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getEnableServiceLinks()).isFalse();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        SecurityContext container = pod.getContainers().get(0).getSecurityContext();
        assertThat(container.getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getPrivileged()).isNull();
        assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getCapabilities().getAdd()).isEmpty();
        assertThat(pod.getVolumes())
                .allSatisfy(volume -> assertThat(volume.getHostPath()).isNull());
        // of the Secret with the keys only the certificate of the authority
        assertThat(pod.getVolumes())
                .filteredOn(volume -> volume.getSecret() != null)
                .singleElement()
                .satisfies(volume -> assertThat(volume.getSecret().getItems())
                        .extracting(KeyToPath::getKey)
                        .containsExactly("ca.crt"));
        assertThat(Stream.concat(
                        all(objects, ClusterRoleBinding.class).flatMap(it -> it.getSubjects().stream()),
                        all(objects, RoleBinding.class).flatMap(it -> it.getSubjects().stream())))
                .isNotEmpty()
                .extracting(Subject::getName)
                .doesNotContain(pod.getServiceAccountName());
        // Services, budgets and policies of the operator select its own pods alone
        assertThat(deployment(objects).getSpec().getSelector().getMatchLabels())
                .isNotEqualTo(agents.getSpec().getSelector().getMatchLabels());
        assertThat(networkPolicy(Chart.tried("observe")).getIngress())
                .extracting(rule -> rule.getPorts().get(0).getPort().getStrVal())
                .containsExactly("http", "webhook", "traffic");
    }

    @Test
    void withoutAgentsTheOperatorMayNeitherAskWhoTheyAreNorKeepWhatTheySee() {
        assertThat(objects(Chart.tried("defaults")).stream().flatMap(ChartIT::rules))
                .noneMatch(rule -> rule.getResources().contains("tokenreviews"))
                .filteredOn(rule -> rule.getResources().contains("observedtraffics"))
                .allSatisfy(rule -> assertThat(rule.getVerbs()).containsExactly("get", "list", "watch"));
        assertThatThrownBy(() -> guard("--set", "observe.enabled=true", "--set", "webhook.enabled=false"))
                .hasMessageContaining("observe.enabled needs webhook.enabled");
    }

    @Test
    void namespacedModeReadsNamespacesInTheClusterAndDoesTheRestByRoles() {
        List<HasMetadata> objects = objects(Chart.tried("namespaced"));
        List<String> bound = all(objects, ClusterRoleBinding.class)
                .map(binding -> binding.getRoleRef().getName())
                .toList();

        assertThat(all(objects, ClusterRole.class)
                        .filter(role -> bound.contains(role.getMetadata().getName())))
                .singleElement()
                .satisfies(role -> {
                    List<PolicyRule> rules = role.getRules();
                    assertThat(rules.get(0).getResources()).containsExactly("namespaces");
                    assertThat(rules.get(0).getVerbs()).containsExactly("get", "list", "watch");
                    // what leads traffic to servers and is in no namespace
                    assertThat(rules.subList(1, rules.size() - 1))
                            .hasSize(6)
                            .allSatisfy(rule -> assertThat(rule.getVerbs()).containsExactly("list", "watch"));
                    PolicyRule last = rules.get(rules.size() - 1);
                    assertThat(last.getResources()).containsExactly("mutatingwebhookconfigurations");
                    assertThat(last.getResourceNames()).containsExactly("client-intents-webhook");
                });
        assertThat(all(objects, Role.class).map(role -> role.getMetadata().getNamespace()))
                .containsExactlyInAnyOrder("client-intents", "chart-shop", "chart-platform", "default");
    }

    @Test
    void aReplicaMayTakeItsDrainAndWhatIsUnderWayBeforeItIsKilled() {
        assertThat(deployment(objects(Chart.tried("everything")))
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getTerminationGracePeriodSeconds())
                .isEqualTo(10 + 25);
        assertThatThrownBy(() -> guard("--set", "webhook.drain=PT1M")).hasMessageContaining("drain");
    }

    @Test
    void theOperatorsPodsAreClosedButForTheWebhookAndTheProbes() {
        NetworkPolicySpec spec = networkPolicy(Chart.tried("defaults"));

        assertThat(spec.getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(spec.getIngress())
                .extracting(rule -> rule.getPorts().get(0).getPort().getStrVal())
                .containsExactly("http", "webhook");
        assertThat(spec.getIngress())
                .allSatisfy(rule -> assertThat(rule.getFrom()).isEmpty());
        assertThat(spec.getEgress()).hasSize(2);
        assertThat(spec.getEgress().get(1).getTo()).hasSize(1);
    }

    @Test
    void metricsAreForThoseWhoAreNamed() {
        NetworkPolicySpec spec = networkPolicy(Chart.tried("everything"));

        assertThat(spec.getIngress())
                .extracting(rule -> rule.getPorts().get(0).getPort().getStrVal())
                .containsExactly("http", "metrics", "webhook");
        assertThat(spec.getIngress().get(0).getFrom().get(0).getIpBlock().getCidr())
                .isEqualTo("10.128.0.0/20");
        assertThat(spec.getIngress().get(1).getFrom()).hasSize(1);
        assertThat(spec.getIngress().get(2).getFrom()).isEmpty();
    }

    private NetworkPolicySpec networkPolicy(Path values) {
        return all(objects(values), NetworkPolicy.class)
                .findFirst()
                .orElseThrow()
                .getSpec();
    }

    @Test
    void aCustomOwnerIsOneLine() {
        List<HasMetadata> objects = objects(Chart.tried("everything"));
        assertThat(all(objects, ClusterRole.class).flatMap(role -> role.getRules().stream()))
                .anySatisfy(rule -> {
                    assertThat(rule.getApiGroups()).containsExactly("apps.kruise.io");
                    assertThat(rule.getResources()).containsExactly("clonesets");
                    assertThat(rule.getVerbs()).containsExactly("get", "list", "watch");
                })
                .anySatisfy(rule -> assertThat(rule.getApiGroups()).containsExactly("apps"));
    }

    @Test
    void theGuardIsThereWhereTheClusterServesIt() {
        String served = "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy";

        assertThat(guard()).hasSize(5);
        assertThat(guard("--set", "guard.operator.enabled=false")).hasSize(3);
        assertThat(guard("--kube-version", "1.30.0-eks-1")).hasSize(5);
        assertThat(guard("--kube-version", "1.29.4")).isEmpty();
        assertThat(guard("--kube-version", "1.29.4", "--api-versions", served)).hasSize(5);
        assertThat(guard("--set", "guard.enabled=false")).isEmpty();
        assertThatThrownBy(() -> guard("--kube-version", "1.28.0")).hasMessageContaining("kubeVersion: >=1.29.0-0");
    }

    @Test
    void aPodThatBringsReservedLabelsIsStrippedOrElseRefused() {
        assertThat(webhooks()).extracting(MutatingWebhook::getFailurePolicy).containsExactly("Fail", "Ignore");
        assertThat(webhooks().get(0).getMatchConditions()).hasSize(1);
        assertThat(webhooks().get(1).getMatchConditions()).isEmpty();
        assertThat(refusesAtCreation()).isFalse();
        assertThat(refusesAtCreation("--set", "guard.podCreation=false")).isFalse();

        assertThat(webhooks("--set", "webhook.enabled=false")).isEmpty();
        assertThat(refusesAtCreation("--set", "webhook.enabled=false")).isTrue();
        assertThat(refusesAtCreation("--set", "webhook.enabled=false,guard.podCreation=true"))
                .isTrue();
        assertThat(refusesAtCreation("--set", "webhook.enabled=false,guard.podCreation=false"))
                .isFalse();
    }

    @Test
    void theWebhookIsForTheNamespacesThatTheOperatorLooksAtAndNeverForItsOwn() {
        assertThat(namespaces("--set", "operator.includeNamespaces={client-intents,kube-system}"))
                .containsExactly("NotIn [kube-public, kube-node-lease, client-intents]");
        assertThat(namespaces("--set", "watchNamespaces={shop}"))
                .containsExactly("NotIn [kube-system, kube-public, kube-node-lease, client-intents]", "In [shop]");
        assertThat(namespaces("--set", "operator.excludeNamespaces={monitoring}"))
                .containsExactly("NotIn [kube-system, kube-public, kube-node-lease, client-intents, monitoring]");
    }

    @Test
    void withCertManagerTheOperatorMayNeitherReadSecretsNorChangeTheWebhook() {
        List<HasMetadata> objects = objects(Chart.tried("issuer"));

        assertThat(objects.stream().flatMap(ChartIT::rules))
                .noneMatch(rule -> rule.getResources().contains("secrets")
                        || (rule.getResources().contains("mutatingwebhookconfigurations")
                                && !List.of("list", "watch").containsAll(rule.getVerbs())));
        assertThat(all(objects, MutatingWebhookConfiguration.class))
                .singleElement()
                .satisfies(configuration -> assertThat(
                                configuration.getMetadata().getAnnotations())
                        .containsEntry("cert-manager.io/inject-ca-from", "client-intents/client-intents-webhook"));
        assertThat(deployment(objects).getSpec().getTemplate().getSpec().getVolumes())
                .anySatisfy(volume -> assertThat(volume.getSecret())
                        .isNotNull()
                        .satisfies(secret -> assertThat(secret.getSecretName()).isEqualTo("client-intents-webhook")));
    }

    private List<MutatingWebhook> webhooks(String... arguments) {
        return all(Chart.objects(helm, arguments), MutatingWebhookConfiguration.class)
                .flatMap(configuration -> configuration.getWebhooks().stream())
                .toList();
    }

    private List<String> namespaces(String... arguments) {
        return webhooks(arguments).stream()
                .map(webhook -> webhook.getNamespaceSelector().getMatchExpressions().stream()
                        .map(it -> it.getOperator() + " " + it.getValues())
                        .toList())
                .reduce((strip, label) -> {
                    assertThat(label).isEqualTo(strip);
                    return label;
                })
                .orElseThrow();
    }

    private boolean refusesAtCreation(String... arguments) {
        return guard(arguments).stream()
                .flatMap(policy -> policy.getSpec().getMatchConstraints().getResourceRules().stream())
                .anyMatch(rule -> rule.getResources().equals(List.of("pods"))
                        && rule.getOperations().equals(List.of("CREATE")));
    }

    private List<ValidatingAdmissionPolicy> guard(String... arguments) {
        return all(Chart.objects(helm, arguments), ValidatingAdmissionPolicy.class)
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "guard.enable=true,                     guard",
        "operator.enforcement=off,              enforcement",
        "operator.threads=0,                    threads",
        "operator.isolationDeadline=60,         isolationDeadline",
        "watchNamespaces[0]=Shop,               watchNamespaces",
        "image.digest=latest,                   digest",
        "operator.leaderElection=false,         replicas above 1 need operator.leaderElection",
        "serviceAccount.create=false,           serviceAccount.name is needed",
        "guard.podCreation=true,                refuses the labels that the webhook gives new pods",
        "guard.podCreation=yes,                 podCreation",
        "webhook.certificateLifetime=90d,       certificateLifetime",
        "webhook.port=8081,                     webhook.port must differ from operator.httpPort and operator.metricsPort",
        "operator.metricsPort=8080,             operator.metricsPort and operator.httpPort must differ",
        "networkPolicy.metricsFrom[0]=all,      metricsFrom",
    })
    void aWrongValueIsRefusedByItsName(String setting, String named) {
        assertThatThrownBy(() -> Chart.template(helm, "--set", setting)).hasMessageContaining(named);
    }

    private List<HasMetadata> objects(Path values) {
        return Chart.objects(helm, "--values", values.toString());
    }

    private static Stream<PolicyRule> rules(HasMetadata object) {
        return object instanceof ClusterRole cluster
                ? cluster.getRules().stream()
                : object instanceof Role role ? role.getRules().stream() : Stream.of();
    }

    private static Deployment deployment(List<HasMetadata> objects) {
        return all(objects, Deployment.class).findFirst().orElseThrow();
    }

    private static <T> Stream<T> all(List<HasMetadata> objects, Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast);
    }
}

package dev.clientintents.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OperatorManifestTest {

    private final List<HasMetadata> objects = Manifests.read(Manifests.DEPLOY.resolve("operator.yaml"));

    @Test
    void theOperatorMayDoThisInTheClusterAndNothingElse() {
        Set<String> watch = Set.of("get", "list", "watch");
        var allowed = new TreeMap<String, Set<String>>();
        allowed.put("clientintents.clientintents.dev", watch);
        allowed.put("serveraccesses.clientintents.dev", watch);
        allowed.put("serveraccesses/status.clientintents.dev", Set.of("get", "update", "patch"));
        allowed.put("clientintents/status.clientintents.dev", Set.of("get", "update", "patch"));
        allowed.put("pods", Set.of("get", "list", "watch", "patch"));
        allowed.put("namespaces", watch);
        allowed.put("services", watch);
        allowed.put("networkpolicies.networking.k8s.io", Set.of("get", "list", "watch", "create", "update", "delete"));
        allowed.put("daemonsets.apps", watch);
        allowed.put("deployments.apps", watch);
        allowed.put("replicasets.apps", watch);
        allowed.put("statefulsets.apps", watch);
        allowed.put("cronjobs.batch", watch);
        allowed.put("jobs.batch", watch);
        allowed.put("replicationcontrollers", watch);
        allowed.put("rollouts.argoproj.io", watch);
        allowed.put("events", Set.of("create", "patch"));
        allowed.put("events.events.k8s.io", Set.of("create", "patch"));
        allowed.put(
                "mutatingwebhookconfigurations.admissionregistration.k8s.io", Set.of("get", "list", "watch", "patch"));
        Set<String> entrances = Set.of("list", "watch");
        allowed.put("nodes", entrances);
        allowed.put("validatingwebhookconfigurations.admissionregistration.k8s.io", entrances);
        allowed.put("apiservices.apiregistration.k8s.io", entrances);
        allowed.put("customresourcedefinitions.apiextensions.k8s.io", entrances);
        Map.of(
                        "networking.k8s.io", "ingresses ingressclasses",
                        "gateway.networking.k8s.io",
                                "gatewayclasses gateways grpcroutes httproutes listenersets referencegrants tcproutes tlsroutes"
                                        + " udproutes",
                        "gateway.networking.x-k8s.io", "xlistenersets",
                        "projectcontour.io", "httpproxies",
                        "traefik.io", "ingressroutes ingressroutetcps ingressrouteudps",
                        "networking.istio.io", "gateways virtualservices",
                        "route.openshift.io", "routes",
                        "monitoring.coreos.com", "podmonitors probes prometheusagents prometheuses servicemonitors",
                        "operator.victoriametrics.com", "vmagents",
                        "discovery.k8s.io", "endpointslices")
                .forEach((group, plurals) ->
                        Stream.of(plurals.split(" ")).forEach(plural -> allowed.put(plural + "." + group, entrances)));

        assertThat(verbs(the(ClusterRole.class, "client-intents").getRules())).isEqualTo(allowed);
        assertThat(all(ClusterRoleBinding.class)).singleElement().satisfies(binding -> {
            assertThat(binding.getRoleRef().getName()).isEqualTo("client-intents");
            assertThat(binding.getSubjects()).singleElement().satisfies(subject -> {
                assertThat(subject.getKind()).isEqualTo("ServiceAccount");
                assertThat(subject.getName()).isEqualTo("client-intents");
                assertThat(subject.getNamespace()).isEqualTo("client-intents");
            });
        });
    }

    @Test
    void theOperatorMayWriteItsLeaseAndItsCertificatesInItsOwnNamespaceOnly() {
        Role role = the(Role.class, "client-intents");
        assertThat(role.getMetadata().getNamespace()).isEqualTo("client-intents");
        assertThat(verbs(role.getRules()))
                .isEqualTo(Map.of(
                        "leases.coordination.k8s.io", Set.of("create", "get", "update", "patch"),
                        "configmaps", Set.of("create", "get", "patch"),
                        "secrets", Set.of("create", "get", "list", "watch", "update")));
        assertThat(role.getRules())
                .filteredOn(rule -> !rule.getVerbs().equals(List.of("create")))
                .allSatisfy(rule -> assertThat(rule.getResourceNames()).hasSize(1));
        Role ofApiServer = the(Role.class, "client-intents-api-server");
        assertThat(ofApiServer.getMetadata().getNamespace()).isEqualTo("default");
        assertThat(verbs(ofApiServer.getRules()))
                .isEqualTo(Map.of("endpointslices.discovery.k8s.io", Set.of("list", "watch")));
        assertThat(all(RoleBinding.class))
                .extracting(binding -> binding.getMetadata().getNamespace())
                .containsExactlyInAnyOrder("client-intents", "default");
    }

    @Test
    void noRuleHasAWildcard() {
        assertThat(Stream.concat(
                        all(ClusterRole.class).stream().flatMap(role -> role.getRules().stream()),
                        all(Role.class).stream().flatMap(role -> role.getRules().stream())))
                .hasSizeGreaterThan(5)
                .allSatisfy(rule -> {
                    assertThat(rule.getApiGroups()).isNotEmpty().doesNotContain("*");
                    assertThat(rule.getResources()).isNotEmpty().noneMatch(it -> it.contains("*"));
                    assertThat(rule.getVerbs()).isNotEmpty().doesNotContain("*");
                });
    }

    @Test
    void editorsOfANamespaceMayDeclareButNotWriteTheStatus() {
        assertThat(verbs(the(ClusterRole.class, "client-intents-edit").getRules()))
                .containsOnlyKeys("clientintents.clientintents.dev", "serveraccesses.clientintents.dev");
        assertThat(verbs(the(ClusterRole.class, "client-intents-view").getRules()))
                .allSatisfy((resource, verbs) -> assertThat(verbs).isEqualTo(Set.of("get", "list", "watch")));
    }

    @Test
    void theContainerIsRestricted() {
        PodSpec pod = pod();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getHostNetwork()).isNull();
        assertThat(pod.getHostPID()).isNull();
        assertThat(pod.getVolumes())
                .allSatisfy(volume -> assertThat(volume.getHostPath()).isNull());
        var context = operator().getSecurityContext();
        assertThat(context.getAllowPrivilegeEscalation()).isFalse();
        assertThat(context.getReadOnlyRootFilesystem()).isTrue();
        assertThat(context.getPrivileged()).isNull();
        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(context.getCapabilities().getAdd()).isEmpty();
    }

    @Test
    void twoReplicasAreProbedAndBoundedInMemory() {
        assertThat(the(Deployment.class, "client-intents").getSpec().getReplicas())
                .isEqualTo(2);
        Container operator = operator();
        assertThat(operator.getArgs()).containsExactly("operator");
        assertThat(operator.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/livez");
        assertThat(operator.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
        assertThat(operator.getPorts())
                .extracting(ContainerPort::getContainerPort)
                .containsExactly(8080, 8081, 9443);
        assertThat(operator.getResources().getLimits()).containsOnlyKeys("memory");
        assertThat(operator.getResources().getRequests()).containsOnlyKeys("cpu", "memory");
        assertThat(operator.getEnv())
                .extracting(EnvVar::getName)
                .startsWith("POD_NAME", "POD_NAMESPACE", "JDK_JAVA_OPTIONS")
                .allMatch(name -> name.startsWith("POD_")
                        || name.equals("JDK_JAVA_OPTIONS")
                        || name.startsWith("CLIENT_INTENTS_"));
    }

    private PodSpec pod() {
        return the(Deployment.class, "client-intents").getSpec().getTemplate().getSpec();
    }

    private Container operator() {
        assertThat(pod().getContainers()).hasSize(1);
        return pod().getContainers().get(0);
    }

    private <T extends HasMetadata> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private <T extends HasMetadata> T the(Class<T> type, String name) {
        return all(type).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The verbs by resource, written as {@code kubectl auth can-i} does: {@code jobs.batch}. */
    private static Map<String, Set<String>> verbs(List<PolicyRule> rules) {
        var verbs = new TreeMap<String, Set<String>>();
        for (PolicyRule rule : rules) {
            for (String group : rule.getApiGroups()) {
                for (String resource : rule.getResources()) {
                    verbs.computeIfAbsent(group.isEmpty() ? resource : resource + "." + group, it -> new TreeSet<>())
                            .addAll(rule.getVerbs());
                }
            }
        }
        return verbs;
    }
}

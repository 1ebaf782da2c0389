package dev.clientintents.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Crd;
import dev.clientintents.api.OutsideState;
import dev.clientintents.api.OutsideStatus;
import dev.clientintents.backend.hostname.HostBackend;
import dev.clientintents.backend.hostname.HostPolicies;
import dev.clientintents.backend.hostname.HostSetting;
import dev.clientintents.cluster.AuditEvent;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Helm;
import dev.clientintents.cluster.HostPolicyDefinitions;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.cluster.RealHelm;
import dev.clientintents.egress.DnsSetting;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.operator.IntentOperator;
import dev.clientintents.operator.TestSettings;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hosts by name on a real API server: the operator with the rights that the chart gives it for one kind of policy, and
 * within the bounds of its account, among the definitions of all kinds.
 */
@RealCluster(dedicated = true)
@RealHelm
class EgressHostsIT {

    private static final String OWN = "client-intents";
    private static final String LABEL = "clientintents.dev/egress";
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final ControlPlane controlPlane;
    private final KubernetesClient client;
    private final Helm helm;
    private @Nullable IntentOperator operator;
    private String ns = "";

    EgressHostsIT(ControlPlane controlPlane, KubernetesClient client, Helm helm) {
        this.controlPlane = controlPlane;
        this.client = client;
        this.helm = helm;
    }

    @BeforeAll
    static void install(KubernetesClient client) throws IOException, InterruptedException {
        Crd.install(client);
        HostPolicyDefinitions.install(client);
        Namespaces.create(client, OWN);
    }

    @AfterEach
    void stop() {
        if (operator != null) {
            operator.close();
            label(null);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"antrea", "aws", "cilium", "cluster-network-policy", "gke"})
    void theApiServerTakesAPolicyWithUnknownFieldsRefused(String name) throws IOException {
        GenericKubernetesResource policy = client.getKubernetesSerialization()
                .unmarshal(
                        Files.readString(Path.of("src/test/resources/hostname", name + ".yaml")),
                        GenericKubernetesResource.class);
        if (policy.getMetadata().getNamespace() != null) {
            policy.getMetadata().setNamespace(OWN);
        }

        GenericKubernetesResource taken = client.resource(policy)
                .dryRun()
                .fieldValidation(Validation.STRICT)
                .create();

        assertThat(taken.getAdditionalProperties().get("spec"))
                .isEqualTo(policy.getAdditionalProperties().get("spec"));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "DISCOVER", "CILIUM"})
    void aPolicyWithHostsIsWrittenRepairedFollowedAndRemoved(HostSetting setting) {
        HostBackend backend = setting.backend().orElseThrow();
        long start = now();
        start(setting, "shop-" + backend.plural());
        declare("- {host: api.example.com, ports: [{port: 443}]}", "- {cidr: 203.0.113.0/24}");

        awaitStates(OutsideState.Enforced, OutsideState.Enforced);
        assertThat(spec(backend)).contains("api.example.com");
        assertThat(networkPolicy().getSpec().getEgress())
                .allSatisfy(rule -> assertThat(rule.getTo()).isNotEmpty());
        // all is let through while the addresses of hosts are learnt, and after that no more
        assertThat(writes(start))
                .containsExactly("create networkpolicies", "create " + backend.plural(), "update networkpolicies");

        String before = spec(backend);
        policies(backend).edit(it -> {
            it.setAdditionalProperty("spec", edited(it));
            return it;
        });
        await().atMost(WITHIN).untilAsserted(() -> assertThat(spec(backend)).isEqualTo(before));
        policies(backend).delete();
        await().atMost(WITHIN).untilAsserted(() -> assertThat(spec(backend)).isEqualTo(before));

        declare("- {host: b.example.com}");
        await().atMost(WITHIN)
                .untilAsserted(() ->
                        assertThat(spec(backend)).contains("b.example.com").doesNotContain("api.example.com"));
        declare("- {cidr: 203.0.113.0/24}");
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(policies(backend).get()).isNull());
        awaitStates(OutsideState.Enforced);

        declare("- {host: api.example.com}");
        awaitStates(OutsideState.Enforced);
        long open = now();
        label(null);
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(networkPolicies().get()).isNull());
        assertThat(writes(open)).containsExactly("delete " + backend.plural(), "delete networkpolicies");
        assertThat(controlPlane.auditLog().orElseThrow().eventsSince(start))
                .filteredOn(event -> event.userAgent().startsWith("client-intents"))
                .extracting(AuditEvent::code)
                .doesNotContain(403);
    }

    @Test
    void thePolicyOfSomebodyElseIsLeftAloneAndNothingIsClosedBesideIt() {
        HostBackend backend = HostSetting.GKE.backend().orElseThrow();
        start(HostSetting.GKE, "shop-foreign");
        client.resource("""
                apiVersion: networking.gke.io/v1alpha1
                kind: FQDNNetworkPolicy
                metadata: {name: hosts-of-web, namespace: %s}
                spec: {podSelector: {}, egress: [{matches: [{name: theirs.example.com}]}]}
                """.formatted(ns)).create();
        declare("- {host: api.example.com}", "- {cidr: 203.0.113.0/24}");

        awaitStates(OutsideState.ForeignPolicy, OutsideState.Pending);
        assertThat(networkPolicy().getSpec().getEgress())
                .anySatisfy(rule -> assertThat(rule.getTo()).isEmpty());
        assertThat(spec(backend)).contains("theirs.example.com");

        policies(backend).delete();
        awaitStates(OutsideState.Enforced, OutsideState.Enforced);
        assertThat(spec(backend)).contains("api.example.com");
    }

    @Test
    void whatTheKindCannotSayLeavesTheWayOutOpen() {
        start(HostSetting.GKE, "shop-refused");
        declare("- {host: \"*.example.com\"}");

        awaitStates(OutsideState.NotEnforceable);
        assertThat(statuses().get(0).message()).contains("not all that *.example.com means");
        assertThat(networkPolicies().get()).isNull();
    }

    @Test
    void theApiServerIsAnEntityOfCilium() {
        HostBackend backend = HostSetting.CILIUM.backend().orElseThrow();
        client.resource("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: kubernetes, namespace: default, labels: {kubernetes.io/service-name: kubernetes}}
                addressType: IPv4
                endpoints: [{addresses: [192.0.2.1]}]
                ports: [{name: https, port: 6443, protocol: TCP}]
                """).forceConflicts().serverSideApply();
        start(HostSetting.CILIUM, "shop-api-server");
        declare("- {kind: Service, name: kubernetes, namespace: default}");

        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(spec(backend)).contains("toEntities=[kube-apiserver]", "port=6443"));
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(networkPolicy().getSpec().getEgress())
                        .allSatisfy(rule -> assertThat(rule.getTo()).isNotEmpty()));
    }

    @Test
    void whatIsServedSaysWhichKindIsWritten() {
        start(HostSetting.DISCOVER, "shop-discovered");
        declare("- {host: api.example.com}");

        awaitStates(OutsideState.Enforced);
        assertThat(spec(HostSetting.GKE.backend().orElseThrow())).contains("api.example.com");
    }

    /** Starts an operator with the rights of the chart for a setting, and the bounds. */
    private void start(HostSetting setting, String namespace) {
        ns = namespace;
        Namespaces.create(client, ns);
        Chart.objects(helm, "--set", "operator.egressHosts=" + setting).stream()
                .filter(object -> object.getKind().matches(".*Role.*|ServiceAccount")
                        || (object.getKind().startsWith("ValidatingAdmissionPolicy")
                                && object.getMetadata().getName().startsWith("client-intents-operator")))
                .forEach(object -> client.resource(object).forceConflicts().serverSideApply());
        operator = new IntentOperator(
                controlPlane.configForServiceAccount(OWN, OWN),
                TestSettings.like(TestSettings.of(OWN, "hosts-it-" + ns, true, 8))
                        .isolatingAfter(Duration.ofSeconds(1))
                        .with(new EgressSettings(
                                false, false, DnsSetting.parse(List.of("kube-system/k8s-app=kube-dns:53"))))
                        .naming(setting)
                        .settings(),
                () -> {});
        operator.start();
        label("declared");
        client.resource("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: %s}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: app, image: app}]}
                """.formatted(ns)).create();
    }

    private void label(@Nullable String value) {
        client.namespaces().withName(ns).edit(it -> {
            if (value == null) {
                it.getMetadata().getLabels().remove(LABEL);
            } else {
                it.getMetadata().getLabels().put(LABEL, value);
            }
            return it;
        });
    }

    private void declare(String... consumes) {
        client.resource("""
                        apiVersion: clientintents.dev/v1alpha1
                        kind: ClientIntents
                        metadata: {name: web, namespace: %s}
                        spec:
                          client: {name: web}
                          consumes:
                        %s
                        """.formatted(ns, String.join("\n", consumes).indent(4)))
                .forceConflicts()
                .serverSideApply();
    }

    private void awaitStates(OutsideState... states) {
        await().atMost(WITHIN)
                .untilAsserted(() ->
                        assertThat(statuses()).extracting(OutsideStatus::state).containsExactly(states));
    }

    private List<OutsideStatus> statuses() {
        return Optional.ofNullable(client.resources(ClientIntents.class)
                        .inNamespace(ns)
                        .withName("web")
                        .require()
                        .getStatus())
                .map(it -> it.outside())
                .orElse(List.of());
    }

    private Resource<NetworkPolicy> networkPolicies() {
        return client.network().v1().networkPolicies().inNamespace(ns).withName("egress-of-web");
    }

    private NetworkPolicy networkPolicy() {
        return networkPolicies().require();
    }

    private Resource<GenericKubernetesResource> policies(HostBackend backend) {
        var all = client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                .withGroup(backend.kind().group())
                .withVersion(backend.kind().version())
                .withKind(backend.kind().kind())
                .withPlural(backend.plural())
                .withNamespaced(backend.namespaced())
                .build());
        ObjectKey key = HostPolicies.key(backend, new ClientId(ns, null, "web"));
        return backend.namespaced() ? all.inNamespace(ns).withName(key.name()) : all.withName(key.name());
    }

    private String spec(HostBackend backend) {
        GenericKubernetesResource policy = policies(backend).get();
        return policy == null
                ? "none"
                : String.valueOf(policy.getAdditionalProperties().get("spec"));
    }

    /** A specification with all its rules twice. */
    private static Map<String, Object> edited(GenericKubernetesResource policy) {
        var spec = new LinkedHashMap<String, Object>();
        Map<?, ?> whole = (Map<?, ?>)
                Objects.requireNonNull(policy.getAdditionalProperties().get("spec"));
        whole.forEach((field, value) -> spec.put(String.valueOf(field), value));
        List<?> egress = (List<?>) Objects.requireNonNull(whole.get("egress"));
        spec.put("egress", Stream.concat(egress.stream(), egress.stream()).toList());
        return spec;
    }

    private long now() {
        return controlPlane.auditLog().orElseThrow().position();
    }

    /** What the operator wrote of policies since, in its order. */
    private List<String> writes(long since) {
        return controlPlane.auditLog().orElseThrow().eventsSince(since).stream()
                .filter(AuditEvent::isWrite)
                .filter(event -> event.userAgent().startsWith("client-intents"))
                .filter(event -> event.resource().endsWith("policies"))
                .filter(event -> event.namespace().equals(ns) || event.name().startsWith(ns + "."))
                .map(event -> event.verb() + " " + event.resource())
                .toList();
    }
}

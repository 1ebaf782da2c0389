package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Crd;
import dev.clientintents.api.ServerAccess;
import dev.clientintents.api.ServerAccessStatus;
import dev.clientintents.api.ServerAccessStatus.Consumers;
import dev.clientintents.api.ServerAccessStatus.EntranceStatus;
import dev.clientintents.api.ServerAccessStatus.WaitingClient;
import dev.clientintents.api.TargetState;
import dev.clientintents.api.TargetStatus;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.model.Enforcement;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;

/** What a server's own side says of it counts, and is reported. */
@RealCluster(dedicated = true)
class ServerAccessIT extends OperatorScenario {

    private static final String POLICY = "consumers-of.deployment.orders";

    ServerAccessIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Test
    void aForeignDeclarationWaitsForConsentAndIsAdmittedWhileThereIsOne() {
        deployment(ns, "orders");
        deployment(other, "frontend");
        access("consumers: []");
        foreignDeclaration();

        awaitForeign(TargetState.NotGranted);
        awaitAccess(status -> {
            assertThat(status.consumers())
                    .isEqualTo(new Consumers(0, List.of(new WaitingClient("frontend", other, null, null)), 1));
            assertReady(status, "True", "Enforced");
            assertThat(status.pods()).isEqualTo(2);
            assertThat(status.policy()).isEqualTo(POLICY);
        });
        awaitConsentWanted();
        assertThat(keys()).allMatch(Map::isEmpty);

        access("consumers: [{namespace: " + other + "}]");
        awaitForeign(TargetState.Enforced);
        assertThat(clientsOf(policy(ns, POLICY).getSpec().getIngress())).contains(other);
        assertThat(keys()).allMatch(labels -> labels.keySet().stream().anyMatch(key -> key.startsWith(KEY)));
        awaitAccess(status -> {
            assertThat(status.consumers()).isEqualTo(new Consumers(1, List.of(), 0));
        });

        access("consumers: []");
        awaitForeign(TargetState.NotGranted);
        await().untilAsserted(() ->
                assertThat(clientsOf(policy(ns, POLICY).getSpec().getIngress())).doesNotContain(other));
        await().untilAsserted(() -> assertThat(keys()).allMatch(Map::isEmpty));
    }

    @Test
    void aRestartChangesNothingAndAsksNobodyAgain() {
        deployment(ns, "orders");
        deployment(other, "frontend");
        access("""
                consumers: []
                entrances: [{cidrs: [{cidr: 203.0.113.0/24}], ports: [{port: 8443}]}]
                """);
        foreignDeclaration();
        awaitForeign(TargetState.NotGranted);
        awaitAccess(status -> {
            assertReady(status, "True", "Enforced");
            assertThat(status.consumers())
                    .isNotNull()
                    .extracting(Consumers::waitingCount)
                    .isEqualTo(1);
        });
        awaitConsentWanted();
        String policy = policy(ns, POLICY).getMetadata().getResourceVersion();
        String access = access().getMetadata().getResourceVersion();
        String declaration = foreign().getMetadata().getResourceVersion();

        operator.close();
        operator = newOperator();
        long since = now();
        startAndAwaitLeading();
        // one that comes after the start is reported when those before it are
        intents("late", "nowhere");
        awaitReady("late", false);

        assertThat(policy(ns, POLICY).getMetadata().getResourceVersion()).isEqualTo(policy);
        assertThat(access().getMetadata().getResourceVersion()).isEqualTo(access);
        assertThat(foreign().getMetadata().getResourceVersion()).isEqualTo(declaration);
        assertThat(writes(ns, since)).noneMatch(event -> event.resource().equals("networkpolicies"));
        awaitConsentWanted();
    }

    @Test
    void whoCannotDeclareComesInWhereTheObjectNamesIt() {
        deployment(ns, "orders");
        deployment(other, "backup");
        access("""
                entrances:
                  - {cidrs: [{cidr: 203.0.113.0/24, except: [203.0.113.7/32]}], ports: [{port: 8443}]}
                  - {workload: {name: backup, namespace: %s, kind: Deployment}, ports: [{port: 5432}]}
                """.formatted(other));

        awaitAccess(status -> {
            assertReady(status, "True", "Enforced");
            assertThat(status.entrances()).extracting(EntranceStatus::state).containsOnly("Admitted");
            assertThat(status.entrances())
                    .extracting(EntranceStatus::from)
                    .containsExactlyInAnyOrder(
                            "203.0.113.0/24 except 203.0.113.7/32", "Deployment " + other + "/backup");
            assertThat(status.entrances())
                    .extracting(EntranceStatus::ports)
                    .containsExactlyInAnyOrder("TCP 8443", "TCP 5432");
        });
        List<NetworkPolicyIngressRule> rules = policy(ns, POLICY).getSpec().getIngress();
        assertThat(peers(rules, 8443)).singleElement().satisfies(peer -> {
            assertThat(peer.getIpBlock().getCidr()).isEqualTo("203.0.113.0/24");
            assertThat(peer.getIpBlock().getExcept()).containsExactly("203.0.113.7/32");
        });
        assertThat(peers(rules, 5432)).singleElement().satisfies(peer -> {
            assertThat(peer.getPodSelector().getMatchLabels()).isEqualTo(Map.of("app", "backup"));
            assertThat(peer.getNamespaceSelector().getMatchLabels())
                    .isEqualTo(Map.of("kubernetes.io/metadata.name", other));
        });
    }

    @Test
    void activeClosesAServerInAShadowClusterAndShadowOpensItAgain() {
        restartWith(Enforcement.SHADOW, Set.of());
        deployment(ns, "orders");
        access("enforcement: active");
        awaitAccess(status -> assertReady(status, "True", "Enforced"));
        assertThat(policyNames()).containsExactly(POLICY);

        access("enforcement: shadow");
        awaitAccess(status -> {
            assertReady(status, "True", "Shadow");
            assertThat(status.policy()).isNull();
        });
        assertThat(policyNames()).isEmpty();
    }

    @Test
    void whereConsentIsRequiredADeclarationFromElsewhereWaitsUntilThereIsAServerAccess() {
        restartWith(Enforcement.ACTIVE, Set.of(), true);
        deployment(ns, "orders");
        deployment(ns, "web");
        deployment(other, "frontend");
        intents("web", "orders");
        awaitReady("web", true);

        foreignDeclaration();
        awaitForeign(TargetState.NotGranted);
        awaitConsentWanted();
        assertThat(get(operator, "/metrics")).contains("client_intents_declarations_waiting 1.0");

        access("consumers: [{namespace: " + other + "}]");
        awaitForeign(TargetState.Enforced);
        assertThat(clientsOf(policy(ns, POLICY).getSpec().getIngress())).contains(other);
        await().untilAsserted(() ->
                assertThat(get(operator, "/metrics")).contains("client_intents_declarations_waiting 0.0"));
    }

    @Test
    void anObjectOfANamespaceThatIsLeftAloneIsSetAside() {
        restartWith(Enforcement.ACTIVE, Set.of(ns));
        deployment(ns, "orders");
        access("enforcement: active");

        awaitAccess(status -> {
            assertReady(status, "False", "NamespaceExcluded");
            assertThat(status.entrances()).isEmpty();
        });
        assertThat(policyNames()).isEmpty();
    }

    @Test
    void aStatusThatSomebodyElseWroteIsPutRight() {
        deployment(ns, "orders");
        access("consumers: []");
        awaitAccess(status -> assertReady(status, "True", "Enforced"));

        ServerAccess edited = access();
        edited.setStatus(new ServerAccessStatus(1L, 99, "anything", List.of(), null, List.of()));
        client.resource(edited).updateStatus();

        awaitAccess(status -> {
            assertThat(status.pods()).isEqualTo(2);
            assertReady(status, "True", "Enforced");
        });
    }

    @Test
    void theOperatorsAccountChangesNothingOfItButTheStatus() {
        deployment(ns, "orders");
        access("consumers: []");
        ServerAccess object = access();
        try (var account =
                new KubernetesClientBuilder().withConfig(operatorsConfig()).build()) {
            var resource = account.resources(ServerAccess.class).inNamespace(ns).withName("orders");
            var merge = PatchContext.of(PatchType.JSON_MERGE);

            assertThatThrownBy(() -> resource.patch(merge, "{\"spec\": {\"enforcement\": \"shadow\"}}"))
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            failure -> assertThat(failure.getCode()).isEqualTo(403));
            resource.subresource("status")
                    .patch(
                            merge,
                            "{\"metadata\": {\"labels\": {\"a\": \"b\"}}, \"spec\": {\"enforcement\": \"shadow\"}}");
            assertThatThrownBy(resource::delete)
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            failure -> assertThat(failure.getCode()).isEqualTo(403));
        }

        assertThat(access().getSpec()).isEqualTo(object.getSpec());
        assertThat(access().getMetadata().getLabels())
                .isEqualTo(object.getMetadata().getLabels());
    }

    @Test
    void anOperatorThatIsUpgradedBeforeTheDefinitionWorksAndTakesItUpWhenItComes() {
        operator.close();
        var definitions = client.apiextensions().v1().customResourceDefinitions();
        definitions.withName("serveraccesses.clientintents.dev").delete();
        definitions
                .withName("serveraccesses.clientintents.dev")
                .waitUntilCondition(it -> it == null, 20, TimeUnit.SECONDS);
        try {
            operator = newOperator();
            startAndAwaitLeading();
            deployment(ns, "web");
            deployment(ns, "orders");
            intents("web", "orders");
            awaitReady("web", true);
        } finally {
            Crd.install(client, Crd.readServerAccess());
        }

        access("entrances: [{self: {enabled: false}}]");
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> assertReady(access().getStatus(), "True", "Enforced"));
    }

    private void restartWith(Enforcement enforcement, Set<String> excluded) {
        restartWith(enforcement, excluded, false);
    }

    private void restartWith(Enforcement enforcement, Set<String> excluded, boolean consentRequired) {
        operator.close();
        operator = new IntentOperator(
                operatorsConfig(),
                TestSettings.like(settings(Duration.ofSeconds(5)))
                        .enforcing(enforcement)
                        .excluding(excluded)
                        .requiringConsent(consentRequired)
                        .settings(),
                () -> {});
        startAndAwaitLeading();
    }

    /** Says something of the Deployment orders, in the fields of YAML. */
    private void access(String spec) {
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ServerAccess
                metadata: {name: orders, namespace: %s}
                spec:
                  server: {name: orders, kind: Deployment}
                  %s
                """.formatted(ns, spec.indent(2).strip()));
    }

    private ServerAccess access() {
        return client.resources(ServerAccess.class)
                .inNamespace(ns)
                .withName("orders")
                .require();
    }

    private void awaitAccess(ThrowingConsumer<ServerAccessStatus> requirement) {
        await().untilAsserted(() -> {
            ServerAccess access = access();
            assertThat(access.getStatus()).isNotNull();
            assertThat(access.getStatus().observedGeneration())
                    .isEqualTo(access.getMetadata().getGeneration());
            assertThat(access.getStatus()).satisfies(requirement);
        });
    }

    private static void assertReady(ServerAccessStatus status, String value, String reason) {
        assertThat(status.conditions())
                .filteredOn(condition -> condition.getType().equals("Ready"))
                .singleElement()
                .satisfies(condition -> assertThat(condition.getStatus() + " " + condition.getReason())
                        .as(condition.getMessage())
                        .isEqualTo(value + " " + reason));
    }

    private void foreignDeclaration() {
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: frontend, namespace: %s}
                spec: {client: {name: frontend}, consumes: [{name: orders, kind: Deployment, namespace: %s}]}
                """.formatted(other, ns));
    }

    private ClientIntents foreign() {
        return client.resources(ClientIntents.class)
                .inNamespace(other)
                .withName("frontend")
                .require();
    }

    private void awaitForeign(TargetState state) {
        await().untilAsserted(() -> assertThat(foreign().getStatus())
                .isNotNull()
                .satisfies(status -> assertThat(status.servers())
                        .extracting(TargetStatus::state)
                        .containsExactly(state)));
    }

    private void awaitConsentWanted() {
        await().untilAsserted(() -> assertThat(
                        client.v1().events().inNamespace(ns).list().getItems())
                .filteredOn(event -> event.getReason().equals("ConsentWanted"))
                .extracting(Event::getMessage)
                .containsExactly(
                        "ClientIntents " + other + "/frontend declares Deployment orders, and waits for consent"
                                + " (spec.consumers of a ServerAccess)"));
    }

    private List<Map<String, String>> keys() {
        return pods(other, "frontend").stream().map(OperatorScenario::reserved).toList();
    }

    private static List<String> clientsOf(List<NetworkPolicyIngressRule> rules) {
        return rules.stream()
                .flatMap(rule -> rule.getFrom().stream())
                .filter(peer -> peer.getNamespaceSelector() != null)
                .flatMap(peer -> {
                    var selector = peer.getNamespaceSelector();
                    return selector.getMatchLabels().isEmpty()
                            ? selector.getMatchExpressions().stream().flatMap(it -> it.getValues().stream())
                            : selector.getMatchLabels().values().stream();
                })
                .toList();
    }

    private static List<NetworkPolicyPeer> peers(List<NetworkPolicyIngressRule> rules, int port) {
        return rules.stream()
                .filter(rule -> rule.getPorts() != null
                        && rule.getPorts().stream()
                                .anyMatch(it -> it.getPort() != null
                                        && Integer.valueOf(port)
                                                .equals(it.getPort().getIntVal())))
                .flatMap(rule -> rule.getFrom().stream())
                .toList();
    }
}

package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.OutsideState;
import dev.clientintents.api.OutsideStatus;
import dev.clientintents.api.TargetState;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.graph.NameServers;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Ways out of clients, with the addresses that a real API server has, and name servers as a distribution has them. The
 * Services of this cluster have addresses of its own host, which are none to anybody else.
 */
@RealCluster
class EgressIT extends OperatorScenario {

    private static final String LABEL = "clientintents.dev/egress";
    private static final String POLICY = "egress-of-web";
    private static final String DNS = "kube-system k8s-app=kube-dns TCP 53, UDP 53";

    EgressIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @BeforeEach
    void nameServers() {
        apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: kube-dns, namespace: kube-system}
                spec:
                  selector: {k8s-app: kube-dns}
                  ports:
                    - {name: dns, port: 53, protocol: UDP, targetPort: 53}
                    - {name: dns-tcp, port: 53, protocol: TCP, targetPort: 53}
                """);
        deployment(ns, "web");
        deployment(other, "db");
    }

    @Test
    void aClientReachesWhatItDeclaresAndNothingElse() {
        declare("""
                - {name: db, namespace: %s, ports: [{port: 8080}]}
                - {cidr: 203.0.113.0/24, except: [203.0.113.128/25], ports: [{port: 443}]}
                """.formatted(other));
        awaitReady("web", true);
        assertThat(policyNames()).as("nobody has closed ways out").isEmpty();
        assertThat(outside()).extracting(OutsideStatus::state).containsExactly(OutsideState.Open);

        label(ns, LABEL, "declared");

        awaitRules(other + " app=db TCP 8080", "203.0.113.0/24 but 203.0.113.128/25 TCP 443", DNS, "own pods app=web");
        awaitReady("web", true);
        assertThat(outside()).extracting(OutsideStatus::state).containsExactly(OutsideState.Enforced);
        awaitCondition("web", "EgressEnforced", it -> assertThat(it.getStatus()).isEqualTo("True"));

        declare("- {name: db, namespace: %s}".formatted(other));
        awaitRules(other + " app=db", DNS, "own pods app=web");

        withdraw("web");
        awaitRules(DNS, "own pods app=web");

        label(ns, LABEL, null);
        await().untilAsserted(() -> assertThat(policyNames()).isEmpty());
    }

    @Test
    void theApiServerIsReachedAtItsAddressesAndThoseThatItGetsLater() {
        label(ns, LABEL, "declared");
        slice("default", "kubernetes", "203.0.113.60", 6443);
        declare("- {kind: Service, name: kubernetes, namespace: default, ports: [{port: 443}]}");
        awaitRules("203.0.113.60/32 TCP 6443", DNS, "own pods app=web");
        awaitState("web", TargetState.Open);
        awaitReady("web", true);

        slice("default", "kubernetes", "203.0.113.61", 6443);

        awaitRules("203.0.113.61/32 TCP 6443", DNS, "own pods app=web");
    }

    @Test
    void aServiceWithoutSelectorIsReachedAtTheAddressesThatItsSlicesHave() {
        label(ns, LABEL, "declared");
        apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: billing, namespace: %s}
                spec: {clusterIP: None, ports: [{name: https, port: 443}]}
                """.formatted(other));
        slice(other, "billing", "203.0.113.7", 8443);
        declare("- {kind: Service, name: billing, namespace: %s}".formatted(other));
        awaitRules("203.0.113.7/32 TCP 8443", DNS, "own pods app=web");

        slice(other, "billing", "203.0.113.8", 8443);

        awaitRules("203.0.113.8/32 TCP 8443", DNS, "own pods app=web");
    }

    @Test
    void serversThatCannotBeClosedAreReachedAndWhatNoPolicyCanTellIsSaid() {
        label(ns, LABEL, "declared");
        apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: metrics, namespace: kube-system}
                spec: {selector: {app: metrics}, ports: [{port: 443, targetPort: 10250}]}
                """);
        declare("- {kind: Service, name: metrics, namespace: kube-system}");
        awaitRules("kube-system app=metrics TCP 10250", DNS, "own pods app=web");
        awaitState("web", TargetState.Open);
        awaitReady("web", true);

        apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: mail, namespace: %s}
                spec: {type: ExternalName, externalName: mail.example.com}
                """.formatted(other));
        declare("- {kind: Service, name: mail, namespace: %s}".formatted(other));

        awaitState("web", TargetState.NotEnforceable);
        awaitCondition("web", "EgressEnforced", it -> assertThat(it.getReason()).isEqualTo("NotReached"));
        awaitRules(DNS, "own pods app=web");
    }

    @Test
    void whatSomebodyDeletesOrChangesComesBack() {
        label(ns, LABEL, "declared");
        declare("- {name: db, namespace: %s}".formatted(other));
        String[] rules = {other + " app=db", DNS, "own pods app=web"};
        awaitRules(rules);

        client.resource(policy(ns, POLICY)).delete();
        awaitRules(rules);
        client.resource(policy(ns, POLICY)).edit(it -> {
            it.getSpec().setEgress(List.of(new NetworkPolicyEgressRule()));
            return it;
        });
        awaitRules(rules);
    }

    @Test
    void whereItIsNotKnownWhereNamesAreResolvedNobodysWayOutIsClosed() {
        operator.close();
        operator = new IntentOperator(
                operatorsConfig(),
                TestSettings.like(settings(Duration.ofSeconds(5)))
                        .with(new EgressSettings(true, false, Optional.of(NameServers.unknown("nobody says where"))))
                        .settings(),
                () -> {});
        startAndAwaitLeading();

        declare("- {name: db, namespace: %s}\n- {cidr: 203.0.113.0/24}".formatted(other));

        await().untilAsserted(() -> assertThat(outside())
                .singleElement()
                .satisfies(it -> assertThat(it.state()).isEqualTo(OutsideState.NotEnforceable))
                .satisfies(it -> assertThat(it.message()).contains("nobody says where")));
        awaitReady("web", false);
        awaitCondition("web", "EgressEnforced", it -> assertThat(it.getReason()).isEqualTo("NotEnforceable"));
        awaitEvents("NotEnforceable", 1);
        assertThat(policyNames()).isEmpty();
    }

    private void declare(String consumes) {
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: %s}
                spec:
                  client: {name: web}
                  consumes:
                %s
                """.formatted(ns, consumes.indent(4)));
    }

    /** As a team writes it for a Service without a selector, and the API server for its own. */
    private void slice(String namespace, String service, String address, int port) {
        apply("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata:
                  name: %2$s
                  namespace: %1$s
                  labels: {kubernetes.io/service-name: %2$s}
                addressType: IPv4
                endpoints: [{addresses: [%3$s]}]
                ports: [{name: https, port: %4$d, protocol: TCP}]
                """.formatted(namespace, service, address, port));
    }

    private List<OutsideStatus> outside() {
        return Optional.ofNullable(intents("web").getStatus())
                .map(it -> it.outside())
                .orElse(List.of());
    }

    private void awaitRules(String... rules) {
        await().ignoreExceptions().untilAsserted(() -> assertThat(rules()).containsExactlyInAnyOrder(rules));
    }

    /** What the client's policy opens, a line for each peer. */
    private Set<String> rules() {
        NetworkPolicy policy = policy(ns, POLICY);
        assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Egress");
        assertThat(policy.getSpec().getPodSelector().getMatchLabels()).containsEntry("app", "web");
        return policy.getSpec().getEgress().stream()
                .flatMap(rule -> rule.getTo().stream().map(peer -> line(peer, rule.getPorts())))
                .collect(Collectors.toSet());
    }

    private static String line(NetworkPolicyPeer peer, List<NetworkPolicyPort> ports) {
        return Stream.of(
                        peer.getIpBlock() == null
                                ? pods(peer)
                                : peer.getIpBlock().getCidr()
                                        + (peer.getIpBlock().getExcept().isEmpty()
                                                ? ""
                                                : " but "
                                                        + String.join(
                                                                ", ",
                                                                peer.getIpBlock()
                                                                        .getExcept())),
                        ports.stream()
                                .map(it -> it.getProtocol() + " " + it.getPort().getValue())
                                .collect(Collectors.joining(", ")))
                .filter(it -> !it.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String pods(NetworkPolicyPeer peer) {
        String labels = peer.getPodSelector().getMatchLabels().entrySet().stream()
                .map(it -> it.getKey() + "=" + it.getValue())
                .collect(Collectors.joining(","));
        return peer.getNamespaceSelector() == null
                ? "own pods " + labels
                : peer.getNamespaceSelector().getMatchLabels().get("kubernetes.io/metadata.name") + " " + labels;
    }
}

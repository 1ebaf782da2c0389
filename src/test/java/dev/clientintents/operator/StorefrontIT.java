package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.Crd;
import dev.clientintents.api.ServerAccess;
import dev.clientintents.api.ServerAccessStatus.WaitingClient;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.deploy.Manifests;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The whole example of the servers' side, in a cluster that has the kinds, the controller and the scraper that it names. */
@RealCluster(dedicated = true)
class StorefrontIT extends OperatorScenario {

    StorefrontIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Test
    void whatLeadsToItsServersComesInOnThosePortsAndNothingElseDoes() {
        Crd.define(client, "gateway.networking.k8s.io", "Gateway", "gateways");
        Crd.define(client, "gateway.networking.k8s.io", "HTTPRoute", "httproutes");
        Crd.define(client, "monitoring.coreos.com", "ServiceMonitor", "servicemonitors");
        Namespaces.create(client, "ingress-nginx", "monitoring");
        apply("""
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: nginx}
                spec: {controller: k8s.io/ingress-nginx}
                """);
        List<HasMetadata> objects = Manifests.readFolder(Manifests.DEPLOY.resolve("examples/storefront"));
        Stream.of(true, false)
                .flatMap(first -> objects.stream().filter(it -> it.getKind().equals("Namespace") == first))
                .forEach(it -> client.resource(it).serverSideApply());
        pod("ingress-nginx", "{app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}");
        pod("store", "{gateway.networking.k8s.io/gateway-name: public}");
        pod("monitoring", "{app.kubernetes.io/name: prometheus}");

        awaitAdmitted("store", ".deployment.storefront", "http", "ingress-nginx", "store");
        awaitAdmitted("orders", "-orders", "metrics", "monitoring");
        // where the API server's own addresses are none that a policy may hold, as here, its tunnels alone
        awaitAdmitted("store", ".deployment.catalogue-check", "https", "kube-system");
        assertThat(namespaces("store", ".deployment.storefront", "metrics")).isEmpty();
        assertThat(namespaces("orders", "-orders", "http")).isEmpty();
        await().untilAsserted(() -> assertThat(waiting()).containsExactly("dashboards"));
    }

    /** The clients that wait for the consent of the database's side. */
    private List<String> waiting() {
        return Stream.ofNullable(client.resources(ServerAccess.class)
                        .inNamespace("orders")
                        .withName("orders-db")
                        .get())
                .flatMap(it -> Stream.ofNullable(it.getStatus()))
                .flatMap(it -> Stream.ofNullable(it.consumers()))
                .flatMap(it -> it.waiting().stream())
                .map(WaitingClient::name)
                .toList();
    }

    private void awaitAdmitted(String namespace, String server, String port, String... from) {
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(namespaces(namespace, server, port)).contains(from));
    }

    /** The namespaces of the pods without keys that a server admits on a port. */
    private List<String> namespaces(String namespace, String server, String port) {
        return peers(namespace, server, port).stream()
                .filter(peer -> peer.getNamespaceSelector() != null)
                .filter(peer -> peer.getNamespaceSelector().getMatchLabels() != null)
                .flatMap(peer -> peer.getNamespaceSelector().getMatchLabels().values().stream())
                .toList();
    }

    private List<NetworkPolicyPeer> peers(String namespace, String server, String port) {
        return policy(namespace, "consumers-of" + server).getSpec().getIngress().stream()
                .filter(rule -> opens(rule, port))
                .flatMap(rule -> rule.getFrom().stream())
                .toList();
    }

    private static boolean opens(NetworkPolicyIngressRule rule, String port) {
        return rule.getPorts().stream().anyMatch(it -> port.equals(it.getPort().getStrVal()));
    }

    private void pod(String namespace, String labels) {
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: caller, namespace: %s, labels: %s}
                spec: {containers: [{name: app, image: app}]}
                """.formatted(namespace, labels));
    }
}

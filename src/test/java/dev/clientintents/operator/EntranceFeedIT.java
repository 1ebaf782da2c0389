package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.Crd;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.cluster.RealCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceConversion;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Objects that lead traffic to servers, on a real API server, until the server's policy admits the traffic. */
@RealCluster
class EntranceFeedIT extends OperatorScenario {

    private static final Duration WITHIN = Duration.ofSeconds(60);

    EntranceFeedIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Test
    void whatAnIngressLeadsToAServerIsAdmittedFromItsFirstPolicyOnAndGoesWithTheIngress() {
        closedServer(
                "ingress-nginx", "{app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}");
        ingress();
        intents("client", "web");

        awaitAdmitted("ingress-nginx", "8080");
        // a tenant that wears the labels of the controller is not admitted with it
        assertThat(rules()).doesNotContain(other);

        client.network().v1().ingresses().inNamespace(ns).withName("web").delete();
        await().atMost(WITHIN).untilAsserted(() -> assertThat(rules()).doesNotContain("ingress-nginx"));
    }

    @Test
    void aKindThatIsServedLaterCountsWithoutARestartAndBrokenObjectsOfItHarmNobody() {
        closedServer(other, "{gateway.networking.k8s.io/gateway-name: public}");
        intents("client", "web");
        awaitClosedByWorkload(ns, "web", "consumers-of-web");
        Crd.define(client, "gateway.networking.k8s.io", "Gateway", "gateways");
        Crd.define(client, "gateway.networking.k8s.io", "HTTPRoute", "httproutes");
        route("a-number", "7");
        route("a-text", "{parentRefs: nonsense, rules: [7, {backendRefs: {name: web}}]}");
        route("web", """
                {parentRefs: [{name: public, namespace: %s}], rules: [{backendRefs: [{name: web, port: 80}]}]}""".formatted(other));

        awaitAdmitted(other, "8080");

        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("httproutes.gateway.networking.k8s.io")
                .delete();
        await().atMost(WITHIN).untilAsserted(() -> assertThat(rules()).doesNotContain(other));
    }

    @Test
    void aKindWhoseObjectsCannotBeListedBecauseTheirConversionHangsDelaysNobody() throws IOException {
        closedServer(
                "ingress-nginx", "{app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}");
        ingress();
        // takes connections and never says anything
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            defineConverted(silent.getLocalPort());
            try {
                operator.close();
                operator = newOperator();
                startAndAwaitLeading();
                intents("client", "web");

                await().atMost(Duration.ofSeconds(25))
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(rules()).contains("ingress-nginx", "8080"));
                awaitReady("client", true);
            } finally {
                forgetConverted();
            }
        }
    }

    /** A kind with an object whose version is not the preferred one, so that each list has it converted. */
    private void defineConverted(int port) {
        apply("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: grpcroutes.gateway.networking.k8s.io
                  annotations: {api-approved.kubernetes.io: "unapproved, for a test"}
                spec:
                  group: gateway.networking.k8s.io
                  names: {kind: GRPCRoute, plural: grpcroutes}
                  scope: Namespaced
                  conversion:
                    strategy: Webhook
                    webhook:
                      conversionReviewVersions: [v1]
                      clientConfig: {url: "https://127.0.0.1:%d/convert"}
                  versions:
                    - name: v1
                      served: true
                      storage: false
                      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                    - name: v1beta1
                      served: true
                      storage: true
                      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """.formatted(port));
        Crd.awaitServed(client, "grpcroutes.gateway.networking.k8s.io");
        apply("""
                apiVersion: gateway.networking.k8s.io/v1beta1
                kind: GRPCRoute
                metadata: {name: converted, namespace: %s}
                spec: {rules: []}
                """.formatted(ns));
    }

    /** Has no object of it converted any more, so that the API server can delete them with the kind. */
    private void forgetConverted() {
        var definitions = client.apiextensions().v1().customResourceDefinitions();
        definitions.withName("grpcroutes.gateway.networking.k8s.io").edit(it -> {
            it.getSpec().setConversion(new CustomResourceConversion("None", null));
            return it;
        });
        definitions.withName("grpcroutes.gateway.networking.k8s.io").delete();
    }

    private void ingress() {
        apply("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web, namespace: %s}
                spec:
                  ingressClassName: nginx
                  defaultBackend: {service: {name: web, port: {number: 80}}}
                """.formatted(ns));
    }

    /** A server with a Service, a client of it, and pods of a controller in another namespace. */
    private void closedServer(String namespace, String labels) {
        if (client.namespaces().withName(namespace).get() == null) {
            Namespaces.create(client, namespace);
        }
        for (String each : new String[] {namespace, other}) {
            apply("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: controller, namespace: %s, labels: %s}
                    spec: {containers: [{name: app, image: app}]}
                    """.formatted(each, labels));
        }
        deployment(ns, "web");
        deployment(ns, "client");
        service(ns, "web", "web", 80, 8080);
    }

    private void awaitAdmitted(String namespace, String port) {
        await().atMost(WITHIN)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(rules()).contains(namespace, port));
    }

    /** Everything that the server's policy admits. */
    private String rules() {
        return policy(ns, "consumers-of-web").getSpec().getIngress().toString();
    }

    private void route(String name, String spec) {
        var route = Serialization.unmarshal("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %s, namespace: %s}
                spec: %s
                """.formatted(name, ns, spec), GenericKubernetesResource.class);
        await().ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(client.genericKubernetesResources(route.getApiVersion(), route.getKind())
                                        .resource(route)
                                        .create())
                                .isNotNull());
    }
}

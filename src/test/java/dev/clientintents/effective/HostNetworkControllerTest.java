package dev.clientintents.effective;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.Scope;
import dev.clientintents.manifest.ManifestReader;
import dev.clientintents.model.Enforcement;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A controller on the network of its nodes connects from their addresses. */
class HostNetworkControllerTest {

    private static final String WORLD = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop, labels: {clientintents.dev/enforcement: active}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop, labels: {app: web}}
            spec: {containers: [{name: app, image: app}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: client, namespace: shop}
            spec: {containers: [{name: app, image: app}]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec: {ingressClassName: nginx, defaultBackend: {service: {name: web, port: {number: 80}}}}
            ---
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: client, namespace: shop}
            spec: {client: {name: client}, consumes: [{name: web, ports: [{port: 8080}]}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: controller
              namespace: ingress-nginx
              labels: {app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}
            spec: {hostNetwork: true, containers: [{name: app, image: app}]}
            """;

    private static final String NODE = """
            ---
            apiVersion: v1
            kind: Node
            metadata: {name: one}
            status: {addresses: [{type: InternalIP, address: 192.0.2.7}]}
            """;

    @Test
    void itIsAdmittedFromTheAddressesOfTheNodesWhereTheseAreKnown() {
        assertThat(policies(WORLD)).contains("consumers-of-web").doesNotContain("192.0.2.7");

        assertThat(policies(WORLD + NODE)).contains("cidr=192.0.2.7/32");
    }

    private static String policies(String yaml) {
        var reader = new ManifestReader("default");
        reader.read("world", new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
        return Outcome.of(reader.snapshot(), new Scope(Enforcement.LOCAL, Set.of("kube-system")))
                .plannedPolicies()
                .toString();
    }
}

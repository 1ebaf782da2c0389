package dev.clientintents.effective;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.Scope;
import dev.clientintents.manifest.ManifestReader;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.PortRange.Named;
import dev.clientintents.model.PortRange.Numbered;
import dev.clientintents.model.Protocol;
import dev.clientintents.reach.World;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EffectiveWorldTest {

    private static final String SHOP = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop, labels: {team: a}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{image: a, name: a, ports: [{name: http, containerPort: 8080}, {containerPort: 53, protocol: UDP}]}]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: node, namespace: shop}
            spec: {hostNetwork: true, containers: [{image: a, name: a}]}
            ---
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: web, namespace: shop}
            spec: {client: {name: web}, consumes: [{name: web}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: mine, namespace: shop}
            spec: {podSelector: {}, policyTypes: [Egress]}
            """;

    private static final String SERVICES = """
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec:
              selector: {app: web}
              ports: [{name: main, port: 80, targetPort: http}, {name: admin, port: 81}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: by-hand, namespace: shop}
            spec: {ports: [{port: 80}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: door, namespace: shop}
            spec:
            """;

    @Test
    void podsAndPoliciesAreThoseAfterTheOperator() {
        World world = world(SHOP);

        assertThat(world.namespaces())
                .containsExactly(
                        new World.Namespace("shop", Map.of("team", "a", "kubernetes.io/metadata.name", "shop")));
        assertThat(world.policies())
                .extracting(it ->
                        it.getMetadata().getNamespace() + "/" + it.getMetadata().getName())
                .containsExactly("shop/consumers-of-web", "shop/mine");
        assertThat(world.pods())
                .filteredOn(pod -> !pod.hostNetwork())
                .singleElement()
                .satisfies(pod -> {
                    assertThat(pod.workload()).hasToString("shop/Deployment/web");
                    assertThat(pod.labels()).containsEntry("clientintents.dev/consumes-web.shop", "true");
                    assertThat(pod.ports())
                            .containsExactly(
                                    new World.Port("http", Protocol.TCP, 8080), new World.Port(null, Protocol.UDP, 53));
                });
        assertThat(world.pods())
                .filteredOn(World.Pod::hostNetwork)
                .extracting(World.Pod::name)
                .containsExactly("node");
    }

    @Test
    void anIngressExposesThePortsBehindItsServicesByNameOrNumber() {
        String door = "Ingress shop/door";
        Map<String, String> web = Map.of("app", "web");

        assertThat(backends("""
                  defaultBackend: {service: {name: web, port: {number: 80}}}
                  rules:
                    - {host: a, http: {paths: [{pathType: Prefix, path: /, backend: {service: {name: web, port: {name: admin}}}}]}}
                    - {host: b, http: {paths: [{pathType: Prefix, path: /, backend: {service: {name: web, port: {name: admin}}}}]}}
                """))
                .containsExactly(
                        new World.Backend(door, "shop", web, List.of(new Named(Protocol.TCP, "http"))),
                        new World.Backend(door, "shop", web, List.of(Numbered.of(Protocol.TCP, 81))));
    }

    @Test
    void whatIsNotThereExposesNothing() {
        assertThat(backends("  defaultBackend: {service: {name: nobody, port: {number: 80}}}"))
                .isEmpty();
        assertThat(backends("  defaultBackend: {service: {name: web, port: {number: 8080}}}"))
                .isEmpty();
        assertThat(backends("  defaultBackend: {service: {name: by-hand, port: {number: 80}}}"))
                .isEmpty();
        assertThat(backends("  defaultBackend: {resource: {kind: Bucket, name: web}}"))
                .isEmpty();
        assertThat(backends("  rules: [{host: a}]")).isEmpty();
    }

    @Test
    void aRouteExposesWhatItsNamespaceHasAndWhatAnotherPermits() {
        String route = """
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: door, namespace: doors}
                spec:
                  parentRefs: [{name: public}]
                  rules: [{backendRefs: [{name: web, namespace: shop, port: 80}]}]
                """;
        String grant = """
                ---
                apiVersion: gateway.networking.k8s.io/v1beta1
                kind: ReferenceGrant
                metadata: {name: doors, namespace: shop}
                spec:
                  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: doors}]
                  to: [{group: "", kind: Service}]
                """;
        String openShift = """
                ---
                apiVersion: route.openshift.io/v1
                kind: Route
                metadata: {name: door, namespace: shop}
                spec: {to: {kind: Service, name: web}, port: {targetPort: admin}}
                """;
        String services =
                SHOP + SERVICES.substring(0, SERVICES.indexOf("apiVersion: networking.k8s.io/v1\nkind: Ingress"));
        Map<String, String> web = Map.of("app", "web");

        assertThat(world(services + route).backends()).isEmpty();
        assertThat(world(services + route + grant).backends())
                .containsExactly(new World.Backend(
                        "HTTPRoute doors/door", "shop", web, List.of(new Named(Protocol.TCP, "http"))));
        assertThat(world(services + openShift).backends())
                .containsExactly(
                        new World.Backend("Route shop/door", "shop", web, List.of(Numbered.of(Protocol.TCP, 81))));
    }

    private static List<World.Backend> backends(String ingressSpec) {
        return world(SHOP + SERVICES + ingressSpec).backends();
    }

    private static World world(String text) {
        var reader = new ManifestReader("default");
        reader.read("test", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        Snapshot snapshot = reader.snapshot();
        assertThat(snapshot.findings()).isEmpty();
        return EffectiveWorld.of(snapshot, Outcome.of(snapshot, new Scope(Enforcement.ACTIVE, Set.of())));
    }
}

package dev.clientintents.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.EntranceEntry;
import dev.clientintents.graph.EntranceSubject;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.WorkloadId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever changes in whatever order, the index tells what one tells that is told of what there is at the end. */
class RandomExposureTest {

    private final Map<String, Consumer<ExposureIndex>> present = new TreeMap<>();
    private final ExposureIndex index = new ExposureIndex(ExposureSettings.DEFAULT);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theIndexIsAsIfBuiltAfresh(long seed) {
        var random = new Random(seed);
        Map<EntranceSubject, List<EntranceEntry>> told = new HashMap<>();
        int most = 0;
        for (int step = 0; step < 600; step++) {
            change(random);
            if (random.nextInt(3) == 0) {
                index.changes().forEach((subject, entries) -> {
                    assertThat(entries).isNotEqualTo(told.getOrDefault(subject, List.of()));
                    if (entries.isEmpty()) {
                        told.remove(subject);
                    } else {
                        told.put(subject, entries);
                    }
                });
                var fresh = new ExposureIndex(ExposureSettings.DEFAULT);
                present.values().forEach(it -> it.accept(fresh));
                assertThat(told).as("step %s", step).isEqualTo(fresh.changes());
                most = Math.max(most, told.size());
            }
        }
        assertThat(most).isGreaterThan(8);
    }

    private void change(Random random) {
        String namespace = "n" + random.nextInt(3);
        String name = "o" + random.nextInt(3);
        switch (random.nextInt(15)) {
            case 0, 1, 2 -> service(random, namespace, name);
            case 3, 4 -> ingress(random, namespace, name);
            case 5 ->
                object(
                        random,
                        "networking.k8s.io",
                        "IngressClass",
                        "",
                        "c" + random.nextInt(2),
                        """
                        apiVersion: networking.k8s.io/v1
                        kind: IngressClass
                        metadata:
                          name: %s
                          annotations: {ingressclass.kubernetes.io/is-default-class: '%s', meta.helm.sh/release-namespace: r%d}
                        spec: {controller: %s}
                        """,
                        random.nextBoolean(),
                        random.nextInt(2),
                        pick(random, "k8s.io/ingress-nginx", "acme.example/x"));
            case 6, 7 ->
                object(
                        random,
                        "gateway.networking.k8s.io",
                        "HTTPRoute",
                        namespace,
                        name,
                        """
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: HTTPRoute
                        metadata: {name: %s, namespace: %s}
                        spec:
                          parentRefs: [{kind: %s, name: g, namespace: n%d}]
                          rules: [{backendRefs: [{name: o%d, namespace: n%d, port: 80}]}]
                        """,
                        namespace,
                        pick(random, "Gateway", "ListenerSet"),
                        random.nextInt(3),
                        random.nextInt(3),
                        random.nextInt(3));
            case 8 ->
                object(
                        random,
                        "gateway.networking.k8s.io",
                        "ReferenceGrant",
                        namespace,
                        name,
                        """
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: ReferenceGrant
                        metadata: {name: %s, namespace: %s}
                        spec:
                          from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: n%d}]
                          to: [{group: '', kind: Service}]
                        """,
                        namespace,
                        random.nextInt(3));
            case 9 -> gateway(random, namespace);
            case 10, 11 ->
                object(
                        random,
                        "monitoring.coreos.com",
                        pick(random, "ServiceMonitor", "PodMonitor"),
                        namespace,
                        name,
                        """
                        apiVersion: monitoring.coreos.com/v1
                        kind: ServiceMonitor
                        metadata: {name: %s, namespace: %s}
                        spec:
                          namespaceSelector: {any: %s, matchNames: [n%d]}
                          selector: {matchLabels: {app: a%d}}
                          endpoints: [{port: http}]
                          podMetricsEndpoints: [{port: metrics}]
                        """,
                        namespace,
                        random.nextBoolean(),
                        random.nextInt(3),
                        random.nextInt(3));
            case 12 -> node(random);
            case 13 ->
                object(
                        random,
                        "monitoring.coreos.com",
                        "Probe",
                        namespace,
                        name,
                        """
                        apiVersion: monitoring.coreos.com/v1
                        kind: Probe
                        metadata: {name: %s, namespace: %s}
                        spec:
                          prober: {url: 'o%d.n%d:80'}
                          targets: {staticConfig: {static: ['http://o%d.n%d', 'http://o%d']}}
                        """,
                        namespace,
                        random.nextInt(3),
                        random.nextInt(3),
                        random.nextInt(3),
                        random.nextInt(3),
                        random.nextInt(3));
            default -> other(random, namespace, name);
        }
    }

    private void service(Random random, String namespace, String name) {
        var key = new ObjectKey(namespace, name);
        if (random.nextInt(4) == 0) {
            present.remove("Service " + key);
            index.removeService(key);
            return;
        }
        set("Service " + key, """
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: %s, labels: {app: a%d, networking.internal.knative.dev/serviceType: %s}}
                spec: {type: %s, selector: {app: a%d}, ports: [{name: http, port: 80, targetPort: %d}]}
                status: {loadBalancer: {ingress: [{ip: 203.0.113.%d}]}}
                """.formatted(
                        name,
                        namespace,
                        random.nextInt(3),
                        pick(random, "Public", "Public", "Private"),
                        pick(random, "ClusterIP", "LoadBalancer", "NodePort"),
                        random.nextInt(3),
                        8080 + random.nextInt(2),
                        random.nextInt(3)));
    }

    private void ingress(Random random, String namespace, String name) {
        object(
                random,
                "networking.k8s.io",
                "Ingress",
                namespace,
                name,
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: %s, namespace: %s}
                spec: {%s defaultBackend: {service: {name: o%d, port: {name: http}}}}
                status: {loadBalancer: {ingress: [{ip: 203.0.113.%d}]}}
                """,
                namespace,
                pick(random, "", "ingressClassName: c0,", "ingressClassName: c1,"),
                random.nextInt(3),
                random.nextInt(3));
    }

    private void gateway(Random random, String namespace) {
        switch (random.nextInt(3)) {
            case 0 ->
                object(
                        random,
                        "gateway.networking.k8s.io",
                        "Gateway",
                        namespace,
                        "g",
                        """
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: Gateway
                        metadata: {name: %s, namespace: %s}
                        spec: {gatewayClassName: k%d}
                        status: {addresses: [{value: 203.0.113.%d}]}
                        """,
                        namespace,
                        random.nextInt(2),
                        random.nextInt(3));
            case 1 ->
                object(
                        random,
                        "gateway.networking.k8s.io",
                        "GatewayClass",
                        "",
                        "k" + random.nextInt(2),
                        """
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: GatewayClass
                        metadata: {name: %s}
                        spec: {controllerName: %s}
                        """,
                        pick(random, "istio.io/gateway-controller", "io.cilium/gateway-controller"));
            default ->
                object(
                        random,
                        "gateway.networking.k8s.io",
                        "ListenerSet",
                        namespace,
                        "g",
                        """
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: ListenerSet
                        metadata: {name: %s, namespace: %s}
                        spec: {parentRef: {name: g, namespace: n%d}}
                        """,
                        namespace,
                        random.nextInt(3));
        }
    }

    private void node(Random random) {
        String name = "node" + random.nextInt(3);
        if (random.nextInt(3) == 0) {
            present.remove("Node " + name);
            index.removeNode(name);
            return;
        }
        set("Node " + name, """
                apiVersion: v1
                kind: Node
                metadata: {name: %s}
                spec: {podCIDRs: [10.%d.0.0/16], providerID: '%s://node'}
                status: {addresses: [{type: InternalIP, address: 203.0.113.%d}]}
                """.formatted(
                        name, random.nextInt(3), pick(random, "kind", "k3s", "rke2"), random.nextInt(4)));
    }

    private void other(Random random, String namespace, String name) {
        switch (random.nextInt(4)) {
            case 0 -> {
                present.remove("namespace " + namespace);
                index.removeNamespace(namespace);
            }
            case 1 -> set("namespace " + namespace, it -> it.putNamespace(namespace));
            case 2 -> object(random, "monitoring.coreos.com", "Prometheus", namespace, name, """
                        apiVersion: monitoring.coreos.com/v1
                        kind: Prometheus
                        metadata: {name: %s, namespace: %s}
                        """, namespace);
            default -> {
                var workload = new WorkloadId(namespace, "Deployment", name);
                Map<String, String> annotations =
                        random.nextBoolean() ? Map.of() : Map.of("prometheus.io/scrape", "true");
                set("workload " + workload, it -> it.put(workload, List.of(annotations)));
            }
        }
    }

    /** Puts an object, or takes it away; the name and the rest fill its text. */
    private void object(
            Random random, String group, String kind, String namespace, String name, String text, Object... rest) {
        var key = new ObjectKey(namespace, name);
        if (random.nextInt(4) == 0) {
            present.remove(kind + " " + key);
            index.remove(group, kind, key);
            return;
        }
        var all = new Object[rest.length + 1];
        all[0] = name;
        System.arraycopy(rest, 0, all, 1, rest.length);
        set(kind + " " + key, text.formatted(all).replace("kind: ServiceMonitor", "kind: " + kind));
    }

    private void set(String id, String yaml) {
        set(id, it -> TestObjects.put(it, yaml));
    }

    private void set(String id, Consumer<ExposureIndex> put) {
        present.put(id, put);
        put.accept(index);
    }

    private static String pick(Random random, String... texts) {
        return texts[random.nextInt(texts.length)];
    }
}

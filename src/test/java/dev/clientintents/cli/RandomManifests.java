package dev.clientintents.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Manifests of a small random world in two namespaces of its own, which all API servers take. */
final class RandomManifests {

    private static final List<String> NAMES =
            List.of("web", "api", "auth", "db", "a-name-that-is-" + "very-".repeat(8) + "long");
    private static final List<String> PORTS =
            List.of("{port: 8080}", "{port: http}", "{port: 53, protocol: UDP}", "{port: 9000, endPort: 9010}");

    private final Random random;
    private final List<String> namespaces;
    private final List<String> documents = new ArrayList<>();

    private RandomManifests(long seed) {
        random = new Random(seed);
        namespaces = List.of("random-" + seed + "-a", "random-" + seed + "-b");
    }

    /** The same for the same seed. */
    static String of(long seed) {
        var manifests = new RandomManifests(seed);
        manifests.write();
        return String.join("---\n", manifests.documents);
    }

    private void write() {
        for (String namespace : namespaces) {
            String labels = any(List.of(
                    "",
                    "clientintents.dev/default-deny: ingress",
                    "clientintents.dev/default-deny: both",
                    "clientintents.dev/default-deny: egress, clientintents.dev/enforcement: active",
                    "clientintents.dev/egress: declared",
                    "clientintents.dev/enforcement: shadow",
                    "clientintents.dev/enforcement: active"));
            documents.add("""
                    apiVersion: v1
                    kind: Namespace
                    metadata: {name: %s, labels: {%s}}
                    """.formatted(namespace, labels));
            for (String name : NAMES) {
                workload(namespace, name);
            }
            documents.add("""
                    apiVersion: v1
                    kind: Service
                    metadata: {name: front, namespace: %s, labels: {app: front}, annotations: {%s}}
                    spec: {selector: {app: %s}, ports: [{name: main, port: 80, targetPort: http}]}
                    """.formatted(
                            namespace,
                            any(List.of("", "prometheus.io/scrape: 'true', prometheus.io/port: '8080'")),
                            any(NAMES)));
            for (int i = 0; i < 3; i++) {
                documents.add("""
                        apiVersion: clientintents.dev/v1alpha1
                        kind: ClientIntents
                        metadata: {name: intents-%d, namespace: %s}
                        spec: {client: {name: %s}, consumes: [%s]}
                        """.formatted(i, namespace, any(NAMES), String.join(", ", targets())));
            }
            ingress(namespace);
            route(namespace);
            monitor(namespace);
            for (int i = 0; i < 2; i++) {
                documents.add("""
                        apiVersion: clientintents.dev/v1alpha1
                        kind: ServerAccess
                        metadata: {name: access-%d, namespace: %s}
                        spec: {%s}
                        """.formatted(i, namespace, String.join(", ", access())));
            }
        }
    }

    /** An Ingress of a class whose controller is in the namespace, as its release says, or nowhere. */
    private void ingress(String namespace) {
        String release = any(List.of("", "meta.helm.sh/release-namespace: " + namespace));
        documents.add("""
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: %s, annotations: {%s}}
                spec: {controller: k8s.io/ingress-nginx}
                """.formatted(namespace, release));
        caller(
                namespace,
                "controller",
                "app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller");
        documents.add("""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: front, namespace: %s}
                spec:
                  ingressClassName: %s
                  defaultBackend: {service: {name: front, port: {number: %s}}}
                """.formatted(namespace, any(namespaces), any(List.of("80", "81"))));
    }

    private void route(String namespace) {
        documents.add("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: public, namespace: %s}
                spec: {gatewayClassName: any, listeners: [{name: http, port: 80, protocol: HTTP}]}
                """.formatted(namespace));
        caller(namespace, "gateway", "gateway.networking.k8s.io/gateway-name: public");
        documents.add("""
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: front, namespace: %s}
                spec:
                  parentRefs: [{name: public, namespace: %s}]
                  rules: [{backendRefs: [{name: front, namespace: %s, port: 80}]}]
                """.formatted(namespace, any(namespaces), any(namespaces)));
        if (random.nextBoolean()) {
            documents.add("""
                    apiVersion: gateway.networking.k8s.io/v1
                    kind: ReferenceGrant
                    metadata: {name: others, namespace: %s}
                    spec:
                      from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: %s}]
                      to: [{group: "", kind: Service}]
                    """.formatted(namespace, any(namespaces)));
        }
    }

    private void monitor(String namespace) {
        documents.add("""
                apiVersion: monitoring.coreos.com/v1
                kind: ServiceMonitor
                metadata: {name: front, namespace: %s}
                spec: {selector: {matchLabels: {app: front}}, endpoints: [{port: %s}]}
                """.formatted(namespace, any(List.of("main", "other"))));
        if (random.nextBoolean()) {
            documents.add("""
                    apiVersion: monitoring.coreos.com/v1
                    kind: Prometheus
                    metadata: {name: main, namespace: %s}
                    spec: {serviceMonitorSelector: {}}
                    """.formatted(namespace));
        }
        caller(namespace, "prometheus", "app.kubernetes.io/name: prometheus, prometheus: main");
    }

    private void caller(String namespace, String name, String labels) {
        if (random.nextInt(3) > 0) {
            documents.add("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: %s, namespace: %s, labels: {%s}}
                    spec: {containers: [{name: a, image: a}]}
                    """.formatted(name, namespace, labels));
        }
    }

    /** The fields of a ServerAccess. */
    private List<String> access() {
        var fields = new ArrayList<String>();
        switch (random.nextInt(4)) {
            case 0 -> fields.add("server: {name: front, kind: Service}");
            case 1 -> {}
            default -> fields.add("server: {name: " + any(NAMES) + "}");
        }
        if (random.nextBoolean()) {
            fields.add("consumers: [" + any(List.of("", "{namespace: " + any(namespaces) + "}", "{namespace: '*'}"))
                    + "]");
        }
        if (random.nextInt(3) == 0) {
            fields.add("enforcement: " + any(List.of("active", "shadow")));
        }
        fields.add("entrances: ["
                + any(List.of(
                        "",
                        "{routes: {}}, {scrapes: {}}",
                        "{cidrs: [{cidr: 203.0.113.0/24, except: [203.0.113.7/32]}], ports: [" + any(PORTS) + "]}",
                        "{workload: {name: " + any(NAMES) + ", namespace: " + any(namespaces) + "}}",
                        "{self: {enabled: false}}"))
                + "]");
        return fields;
    }

    private void workload(String namespace, String name) {
        String pod = "spec: {containers: [{name: a, image: a, ports: [{name: http, containerPort: 8080}]}]}";
        switch (random.nextInt(3)) {
            case 0 -> documents.add("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: %s, namespace: %s, labels: {app: %s}}
                    %s
                    """.formatted(name, namespace, name, pod));
            case 1 -> documents.add("""
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata: {name: %s, namespace: %s}
                    spec: {selector: {matchLabels: {app: %s}}, template: {metadata: {labels: {app: %s}}, %s}}
                    """.formatted(name, namespace, name, name, pod));
            default -> {}
        }
    }

    /** One for each server at most, as the CRD wants it. */
    private List<String> targets() {
        var targets = new ArrayList<String>();
        for (String namespace : namespaces) {
            String name = any(NAMES);
            String ports = random.nextBoolean() ? "" : ", ports: [" + any(PORTS) + "]";
            targets.add("{name: %s, namespace: %s%s}".formatted(name, namespace, ports));
        }
        if (random.nextBoolean()) {
            targets.add("{name: front, namespace: %s, kind: Service}".formatted(any(namespaces)));
        }
        return targets;
    }

    private String any(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}

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
                    metadata: {name: front, namespace: %s}
                    spec: {selector: {app: %s}, ports: [{name: main, port: 80, targetPort: http}]}
                    """.formatted(namespace, any(NAMES)));
            for (int i = 0; i < 3; i++) {
                documents.add("""
                        apiVersion: clientintents.dev/v1alpha1
                        kind: ClientIntents
                        metadata: {name: intents-%d, namespace: %s}
                        spec: {client: {name: %s}, consumes: [%s]}
                        """.formatted(i, namespace, any(NAMES), String.join(", ", targets())));
            }
        }
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

package dev.clientintents.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Manifests of workloads that consume ten others each, 20 workloads a namespace: each is a server with a policy.
 *
 * @param workloads how many there are
 * @param podsEach how many pods of each are in the input, as in the dump of a cluster; 0 for templates alone
 */
record PipelineWorld(int workloads, int podsEach) {

    private static final int TARGETS = 10;

    String title() {
        return podsEach == 0
                ? "%,d workloads".formatted(workloads)
                : "%,d pods of %,d workloads".formatted(workloads * podsEach, workloads);
    }

    /** Writes them into one file. */
    Path write(Path folder) {
        Path file = folder.resolve("workloads-" + workloads + "-" + podsEach + ".yaml");
        try {
            Files.createDirectories(folder);
            var random = new Random(1);
            var text = new StringBuilder();
            for (int i = 0; i < workloads; i++) {
                deployment(text, i);
                intents(
                        text,
                        i,
                        random.ints(0, workloads)
                                .distinct()
                                .limit(TARGETS)
                                .boxed()
                                .toList());
                for (int pod = 0; pod < podsEach; pod++) {
                    pod(text, i, pod);
                }
            }
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static String namespace(int workload) {
        return "team-" + workload / 20;
    }

    private static void deployment(StringBuilder text, int i) {
        text.append("""
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: app-%1$d
                  namespace: %2$s
                  labels:
                    app: app-%1$d
                spec:
                  replicas: 2
                  selector:
                    matchLabels:
                      app: app-%1$d
                  template:
                    metadata:
                      labels:
                        app: app-%1$d
                        tier: tier-%3$d
                    spec:
                      containers:
                        - name: app
                          image: registry.example.org/app-%1$d:1.0
                          ports:
                            - name: http
                              containerPort: 8080
                          resources:
                            requests:
                              cpu: 100m
                              memory: 128Mi
                ---
                """.formatted(i, namespace(i), i % 5));
    }

    private static void intents(StringBuilder text, int i, List<Integer> targets) {
        text.append("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata:
                  name: app-%1$d
                  namespace: %2$s
                spec:
                  client:
                    name: app-%1$d
                  consumes:
                """.formatted(i, namespace(i)));
        for (int target : targets) {
            text.append("    - name: app-")
                    .append(target)
                    .append("\n      namespace: ")
                    .append(namespace(target));
            text.append("\n      ports:\n        - port: 8080\n");
        }
        text.append("---\n");
    }

    private static void pod(StringBuilder text, int i, int pod) {
        text.append("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: app-%1$d-%4$d
                  namespace: %2$s
                  uid: pod-%1$d-%4$d
                  labels:
                    app: app-%1$d
                    tier: tier-%3$d
                    pod-template-hash: h%1$d
                  ownerReferences:
                    - apiVersion: apps/v1
                      kind: Deployment
                      name: app-%1$d
                      uid: deployment-%1$d
                      controller: true
                spec:
                  nodeName: node-%5$d
                  containers:
                    - name: app
                      image: registry.example.org/app-%1$d:1.0
                      ports:
                        - name: http
                          containerPort: 8080
                status:
                  phase: Running
                  podIP: 10.0.0.1
                ---
                """.formatted(i, namespace(i), i % 5, pod, (i + pod) % 100));
    }

    /** The server that is asked about: one in the middle. */
    String server() {
        return namespace(workloads / 2) + "/app-" + workloads / 2;
    }
}

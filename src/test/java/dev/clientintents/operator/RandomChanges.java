package dev.clientintents.operator;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A seeded sequence of what teams do: they declare, change their minds, and start and stop pods. */
final class RandomChanges {

    /** The port of the pods behind every Service. */
    static final String TARGET_PORT = "8080";

    private static final int CLIENTS = 4;
    private static final int SERVERS = 4;

    private final KubernetesClient client;
    private final List<String> namespaces;
    private final Random random;
    private final Set<ObjectKey> intents = new LinkedHashSet<>();
    private final Set<ObjectKey> pods = new LinkedHashSet<>();
    private int podNumber;

    RandomChanges(KubernetesClient client, List<String> namespaces, long seed) {
        this.client = client;
        this.namespaces = namespaces;
        this.random = new Random(seed);
    }

    /** The servers that have pods from {@link #begin} on, without a break. */
    static Set<ServerId> inhabited(List<String> namespaces) {
        var servers = new HashSet<ServerId>();
        for (String namespace : namespaces) {
            servers.add(ServerId.anyKind(namespace, "server-0"));
            servers.add(ServerId.anyKind(namespace, "server-1"));
            servers.add(ServerId.service(namespace, "server-0"));
        }
        return servers;
    }

    /** Makes what stays: pods of two servers in each namespace, and a Service before one of them. */
    void begin() {
        for (String namespace : namespaces) {
            pod(namespace, "server-0", "server-0");
            pod(namespace, "server-1", "server-1");
            client.resource("""
                    apiVersion: v1
                    kind: Service
                    metadata: {name: server-0, namespace: %s}
                    spec: {selector: {app: server-0}, ports: [{port: 80, targetPort: %s}]}
                    """.formatted(namespace, TARGET_PORT)).serverSideApply();
        }
    }

    /** Makes one change. */
    void next() {
        int dice = random.nextInt(10);
        if (dice < 5 || intents.isEmpty() || pods.isEmpty()) {
            declare();
            run();
        } else if (dice < 7) {
            ObjectKey key = take(intents);
            client.resources(ClientIntents.class)
                    .inNamespace(key.namespace())
                    .withName(key.name())
                    .delete();
        } else {
            ObjectKey key = take(pods);
            client.pods().inNamespace(key.namespace()).withName(key.name()).delete();
        }
    }

    private void declare() {
        String namespace = any(namespaces);
        String name = "client-" + random.nextInt(CLIENTS);
        var targets = new LinkedHashSet<String>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            targets.add(target());
        }
        String yaml = """
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: %s, namespace: %s}
                spec: {client: {name: %s}, consumes: [%s]}
                """.formatted(name, namespace, name, String.join(", ", distinct(targets)));
        client.resource(yaml).forceConflicts().serverSideApply();
        intents.add(new ObjectKey(namespace, name));
    }

    private String target() {
        String namespace = any(namespaces);
        if (random.nextInt(4) == 0) {
            return "{name: server-0, kind: Service, namespace: %s}".formatted(namespace);
        }
        return "{name: server-%d, namespace: %s, ports: [%s]}"
                .formatted(
                        random.nextInt(SERVERS),
                        namespace,
                        any(List.of("", "{port: 8080}", "{port: 8080}, {port: 9090}", "{port: 9090}")));
    }

    /** One target for each server, as the schema wants it. */
    private static List<String> distinct(Set<String> targets) {
        var seen = new HashSet<String>();
        return targets.stream()
                .filter(it -> seen.add(it.replaceFirst(", ports: .*", "")))
                .toList();
    }

    private void run() {
        String workload = random.nextBoolean()
                ? "client-" + random.nextInt(CLIENTS)
                : "server-" + (2 + random.nextInt(SERVERS - 2));
        String namespace = any(namespaces);
        String name = "pod-" + podNumber++;
        pod(namespace, name, workload);
        pods.add(new ObjectKey(namespace, name));
    }

    private void pod(String namespace, String name, String workload) {
        client.resource("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: %s
                  labels: {app: %3$s}
                  annotations: {clientintents.dev/service-name: %3$s}
                spec: {containers: [{name: app, image: app}]}
                """.formatted(name, namespace, workload)).create();
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private ObjectKey take(Set<ObjectKey> from) {
        ObjectKey key = any(new ArrayList<>(from));
        from.remove(key);
        return key;
    }
}

package dev.clientintents.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Namespaces;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Teams do this and that for a while, and after each deed what connects is what {@code reach} says. The system
 * properties {@code packets.seconds} and {@code packets.seed} choose another length and another world.
 */
@RealPackets
class RandomWorldPacketsIT extends PacketScenario {
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("packets.seconds", 60));
    private static final long SEED = Long.getLong("packets.seed", 1);

    private static final List<String> APPS = List.of("web", "shop", "db", "cache");
    private static final List<String> PORTS =
            List.of("", ", ports: [{port: 8080}]", ", ports: [{port: http}]", ", ports: [{port: 8080}, {port: 9090}]");

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Set<String> namespaces = new TreeSet<>();
    private final Set<String> deployed = new TreeSet<>();
    /** Hosts outside of the cluster. */
    private final List<LivePod> partners = new ArrayList<>();

    RandomWorldPacketsIT(ControlPlane controlPlane, KubernetesClient client, PacketBed bed) {
        super(controlPlane, client, bed);
    }

    @Test
    void whateverTeamsDoWhatConnectsIsWhatReachSays() {
        namespaces.addAll(List.of(ns, other));
        String third = ns + "-c";
        StringBuilder deeds = new StringBuilder("seed " + SEED);
        int compared = 0;
        try {
            nameServer();
            partners.addAll(List.of(
                    bed.outside("first", "10.97.0.1", HTTP, ADMIN), bed.outside("second", "10.97.0.130", HTTP)));
            namespaces.forEach(namespace -> APPS.forEach(app -> deploy(namespace, app, 1)));
            long deadline = System.nanoTime() + LENGTH.toNanos();
            while (System.nanoTime() < deadline) {
                for (int count = 1 + random.nextInt(3); count > 0; count--) {
                    deeds.append("; ").append(deed(third));
                }
                compared += compare(deeds.toString());
            }
        } finally {
            partners.forEach(bed::removeOutside);
            removeNamespaces(Set.of(third));
        }
        assertThat(compared).as("connections of %s", deeds).isPositive();
    }

    private int compare(String deeds) {
        try {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(bed.pods(namespaces)).hasSize(replicas()));
            awaitSettled(namespaces);
            return awaitAsReachSays(namespaces, partners);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("after " + deeds, e);
        }
    }

    private int replicas() {
        return namespaces.stream()
                .flatMap(namespace -> client.apps().deployments().inNamespace(namespace).list().getItems().stream())
                .mapToInt(deployment -> deployment.getSpec().getReplicas())
                .sum();
    }

    private String deed(String third) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> declareSomething();
            case 4, 5 -> withdrawSomething();
            case 6 -> deploy(any(namespaces), any(APPS), 1 + random.nextInt(2));
            case 7 -> undeploy();
            case 8 -> openByHand();
            case 9, 10 -> closeOrOpenWaysOut();
            default -> comeOrGo(third);
        };
    }

    private String declareSomething() {
        String namespace = any(namespaces);
        String from = any(APPS);
        String server = random.nextInt(4) == 0
                ? "{cidr: 10.97.0.0/24" + any(List.of("", ", except: [10.97.0.128/25]"))
                        + any(List.of("", ", ports: [{port: 8080}]")) + "}"
                : "{name: %s, namespace: %s%s}"
                        .formatted(any(APPS), any(namespaces), any(List.of("", ", kind: Deployment")) + any(PORTS));
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: %2$s-%4$d, namespace: %1$s}
                spec: {client: {name: %2$s}, consumes: [%3$s]}
                """.formatted(namespace, from, server, random.nextInt(2)));
        return namespace + "/" + from + " consumes " + server;
    }

    private String closeOrOpenWaysOut() {
        String namespace = any(namespaces);
        String value = random.nextInt(3) == 0 ? null : "declared";
        closeWaysOut(namespace, value);
        return "ways out of " + namespace + ": " + value;
    }

    private String withdrawSomething() {
        String namespace = any(namespaces);
        List<ClientIntents> all = client.resources(ClientIntents.class)
                .inNamespace(namespace)
                .list()
                .getItems();
        if (all.isEmpty()) {
            return "nothing to withdraw in " + namespace;
        }
        ClientIntents withdrawn = any(all);
        client.resource(withdrawn).delete();
        return "withdraw " + namespace + "/" + withdrawn.getMetadata().getName();
    }

    private String deploy(String namespace, String app, int replicas) {
        apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %2$s, namespace: %1$s}
                spec:
                  replicas: %3$d
                  selector: {matchLabels: {app: %2$s}}
                  template:
                    metadata: {labels: {app: %2$s}}
                    spec:
                      containers: [{name: app, image: app, ports: [{name: http, containerPort: 8080}, {containerPort: 9090}]}]
                """.formatted(namespace, app, replicas));
        deployed.add(namespace + "/" + app);
        return namespace + "/" + app + " with " + replicas;
    }

    private String undeploy() {
        if (deployed.size() < APPS.size()) {
            return "nothing to undeploy";
        }
        String[] gone = any(deployed).split("/", -1);
        client.apps().deployments().inNamespace(gone[0]).withName(gone[1]).delete();
        deployed.remove(gone[0] + "/" + gone[1]);
        return "undeploy " + gone[0] + "/" + gone[1];
    }

    /** A policy of a team's own, which adds to what is declared. */
    private String openByHand() {
        String namespace = any(namespaces);
        var policies = client.network().v1().networkPolicies().inNamespace(namespace);
        if (policies.withName("by-hand").get() != null) {
            policies.withName("by-hand").delete();
            return "no policy by hand in " + namespace;
        }
        String app = any(APPS);
        apply("""
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: by-hand, namespace: %s}
                spec:
                  podSelector: {matchLabels: {app: %s}}
                  policyTypes: [Ingress]
                  ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 9090}]}]
                """.formatted(namespace, app));
        return "a policy by hand for " + namespace + "/" + app;
    }

    private String comeOrGo(String third) {
        if (!namespaces.remove(third)) {
            Namespaces.create(client, third);
            namespaces.add(third);
            deploy(third, "web", 1);
            deploy(third, "db", 1);
            return third + " comes";
        }
        deployed.removeIf(it -> it.startsWith(third + "/"));
        removeNamespaces(Set.of(third));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> client.namespaces().withName(third).get() == null);
        return third + " goes";
    }

    private <T> T any(Iterable<T> choices) {
        List<T> list = new ArrayList<>();
        choices.forEach(list::add);
        return list.get(random.nextInt(list.size()));
    }
}

package dev.clientintents.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Crd;
import dev.clientintents.api.TargetState;
import dev.clientintents.cli.Run;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.deploy.Manifests;
import dev.clientintents.model.Labels;
import dev.clientintents.operator.ChildOperator;
import dev.clientintents.operator.IntentOperator;
import dev.clientintents.operator.Settings;
import dev.clientintents.operator.TestSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The operator at work, with the rights of {@code deploy/operator.yaml}, where pods connect to each other. Each test
 * has two namespaces of its own.
 */
abstract class PacketScenario {
    /** The port of the pods of {@link #deployment}. */
    static final Port HTTP = Port.tcp(8080);
    /** Their other port. */
    static final Port ADMIN = Port.tcp(9090);
    /** A port on which nobody listens. */
    static final Port UNUSED = Port.tcp(4444);

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** What would make pods, or calls a webhook that is not there. */
    private static final Set<String> ELSEWHERE =
            Set.of("Deployment", "PodDisruptionBudget", "MutatingWebhookConfiguration");

    final ControlPlane controlPlane;
    final KubernetesClient client;
    final PacketBed bed;
    private IntentOperator operator;
    String ns = "";
    String other = "";

    PacketScenario(ControlPlane controlPlane, KubernetesClient client, PacketBed bed) {
        this.controlPlane = controlPlane;
        this.client = client;
        this.bed = bed;
        this.operator = newOperator(controlPlane, it -> it);
    }

    private static IntentOperator newOperator(ControlPlane controlPlane, UnaryOperator<Settings> change) {
        return new IntentOperator(
                controlPlane.configForServiceAccount("client-intents", "client-intents"),
                change.apply(TestSettings.of("client-intents", "packets-" + NUMBER.incrementAndGet(), false, 8)),
                () -> {});
    }

    @BeforeAll
    static void install(KubernetesClient client) {
        Crd.install(client);
        Manifests.read(Manifests.DEPLOY.resolve("operator.yaml")).stream()
                .filter(object -> !ELSEWHERE.contains(object.getKind()))
                .forEach(object -> client.resource(object).forceConflicts().serverSideApply());
    }

    @BeforeEach
    void start() {
        ns = "packets-" + NUMBER.incrementAndGet();
        other = ns + "-b";
        Namespaces.create(client, ns, other);
        operator.start();
    }

    @AfterEach
    void stop() {
        operator.close();
        removeNamespaces(Set.of(ns, other));
    }

    /** Until {@link #startOperator}, no operator runs. */
    final void stopOperator() {
        operator.close();
    }

    final void startOperator() {
        startOperator(it -> it);
    }

    /** Starts one with other settings than those of tests. */
    final void startOperator(UnaryOperator<Settings> change) {
        operator = newOperator(controlPlane, change);
        operator.start();
    }

    /** Deletes namespaces and waits until no pod of theirs has a network. */
    final void removeNamespaces(Set<String> namespaces) {
        namespaces.forEach(name -> client.namespaces().withName(name).delete());
        await().atMost(PATIENCE).until(() -> bed.pods(namespaces).isEmpty());
    }

    final void apply(String yaml) {
        client.resource(yaml).forceConflicts().serverSideApply();
    }

    /** Pods with the ports 8080, called {@code http}, and 9090, once they are ready. */
    final List<LivePod> deployment(String namespace, String name, int replicas) {
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
                """.formatted(namespace, name, replicas));
        return bed.awaitPods(namespace, name, replicas);
    }

    final LivePod deployment(String name) {
        return deployment(ns, name, 1).get(0);
    }

    /** A declaration of a client and what it consumes, in the fields of YAML. */
    final void declare(String name, String from, String... consumes) {
        apply("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: %s, namespace: %s}
                spec: {client: {name: %s}, consumes: [%s]}
                """.formatted(name, ns, from, String.join(", ", consumes)));
    }

    final void withdraw(String name) {
        client.resources(ClientIntents.class).inNamespace(ns).withName(name).delete();
    }

    /** Waits until every status speaks of the newest declaration, and nothing is still to be done. */
    final void awaitSettled(Set<String> namespaces) {
        await().atMost(PATIENCE)
                .until(() -> client.resources(ClientIntents.class).inAnyNamespace().list().getItems().stream()
                        .filter(it -> namespaces.contains(it.getMetadata().getNamespace()))
                        .allMatch(PacketScenario::isSettled));
    }

    private static boolean isSettled(ClientIntents intents) {
        return intents.getStatus() != null
                && intents.getMetadata()
                        .getGeneration()
                        .equals(intents.getStatus().observedGeneration())
                && intents.getStatus().servers().stream().noneMatch(it -> it.state() == TargetState.Pending)
                && intents.getStatus().conditions().stream()
                        .noneMatch(it -> it.getReason().equals(TargetState.Pending.name()));
    }

    /** Pods that answer DNS as most distributions have them, and the Service by which they are found. */
    final LivePod nameServer() {
        apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: kube-dns, namespace: kube-system}
                spec:
                  selector: {k8s-app: kube-dns}
                  ports:
                    - {name: dns, port: 53, protocol: UDP, targetPort: 53}
                    - {name: dns-tcp, port: 53, protocol: TCP, targetPort: 53}
                """);
        apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: coredns, namespace: kube-system, labels: {app: coredns, k8s-app: kube-dns}}
                spec:
                  containers:
                    - name: coredns
                      image: coredns
                      ports:
                        - {containerPort: 53, protocol: UDP}
                        - {containerPort: 53, protocol: TCP}
                        - {containerPort: 9153, protocol: TCP}
                """);
        return bed.pod("kube-system", "coredns");
    }

    /** Has clients of a namespace connect to what they declare, and to nothing else; null leaves that open. */
    final void closeWaysOut(String namespace, @Nullable String value) {
        label(namespace, Labels.EGRESS, value);
    }

    /** Gives a namespace a label, or takes it away where the value is null. */
    final void label(String namespace, String label, @Nullable String value) {
        client.namespaces().withName(namespace).edit(it -> {
            if (value == null) {
                it.getMetadata().getLabels().remove(label);
            } else {
                it.getMetadata().getLabels().put(label, value);
            }
            return it;
        });
    }

    final void awaitVerdict(LivePod from, LivePod to, Port port, Verdict verdict) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bed.probe(from, to, port))
                        .as("%s", new Attempt(from, to, port))
                        .isEqualTo(verdict));
    }

    /**
     * Waits until every pair of pods, on every port that one of them has and on one that none has, connects exactly
     * where the command {@code reach} says so of the cluster. It says nothing of two pods of one workload.
     *
     * @return how many connections were compared
     */
    final int awaitAsReachSays(Set<String> namespaces) {
        return awaitAsReachSays(namespaces, List.of());
    }

    /**
     * Waits for the same, and that every pod connects to hosts outside of the cluster where the command says so.
     *
     * @return how many connections were compared
     */
    final int awaitAsReachSays(Set<String> namespaces, List<LivePod> outside) {
        AtomicInteger compared = new AtomicInteger();
        await().atMost(PATIENCE).untilAsserted(() -> {
            List<Attempt> attempts = attempts(namespaces);
            for (LivePod from : bed.pods(namespaces)) {
                for (LivePod to : outside) {
                    to.ports().forEach(port -> attempts.add(new Attempt(from, to, port)));
                }
            }
            Map<Attempt, Verdict> verdicts = bed.probe(attempts);
            ReachTable reach = reach();
            List<String> differences = new ArrayList<>();
            verdicts.forEach((attempt, verdict) -> {
                boolean expected = outside.contains(attempt.server())
                        ? reach.isOpenTo(
                                workload(attempt.client()), attempt.server().address(), attempt.port())
                        : reach.isOpen(workload(attempt.client()), workload(attempt.server()), attempt.port());
                if (verdict.isOpen() != expected) {
                    differences.add(attempt + ": " + verdict + ", but reach says " + (expected ? "open" : "closed"));
                }
            });
            assertThat(differences).isEmpty();
            compared.set(attempts.size());
        });
        return compared.get();
    }

    private List<Attempt> attempts(Set<String> namespaces) {
        List<LivePod> pods = bed.pods(namespaces);
        Set<Port> ports = new LinkedHashSet<>();
        pods.forEach(pod -> ports.addAll(pod.ports()));
        ports.add(UNUSED);
        List<Attempt> attempts = new ArrayList<>();
        for (LivePod from : pods) {
            for (LivePod to : pods) {
                if (!workload(from).equals(workload(to))) {
                    ports.forEach(port -> attempts.add(new Attempt(from, to, port)));
                }
            }
        }
        return attempts;
    }

    private ReachTable reach() {
        Run run = Run.of("reach", "--kubeconfig", kubeconfig(), "--output", "json");
        try {
            JsonNode document = new ObjectMapper().readTree(run.out());
            return ReachTable.read(document);
        } catch (IOException e) {
            throw new UncheckedIOException("reach: " + run.err(), e);
        }
    }

    private String kubeconfig() {
        return kubeconfigFile().toString();
    }

    private Path kubeconfigFile() {
        return controlPlane.kubeconfig(controlPlane.folder().resolve("packets.kubeconfig"));
    }

    /** Starts an operator in a process of its own, to be killed. */
    final Process startOperatorToKill() throws IOException {
        return ChildOperator.start(
                kubeconfigFile(), controlPlane.folder(), "--no-leader-election", "--http-port=0", "--metrics-port=0");
    }

    /** As {@code reach} writes it: a Deployment's name is what is before the hash in that of its ReplicaSet. */
    private static String workload(LivePod pod) {
        var owners = pod.pod().getMetadata().getOwnerReferences();
        if (owners.isEmpty()) {
            return pod.namespace() + "/" + pod.name() + "[Pod]";
        }
        String kind = owners.get(0).getKind();
        String name = owners.get(0).getName();
        return kind.equals("ReplicaSet")
                ? pod.namespace() + "/" + name.substring(0, name.lastIndexOf('-')) + "[Deployment]"
                : pod.namespace() + "/" + name + "[" + kind + "]";
    }

    final void applyAll(List<HasMetadata> objects) {
        objects.forEach(object -> client.resource(object).forceConflicts().serverSideApply());
    }
}

package dev.clientintents.packet;

import static org.awaitility.Awaitility.await;

import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Namespaces;
import dev.clientintents.cluster.PacketBinaries;
import dev.clientintents.packet.PacketAgent.Answer;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A node on which each pod of an API server has a real network, and on which connections are judged by a real
 * NetworkPolicy engine. The containers of a pod do nothing but listen on their ports and tell everybody who they are.
 */
public final class PacketBed implements AutoCloseable {
    /** Where the bed has a pod of its own. */
    static final String NAMESPACE = "packet-bed";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /**
     * Longer than the engine needs on a busy machine, and shorter than the second after which a lost SYN is sent again.
     */
    private static final Duration TIMEOUT = Duration.ofMillis(400);

    private static final Duration WATCH_TIMEOUT = Duration.ofMillis(800);
    private static final Duration WATCH_PAUSE = Duration.ofMillis(10);
    /** The longest that a pod waits for being known to the engine, which a policy may keep from being seen. */
    private static final Duration UNKNOWN = Duration.ofSeconds(1);

    private static final int ATTEMPTS = 5;
    private static final Port PORT = Port.tcp(7);
    /** Of a client that is no pod. */
    private static final String STRANGER = "10.127.0.1";

    private final KubernetesClient client;
    private final PacketAgent agent;
    private final PacketNode node;
    private final AtomicInteger watches = new AtomicInteger();
    private final List<ComingPods> coming = new CopyOnWriteArrayList<>();

    private PacketBed(KubernetesClient client, PacketAgent agent) {
        this.client = client;
        this.agent = agent;
        this.node = PacketNode.start(client.getConfiguration(), agent, this::beforeItListens);
    }

    /** Starts a node beside a control plane that has no other kubelet. */
    static PacketBed start(ControlPlane controlPlane, PacketBinaries binaries) {
        try {
            Path folder = Files.createDirectory(controlPlane.folder().resolve("packets"));
            KubernetesClient client = new KubernetesClientBuilder()
                    .withConfig(controlPlane.configFor("kubelet"))
                    .build();
            PacketBed bed = new PacketBed(
                    client, PacketAgent.start(binaries, client.getConfiguration(), PacketNode.NAME, folder));
            bed.awaitEngine();
            return bed;
        } catch (IOException e) {
            throw new UncheckedIOException("the node cannot be set up", e);
        }
    }

    /** The kernel's file of the connections that pass the node; of some kernels there is none. */
    public Path connections() {
        return agent.connections();
    }

    /** Makes a pod that answers exactly those of whom the engine knows that they are pods. */
    private void awaitEngine() {
        Namespaces.create(client, NAMESPACE);
        client.resource("""
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: doorkeeper, namespace: %s}
                spec:
                  podSelector: {}
                  policyTypes: [Ingress]
                  ingress: [{from: [{namespaceSelector: {}}]}]
                """.formatted(NAMESPACE)).create();
        client.resource("""
                apiVersion: v1
                kind: Pod
                metadata: {name: doorkeeper, namespace: %s}
                spec: {containers: [{name: app, image: app, ports: [{containerPort: %d}]}]}
                """.formatted(NAMESPACE, PORT.number())).create();
        agent.add("stranger", STRANGER);
        String address = pod(NAMESPACE, "doorkeeper").address();
        await().atMost(PATIENCE)
                .until(() -> agent.probe("stranger", address, PORT, TIMEOUT).verdict() == Verdict.BLOCKED);
        agent.remove("stranger");
    }

    private void beforeItListens(LivePod pod) {
        awaitKnown(pod);
        coming.forEach(watch -> watch.comes(pod));
    }

    /** A real plugin lets no container start before its pod's policies are in force. */
    private void awaitKnown(LivePod pod) {
        long deadline = System.nanoTime() + UNKNOWN.toNanos();
        while (!pod.namespace().equals(NAMESPACE) && System.nanoTime() < deadline) {
            if (agent.probe(pod.uid(), doorkeeper().address(), PORT, Duration.ofMillis(100))
                            .verdict()
                    == Verdict.ALLOWED) {
                return;
            }
        }
    }

    private LivePod doorkeeper() {
        return node.live().stream()
                .filter(pod -> pod.namespace().equals(NAMESPACE))
                .findFirst()
                .orElseThrow();
    }

    /** Makes a host outside of the cluster that listens on ports, until {@link #removeOutside}. */
    public LivePod outside(String name, String address, Port... ports) {
        agent.add(name, address);
        agent.listen(name, List.of(ports));
        return new LivePod(
                new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withUid(name)
                        .withNamespace("outside")
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withPorts(Stream.of(ports)
                                .map(it -> new ContainerPort(
                                        it.number(),
                                        null,
                                        null,
                                        null,
                                        it.protocol().name()))
                                .toList())
                        .endContainer()
                        .endSpec()
                        .build(),
                address);
    }

    /** Takes a host away. */
    public void removeOutside(LivePod host) {
        agent.remove(host.uid());
    }

    /** The ready pods of namespaces that are not about to be deleted, by name. */
    public List<LivePod> pods(Set<String> namespaces) {
        return node.live().stream()
                .filter(pod -> namespaces.contains(pod.namespace()))
                .sorted(Comparator.comparing(LivePod::namespace).thenComparing(LivePod::name))
                .toList();
    }

    /** The ready pods that had a label {@code app} when they came. */
    public List<LivePod> pods(String namespace, String app) {
        return pods(Set.of(namespace)).stream().filter(pod -> pod.isOf(app)).toList();
    }

    /** A pod, for which it waits. */
    public LivePod pod(String namespace, String name) {
        return await().atMost(PATIENCE)
                .until(
                        () -> pods(Set.of(namespace)).stream()
                                .filter(pod -> pod.name().equals(name))
                                .findFirst()
                                .orElse(null),
                        Objects::nonNull);
    }

    /** The pods of an app, once there are as many. */
    public List<LivePod> awaitPods(String namespace, String app, int count) {
        return await().atMost(PATIENCE).until(() -> pods(namespace, app), pods -> pods.size() == count);
    }

    /** Tries one connection. */
    public Verdict probe(LivePod from, LivePod to, Port port) {
        Attempt attempt = new Attempt(from, to, port);
        return Objects.requireNonNull(probe(List.of(attempt)).get(attempt));
    }

    /**
     * Tries connections, and those again that say nothing.
     *
     * @return what came of each, in their order
     * @throws AssertionError where somebody else answered, a pod is no more, or an attempt keeps saying nothing
     */
    public Map<Attempt, Verdict> probe(List<Attempt> attempts) {
        Map<Attempt, Verdict> verdicts = new LinkedHashMap<>();
        attempts.forEach(attempt -> verdicts.put(attempt, Verdict.LOST));
        List<Attempt> open = attempts;
        for (int i = 0; i < ATTEMPTS && !open.isEmpty(); i++) {
            List<Answer> answers = agent.probe(open, TIMEOUT);
            List<Attempt> again = new ArrayList<>();
            for (int j = 0; j < open.size(); j++) {
                Attempt attempt = open.get(j);
                Verdict verdict = checked(attempt, answers.get(j));
                if (verdict == Verdict.GONE) {
                    throw new AssertionError(attempt + ": " + answers.get(j));
                }
                verdicts.put(attempt, verdict);
                if (verdict == Verdict.LOST) {
                    again.add(attempt);
                }
            }
            open = again;
        }
        if (!open.isEmpty()) {
            throw new AssertionError("the engine's queue is too full to say something of " + open);
        }
        return verdicts;
    }

    static Verdict checked(Attempt attempt, Answer answer) {
        boolean otherwise =
                answer.verdict() == Verdict.ALLOWED && !attempt.server().uid().equals(answer.by());
        if (otherwise || answer.verdict() == Verdict.FAILED) {
            throw new AssertionError(attempt + ": " + answer);
        }
        return answer.verdict();
    }

    /** Tries a connection a hundred times a second until it is closed. */
    public ContinuousProbe watch(LivePod from, LivePod to, Port port) {
        return new ContinuousProbe(
                agent, "watch-" + watches.incrementAndGet(), new Attempt(from, to, port), WATCH_PAUSE, WATCH_TIMEOUT);
    }

    /** Tries connections to each pod of an app that comes from now on, from before it listens. */
    public ComingPods watchComing(LivePod from, String namespace, String app, Port port) {
        ComingPods watch = new ComingPods(namespace, app, pod -> watch(from, pod, port));
        coming.add(watch);
        return watch;
    }

    /** Ends everything; pods stay in the API server as they are. */
    @Override
    public void close() {
        node.close();
        agent.close();
        client.close();
    }
}

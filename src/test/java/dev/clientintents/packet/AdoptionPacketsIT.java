package dev.clientintents.packet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.ObservedTraffic;
import dev.clientintents.api.ServerAccess;
import dev.clientintents.api.Target;
import dev.clientintents.cli.Run;
import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.Kubeconfig;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.learn.traffic.AddressBook;
import dev.clientintents.learn.traffic.PodAddresses;
import dev.clientintents.learn.traffic.TrafficLog;
import dev.clientintents.learn.traffic.TrafficSorting;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.WorkloadId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application talks for a while, its pods come and go, and the kernel's connections are read as an agent reads them: exactly what
 * talked is suggested, and while its servers are closed one by one, as {@code rollout} says, nothing of it is refused. The system
 * properties {@code packets.seconds} and {@code packets.seed} choose another length and another application.
 */
@RealPackets
class AdoptionPacketsIT extends PacketScenario {
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("packets.seconds", 40));
    private static final long SEED = Long.getLong("packets.seed", 1);
    private static final int APPS = 10;
    private static final int EDGES = 16;
    private static final List<Port> PORTS = List.of(HTTP, ADMIN, Port.udp(9000));

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final AddressBook book = new AddressBook(it -> Optional.of(
            new WorkloadId(it.pod().namespace(), "Deployment", it.pod().name().split("-", -1)[0])));
    private final TrafficLog log = new TrafficLog(TrafficLog.DEFAULT);
    private final TrafficSorting sorting = new TrafficSorting(book, log);

    @TempDir
    private Path folder;

    /** One app that calls another one; as a text, it is sorted and compared. */
    private record Edge(String client, String server, Port port) {

        @Override
        public String toString() {
            return client + " " + server + " " + port;
        }
    }

    AdoptionPacketsIT(ControlPlane controlPlane, KubernetesClient client, PacketBed bed) {
        super(controlPlane, client, bed);
    }

    @Test
    void whatTalkedIsSuggestedAndKeptWhileServersAreClosedOneByOne() throws IOException {
        assumeTrue(Files.exists(bed.connections()), "this kernel has no file of connections");
        client.namespaces()
                .withName(ns)
                .edit(it -> new NamespaceBuilder(it)
                        .editMetadata()
                        .addToLabels("clientintents.dev/enforcement", "shadow")
                        .endMetadata()
                        .build());
        IntStream.range(0, APPS).forEach(this::deploy);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> bed.pods(Set.of(ns)).size()
                        == IntStream.range(0, APPS)
                                .map(AdoptionPacketsIT::replicas)
                                .sum());
        List<Edge> edges = edges();

        talk(edges);
        var seen = new ObservedTraffic();
        seen.setMetadata(new ObjectMetaBuilder()
                .withNamespace(ns)
                .withName(ObservedTraffic.NAME)
                .build());
        seen.setStatus(log.write(ns, Instant.now()).orElseThrow());
        client.resource(seen).create();

        Run suggested = command("suggest", "-o", "yaml");
        List<HasMetadata> intents = client.load(
                        new ByteArrayInputStream(suggested.out().getBytes(UTF_8)))
                .items();
        assertThat(suggestedEdges(intents))
                .as(suggested.err())
                .isEqualTo(new TreeSet<>(edges.stream().map(Edge::toString).toList()));
        intents.forEach(it -> client.resource(it).forceConflicts().serverSideApply());
        awaitSettled(Set.of(ns));

        closeOneByOne(edges);
    }

    private void talk(List<Edge> edges) throws IOException {
        var kernel = new KernelConnections(bed.connections());
        var graph = new IntentGraph(new Scope(Enforcement.SHADOW, Set.of()));
        graph.put(new NamespaceEntry(ns, null, false, false));
        long start = System.nanoTime();
        var came = new HashMap<Edge, Integer>();
        learnAddresses();
        kernel.read(0);
        for (int round = 0; System.nanoTime() - start < LENGTH.toNanos(); round++) {
            for (Edge edge : edges) {
                LivePod from = any(bed.pods(ns, edge.client()));
                LivePod to = any(bed.pods(ns, edge.server()));
                // a pod that has just come may be refused for a moment, as the engine does not know it yet
                if (bed.probe(from, to, edge.port()) == Verdict.ALLOWED) {
                    came.merge(edge, 1, Integer::sum);
                }
            }
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            learnAddresses();
            kernel.read(seconds);
            sorting.take(kernel.tell(nodeName(), seconds), graph, Instant.now());
            if (round % 2 == 1) {
                replaceAPod();
            }
        }
        assertThat(came)
                .hasSize(EDGES)
                .allSatisfy((edge, times) -> assertThat(times).as("%s", edge).isGreaterThan(2));
    }

    private String nodeName() {
        return bed.pods(Set.of(ns)).get(0).pod().getSpec().getNodeName();
    }

    /** Deletes a pod of an app with several, and waits for the one in its place, which may get the same address. */
    private void replaceAPod() {
        int app = 2 * random.nextInt(APPS / 2);
        LivePod gone = any(bed.pods(ns, name(app)));
        client.resource(gone.pod()).withGracePeriod(0).delete();
        await().until(() ->
                bed.pods(ns, name(app)).stream().noneMatch(it -> it.uid().equals(gone.uid())));
        bed.awaitPods(ns, name(app), replicas(app));
        learnAddresses();
    }

    private void learnAddresses() {
        List<Pod> pods = client.pods().inNamespace(ns).list().getItems();
        book.putAll(
                ns,
                pods.stream()
                        .map(it -> PodAddresses.read(
                                client.getKubernetesSerialization().convertValue(it, Map.class)))
                        .toList(),
                Instant.now());
    }

    private void closeOneByOne(List<Edge> edges) {
        var probes = new ArrayList<ContinuousProbe>();
        try {
            Instant start = Instant.now();
            edges.forEach(edge -> probes.add(
                    bed.watch(any(bed.pods(ns, edge.client())), any(bed.pods(ns, edge.server())), edge.port())));
            probes.forEach(ContinuousProbe::awaitAdmitted);
            for (int step = 0; step < APPS; step++) {
                Run next = command("rollout", "--next");
                assertThat(next.exitCode()).as(next.err()).isZero();
                String access = client.resource(next.out())
                        .forceConflicts()
                        .serverSideApply()
                        .getMetadata()
                        .getName();
                await().untilAsserted(() -> assertThat(client.resources(ServerAccess.class)
                                .inNamespace(ns)
                                .withName(access)
                                .get()
                                .getStatus())
                        .isNotNull()
                        .satisfies(status -> assertThat(status.conditions())
                                .anyMatch(it -> it.getType().equals("Ready")
                                        && it.getStatus().equals("True"))));
            }
            assertThat(command("rollout", "--next").err()).contains("every server is closed");
            probes.forEach(ContinuousProbe::awaitAdmitted);
            probes.forEach(it -> it.assertNeverCut(start));
        } finally {
            probes.forEach(ContinuousProbe::close);
        }
        Edge other = new Edge(name(0), name(1), PORTS.get(0));
        for (int i = 1; edges.contains(other); i++) {
            other = new Edge(name(i % APPS), name((i + 1) % APPS), PORTS.get(0));
        }
        assertThat(bed.probe(
                        bed.pods(ns, other.client()).get(0),
                        bed.pods(ns, other.server()).get(0),
                        other.port()))
                .as("%s did not talk", other)
                .isEqualTo(Verdict.BLOCKED);
    }

    private Run command(String... command) {
        var arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(
                "--exclude-namespaces",
                PacketBed.NAMESPACE,
                "--kubeconfig",
                Kubeconfig.write(client.getConfiguration(), folder.resolve("kubeconfig"))
                        .toString()));
        return Run.of(arguments.toArray(String[]::new));
    }

    private Set<String> suggestedEdges(List<HasMetadata> objects) {
        var edges = new TreeSet<String>();
        for (HasMetadata object : objects) {
            ClientIntents intents = client.getKubernetesSerialization().convertValue(object, ClientIntents.class);
            for (Target target : intents.getSpec().consumes()) {
                target.ports()
                        .forEach(port -> edges.add(new Edge(
                                        intents.getSpec().client().name(),
                                        String.valueOf(target.name()),
                                        new Port(
                                                port.protocol() == null
                                                        ? Protocol.TCP
                                                        : Protocol.valueOf(port.protocol()),
                                                port.port().getIntVal()))
                                .toString()));
            }
        }
        return edges;
    }

    private List<Edge> edges() {
        var edges = new ArrayList<Edge>();
        while (edges.size() < EDGES) {
            var edge = new Edge(
                    name(random.nextInt(APPS)), name(random.nextInt(APPS)), PORTS.get(random.nextInt(PORTS.size())));
            if (!edge.client().equals(edge.server()) && !edges.contains(edge)) {
                edges.add(edge);
            }
        }
        return edges;
    }

    private void deploy(int app) {
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
                      containers:
                        - name: app
                          image: app
                          ports: [{containerPort: 8080}, {containerPort: 9090}, {containerPort: 9000, protocol: UDP}]
                """.formatted(ns, name(app), replicas(app)));
    }

    private static String name(int app) {
        return "app" + app;
    }

    /** Every other app has two pods, of which one at a time comes and goes. */
    private static int replicas(int app) {
        return app % 2 == 0 ? 2 : 1;
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}

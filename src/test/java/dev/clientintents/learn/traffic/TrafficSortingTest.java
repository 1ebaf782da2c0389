package dev.clientintents.learn.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.ObservedTrafficStatus.ObservedConnection;
import dev.clientintents.api.ObservedTrafficStatus.ObservedParty;
import dev.clientintents.consent.Consumer;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.EntranceSource;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.learn.node.ScanRecord;
import dev.clientintents.learn.node.TrafficBatch;
import dev.clientintents.learn.node.TrafficRecord;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes, three workloads, and what their agents tell. */
class TrafficSortingTest {

    private static final Instant START = Instant.parse("2026-11-28T10:00:00Z");
    private static final Instant NOW = START.plusSeconds(600);
    private static final PortRange.Named HTTP = new PortRange.Named(Protocol.TCP, "http");
    private static final String WEB = "10.0.1.7";
    private static final String WEB_2 = "10.0.1.8";
    private static final String CART = "10.0.2.9";
    private static final String JOB = "10.0.2.10";
    private static final String SYSTEM = "10.0.2.11";
    private static final String NODE_2 = "192.0.2.2";

    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.LOCAL, Set.of("kube-system")));
    private final AddressBook book = new AddressBook(pod -> graph.pod(pod.pod()).map(PodEntry::workload));
    private final TrafficLog log = new TrafficLog(TrafficLog.DEFAULT);
    private final TrafficSorting sorting = new TrafficSorting(book, log);
    private final List<PodAddresses> pods = new ArrayList<>();

    @BeforeEach
    void pods() {
        graph.put(new NamespaceEntry("shop", null, false, false));
        pod("shop", "web", "web-1", WEB, "node-1");
        pod("shop", "web", "web-2", WEB_2, "node-2");
        pod("shop", "cart", "cart-1", CART, "node-2");
        pod("batch", "report", "report-1", JOB, "node-2");
        pods.add(addresses("kube-system", "metrics-1", SYSTEM, "node-2"));
        book.putAll(null, pods, START);
    }

    private void pod(String namespace, String workload, String name, String address, String node) {
        graph.put(new PodEntry(
                new ObjectKey(namespace, name),
                name,
                new WorkloadId(namespace, "Deployment", workload),
                null,
                PodEntry.State.LIVE,
                Map.of("app", workload),
                Set.of(HTTP)));
        pods.add(addresses(namespace, name, address, node));
    }

    private static PodAddresses addresses(String namespace, String name, String address, String node) {
        return new PodAddresses(
                new ObjectKey(namespace, name),
                name,
                Map.of("app", name),
                Set.of(address),
                node,
                Set.of(),
                false,
                false,
                START.minusSeconds(60),
                Map.of(HTTP, 8080));
    }

    @Test
    void whatNobodyDeclaresIsUndeclared() {
        tell("node-2", record(WEB, CART, 8080));

        assertThat(kept("shop")).containsExactly("shop/web > shop/cart 8080 Undeclared 1");
    }

    @Test
    void bothNodesTellAndItCountsOnce() {
        tell("node-2", record(WEB, CART, 8080));
        tell("node-1", record(WEB, CART, 8080));
        assertThat(kept("shop")).containsExactly("shop/web > shop/cart 8080 Undeclared 1");

        assertThat(sorting.dropped(TrafficSorting.Dropped.TOLD_BY_THE_OTHER_NODE))
                .isEqualTo(1);
        assertThat(sorting.watchedNodes(NOW)).containsExactlyInAnyOrder("node-1", "node-2");
    }

    @Test
    void theClientsNodeTellsWhereNobodyWatchesTheServersOrItDoesNotAnswer() {
        tell("node-1", record(WEB, CART, 8080));
        tell("node-2");
        tell("node-1", new TrafficRecord(WEB, CART, Protocol.TCP, 9090, false, 4, 30, 0));

        assertThat(kept("shop"))
                .containsExactly(
                        "shop/web > shop/cart 8080 Undeclared 1",
                        "shop/web > shop/cart 9090 Undeclared 0 unanswered 4");
    }

    @Test
    void whatIsDeclaredIsGrantedAlsoByTheNameOfAPort() {
        intents(
                "shop",
                "web",
                new Intent(
                        ServerId.anyKind("shop", "cart"),
                        Intent.of(ServerId.anyKind("shop", "cart"), List.of(HTTP))
                                .grants()));

        tell("node-2", record(WEB, CART, 8080), record(WEB, CART, 9090));

        assertThat(kept("shop"))
                .containsExactly("shop/web > shop/cart 8080 Granted 1", "shop/web > shop/cart 9090 Undeclared 1");
    }

    @Test
    void whatWaitsForConsentIsDeclared() {
        intents("batch", "report", Intent.of(ServerId.anyKind("shop", "cart"), List.of()));
        access(List.of(new Consumer("elsewhere", null, null, null)), List.of());

        tell("node-2", record(JOB, CART, 8080));

        assertThat(kept("shop")).containsExactly("batch/report > shop/cart 8080 Declared 1");
    }

    @Test
    void whatComesByAnEntranceIsSaidToDo() {
        access(
                null,
                List.of(new AccessEntry.NamedEntrance(
                        new EntranceSource.Addresses(
                                List.of(new AddressBlock("203.0.113.0/24", List.of("203.0.113.7/32")))),
                        null)));

        tell("node-2", record("203.0.113.5", CART, 8080), record("203.0.113.7", CART, 8080));

        assertThat(kept("shop"))
                .containsExactly("203.0.113.5 > shop/cart 8080 Entrance 1", "203.0.113.7 > shop/cart 8080 Outside 1");
    }

    @Test
    void replicasProbesAndWhatTheOperatorLeavesAloneAreNotKept() {
        sorting.take(
                new TrafficBatch(
                        "node-2",
                        false,
                        Set.of(NODE_2),
                        List.of(record(WEB, WEB_2, 8080), record(NODE_2, CART, 8080), record(WEB, SYSTEM, 443)),
                        List.of(),
                        0),
                graph,
                NOW);

        assertThat(log.due(NOW)).isEmpty();
        assertThat(sorting.dropped(TrafficSorting.Dropped.WITHIN_A_WORKLOAD)).isEqualTo(1);
        assertThat(sorting.dropped(TrafficSorting.Dropped.FROM_ITS_NODE)).isEqualTo(1);
        assertThat(sorting.dropped(TrafficSorting.Dropped.OF_NOBODY_OBSERVED)).isEqualTo(1);
    }

    @Test
    void anotherNodeAndAPodThatIsLeftAloneAreOutside() {
        book.learnNode(Set.of("192.0.2.9"));

        tell("node-2", record("192.0.2.9", CART, 8080), record(SYSTEM, CART, 8080));

        assertThat(kept("shop"))
                .containsExactly(
                        "a pod of namespace kube-system, which the operator leaves alone > shop/cart 8080 Outside 1",
                        "node > shop/cart 8080 Outside 1");
    }

    @Test
    void whatAClientCallsOutsideIsKeptInItsNamespace() {
        tell("node-2", record(JOB, "203.0.113.9", 443));

        assertThat(kept("batch")).containsExactly("batch/report > 203.0.113.9 443 Outside 1");
    }

    @Test
    void anAddressThatChangedHandsIsNotGuessed() {
        book.remove(new ObjectKey("batch", "report-1"), NOW.minusSeconds(30));
        pod("shop", "new", "new-1", JOB, "node-2");
        book.put(addresses("shop", "new-1", JOB, "node-2"), NOW.minusSeconds(20));

        tell("node-2", record(JOB, CART, 8080));

        assertThat(kept("shop"))
                .containsExactly("its address belonged to several pods within a minute > shop/cart 8080 Outside 1");
    }

    @Test
    void aScanIsALineOfTheClientsNamespace() {
        sorting.take(
                new TrafficBatch("node-1", false, Set.of(), List.of(), List.of(new ScanRecord(WEB, 4_000, 50, 0)), 0),
                graph,
                NOW);

        assertThat(log.write("shop", NOW).orElseThrow().scans())
                .singleElement()
                .satisfies(it -> assertThat(it.targets()).isEqualTo(4_000));
        assertThat(log.scans()).isEqualTo(1);
    }

    @Test
    void aNodeWithoutAFileIsBlind() {
        sorting.take(TrafficBatch.blind("node-1"), graph, NOW);

        assertThat(sorting.blindNodes(NOW)).containsExactly("node-1");
        assertThat(sorting.watchedNodes(NOW)).isEmpty();
        assertThat(sorting.blindNodes(NOW.plusSeconds(1_000))).isEmpty();
    }

    private void tell(String node, TrafficRecord... records) {
        sorting.take(new TrafficBatch(node, false, Set.of(), List.of(records), List.of(), 0), graph, NOW);
    }

    private static TrafficRecord record(String client, String server, int port) {
        return new TrafficRecord(client, server, Protocol.TCP, port, true, 1, 10, 0);
    }

    private void intents(String namespace, String client, Intent intent) {
        graph.put(new IntentsEntry(new ObjectKey(namespace, client), client, null, List.of(intent)));
    }

    private void access(@Nullable List<Consumer> consumers, List<AccessEntry.NamedEntrance> entrances) {
        graph.put(new AccessEntry(
                new ObjectKey("shop", "cart"),
                ServerId.anyKind("shop", "cart"),
                null,
                consumers,
                Set.of(),
                entrances,
                false,
                null));
    }

    private List<String> kept(String namespace) {
        return log.write(namespace, NOW).orElseThrow().connections().stream()
                .map(TrafficSortingTest::text)
                .toList();
    }

    private static String text(ObservedConnection it) {
        return text(it.client()) + " > " + text(it.server()) + " " + it.port() + " " + it.state() + " " + it.count()
                + (it.unanswered() == null ? "" : " unanswered " + it.unanswered());
    }

    private static String text(ObservedParty party) {
        return party.name() != null
                ? party.namespace() + "/" + party.name()
                : Stream.of(
                                String.valueOf(party.address()),
                                String.valueOf(party.outside()),
                                String.valueOf(party.unknown()))
                        .filter(it -> !it.equals("null"))
                        .findFirst()
                        .orElseThrow();
    }
}

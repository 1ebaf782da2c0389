package dev.clientintents.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.graph.ServerEntrance.State;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.rule.Direction;
import dev.clientintents.rule.Peer;
import dev.clientintents.rule.Rule;
import dev.clientintents.rule.ServerRules;
import dev.clientintents.rule.Subjects;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which entrances a server's policy admits, and as what. */
class ServerEntrancesTest {

    private static final ServerId WEB = ServerId.anyKind("shop", "web");

    /** A server by what objects lead to it alone. */
    private static final ServerId DOOR = new ServerId("shop", "Deployment", "door");

    private static final PortRange HTTP = PortRange.Numbered.of(Protocol.TCP, 8080);
    private static final Selector NGINX = Selector.of(Map.of("app", "nginx"));
    private static final EntranceSource CONTROLLER =
            new EntranceSource.Pods(Set.of("edge"), List.of(Selector.of(Map.of("app", "none")), NGINX));
    private static final EntranceSubject PODS = new EntranceSubject.Selected("shop", Selector.of(Map.of("app", "web")));

    private static final EntranceSubject DOOR_PODS =
            new EntranceSubject.Selected("shop", Selector.of(Map.of("app", "door")));

    private IntentGraph graph = graph(Set.of());

    @BeforeEach
    void aServerInANamespaceThatDeniesByDefaultAndAController() {
        fill();
    }

    private static IntentGraph graph(Set<EntranceKind> declared) {
        return new IntentGraph(new Scope(Enforcement.LOCAL, Set.of("kube-system")).with(false, declared));
    }

    private void fill() {
        graph.put(new NamespaceEntry("shop", null, true, false));
        graph.put(pod("shop", "web", PodEntry.State.LIVE));
        graph.put(pod("edge", "nginx", PodEntry.State.LIVE));
        graph.put(new IntentsEntry(new ObjectKey("shop", "a"), "client", null, List.of(Intent.of(WEB, List.of()))));
    }

    @Test
    void aControllersPodsAreAdmittedByTheirLabelsInTheirNamespaceOnThePortsToWhichItLeads() {
        Change change = graph.putEntrances(PODS, List.of(ingress(CONTROLLER, true)));

        assertThat(change.servers()).containsExactly(WEB);
        assertThat(admitted())
                .containsExactly(
                        new Rule(subjects(), Direction.INGRESS, List.of(new Peer.Pods("edge", NGINX)), List.of(HTTP)));
        assertThat(graph.putEntrances(PODS, List.of()).servers()).containsExactly(WEB);
        assertThat(admitted()).isEmpty();
    }

    @Test
    void aControllerThatScalesChangesNothingAndOneThatComesOrGoesDoes() {
        graph.putEntrances(PODS, List.of(ingress(CONTROLLER, true)));

        assertThat(graph.put(pod("edge", "nginx-2", "nginx", PodEntry.State.LIVE))
                        .servers())
                .isEmpty();
        assertThat(graph.removePod(new ObjectKey("edge", "nginx-2")).servers()).isEmpty();
        assertThat(graph.removePod(new ObjectKey("edge", "nginx")).servers()).containsExactly(WEB);
        assertThat(admitted()).isEmpty();
        assertThat(state()).isEqualTo(State.NO_PODS);
    }

    @Test
    void podsOfAnotherNamespaceWithTheLabelsAreNobody() {
        graph.removePod(new ObjectKey("edge", "nginx"));
        graph.put(pod("tenant", "nginx", PodEntry.State.LIVE));

        graph.putEntrances(PODS, List.of(ingress(CONTROLLER, true)));

        assertThat(admitted()).isEmpty();
    }

    @Test
    void aControllerOnTheNetworkOfItsNodesIsTheAddressesOfThese() {
        graph.put(pod("edge", "nginx", PodEntry.State.HOST_NETWORK));
        graph.putEntrances(PODS, List.of(ingress(CONTROLLER, true)));
        assertThat(state()).isEqualTo(State.NOT_ENFORCEABLE);

        Change change = graph.putNodeAddresses(List.of(new AddressBlock("192.0.2.1/32", List.of())));

        assertThat(change.servers()).containsExactly(WEB);
        assertThat(admitted())
                .extracting(Rule::peers)
                .containsExactly(List.of(new Peer.Addresses("192.0.2.1/32", List.of())));
    }

    @Test
    void whatNobodyOfTheServersSideSaidCountsOnlyWhereAServerAccessAsksForIt() {
        graph.putEntrances(PODS, List.of(ingress(CONTROLLER, false)));
        assertThat(state()).isEqualTo(State.DECLARED);

        graph.put(access(Set.of(EntranceKind.ROUTE), List.of()));

        assertThat(state()).isEqualTo(State.ADMITTED);
        graph.removeAccess(new ObjectKey("shop", "web"));
        assertThat(state()).isEqualTo(State.DECLARED);
    }

    @Test
    void aSettingHasAKindAskedFor() {
        graph = graph(Set.of(EntranceKind.ROUTE));
        fill();
        graph.putEntrances(PODS, List.of(ingress(CONTROLLER, true)));
        assertThat(state()).isEqualTo(State.DECLARED);

        graph.put(access(Set.of(EntranceKind.ROUTE), List.of()));

        assertThat(state()).isEqualTo(State.ADMITTED);
    }

    @Test
    void whereTheNamespaceDeniesByDefaultWhatIsLedToAWorkloadMakesItAServerByItsPod() {
        graph.putEntrances(DOOR_PODS, List.of(ingress(CONTROLLER, true)));
        assertThat(graph.isWanted(DOOR)).isFalse();

        Change change = graph.put(pod("shop", "door", PodEntry.State.LIVE));

        assertThat(change.servers()).contains(DOOR);
        assertThat(ServerRules.plan(graph, DOOR).orElseThrow().rules())
                .extracting(Rule::peers)
                .containsExactly(List.of(new Peer.Pods("edge", NGINX)), List.of(new Peer.Replicas()));
        assertThat(graph.removePod(new ObjectKey("shop", "door")).servers()).contains(DOOR);
        assertThat(graph.isServer(DOOR)).isFalse();
    }

    @Test
    void whereTheNamespaceDeniesByDefaultAnObjectThatLeadsToAWorkloadMakesItAServer() {
        graph.put(pod("shop", "door", PodEntry.State.LIVE));

        assertThat(graph.putEntrances(DOOR_PODS, List.of(ingress(CONTROLLER, true)))
                        .servers())
                .containsExactly(DOOR);

        assertThat(ServerRules.isClosed(graph, DOOR)).isTrue();
        assertThat(graph.putEntrances(DOOR_PODS, List.of()).servers()).containsExactly(DOOR);
        assertThat(graph.isServer(DOOR)).isFalse();
    }

    @Test
    void theLabelOfTheNamespaceMakesServersOfWhatObjectsLeadTo() {
        denyByDefault(false);
        leadToADoor();
        assertThat(graph.isServer(DOOR)).isFalse();

        assertThat(denyByDefault(true).servers()).contains(DOOR);

        assertThat(ServerRules.isClosed(graph, DOOR)).isTrue();
        assertThat(denyByDefault(false).servers()).contains(DOOR);
        assertThat(graph.isServer(DOOR)).isFalse();
    }

    @Test
    void whatOnlyAServerAccessOfTheWholeNamespaceAsksForMakesAServerToo() {
        graph.put(pod("shop", "door", PodEntry.State.LIVE));
        graph.putEntrances(DOOR_PODS, List.of(ingress(CONTROLLER, false)));
        assertThat(graph.isServer(DOOR)).isFalse();

        Change change = graph.put(everyServer(Set.of(EntranceKind.ROUTE)));

        assertThat(change.servers()).contains(DOOR);
        assertThat(graph.entrances(DOOR)).extracting(ServerEntrance::state).containsExactly(State.ADMITTED);
        assertThat(graph.put(everyServer(Set.of(EntranceKind.SCRAPE))).servers())
                .contains(DOOR);
        assertThat(graph.isServer(DOOR)).isFalse();
    }

    @Test
    void whereTheSettingHasAKindDeclaredItMakesNoServer() {
        graph = graph(Set.of(EntranceKind.ROUTE));
        fill();
        leadToADoor();
        assertThat(graph.isServer(DOOR)).isFalse();

        graph.put(everyServer(Set.of(EntranceKind.ROUTE)));

        assertThat(graph.isServer(DOOR)).isTrue();
    }

    @Test
    void aWorkloadThatIsDeclaredWithoutAKindIsNoSecondServerOfItsKind() {
        leadToADoor();
        ServerId declared = ServerId.anyKind("shop", "door");

        Change change = graph.put(
                new IntentsEntry(new ObjectKey("shop", "b"), "client", null, List.of(Intent.of(declared, List.of()))));

        assertThat(change.servers()).contains(DOOR, declared);
        assertThat(graph.servers("shop")).containsExactlyInAnyOrder(WEB, declared);
        assertThat(graph.removeIntents(new ObjectKey("shop", "b")).servers()).contains(DOOR, declared);
        assertThat(graph.servers("shop")).containsExactlyInAnyOrder(WEB, DOOR);
    }

    @Test
    void aServerThatObjectsLedToStaysClosedAsAnyOtherOnceItsPolicyExists() {
        leadToADoor();
        graph.put(ExistingPolicy.kept(DOOR, ServerPolicies.plan(graph, DOOR).orElseThrow()));

        graph.putEntrances(DOOR_PODS, List.of());
        denyByDefault(false);

        assertThat(graph.isWanted(DOOR)).isFalse();
        assertThat(ServerRules.plan(graph, DOOR).orElseThrow().rules())
                .extracting(Rule::peers)
                .containsExactly(List.of(new Peer.Replicas()));
        graph.removePolicy(DOOR);
        assertThat(ServerRules.plan(graph, DOOR)).isEmpty();
    }

    /** A workload that nobody declares, and to which an Ingress leads. */
    private void leadToADoor() {
        graph.put(pod("shop", "door", PodEntry.State.LIVE));
        graph.putEntrances(DOOR_PODS, List.of(ingress(CONTROLLER, true)));
    }

    private Change denyByDefault(boolean denies) {
        return graph.put(new NamespaceEntry("shop", null, denies, false));
    }

    @Test
    void aServerWithoutPodsHasTheEntrancesOfThePodsThatItsWorkloadWouldMake() {
        graph.putWorkloads(
                new ObjectKey("shop", "web"),
                List.of(new WorkloadEntry(
                        new WorkloadId("shop", "Deployment", "web"),
                        "uid",
                        new OwnSelector.Known(Selector.of(Map.of("app", "web"))))));
        graph.removePod(new ObjectKey("shop", "web"));

        graph.putEntrances(PODS, List.of(ingress(CONTROLLER, true)));

        assertThat(state()).isEqualTo(State.ADMITTED);
    }

    @Test
    void aWorkloadWithoutASelectorIsToldByLabelsOfTheOperatorForWhichAFirstClosingWaits() {
        graph.put(pod("ops", "backup", "backup", PodEntry.State.LIVE));
        var source = new EntranceSource.Workload("ops", "Deployment", "backup");

        Change change = graph.put(access(Set.of(), List.of(new AccessEntry.NamedEntrance(source, List.of(HTTP)))));

        PodEntry pod = graph.pod(new ObjectKey("ops", "backup")).orElseThrow();
        assertThat(change.pods()).contains(pod.key());
        assertThat(PodLabels.of(graph, pod))
                .containsOnly(
                        Map.entry("clientintents.dev/workload", "backup"),
                        Map.entry("clientintents.dev/workload-kind", "Deployment"));
        assertThat(graph.unlabelledSources(WEB)).extracting(PodEntry::key).containsExactly(pod.key());
        Change gone = graph.removeAccess(new ObjectKey("shop", "web"));
        assertThat(gone.pods()).contains(pod.key());
        assertThat(PodLabels.of(graph, pod)).isEmpty();
    }

    @Test
    void theReplicasReachEachOtherUnlessAServerAccessSaysNo() {
        assertThat(rules()).extracting(Rule::peers).contains(List.of(new Peer.Replicas()));

        graph.put(new AccessEntry(new ObjectKey("shop", "web"), WEB, null, null, Set.of(), List.of(), true, null));

        assertThat(rules()).extracting(Rule::peers).doesNotContain(List.of(new Peer.Replicas()));
    }

    @Test
    void whatIsWrittenIsReadBackAsItWasPlanned() {
        graph.putEntrances(
                PODS,
                List.of(
                        ingress(CONTROLLER, true),
                        ingress(
                                new EntranceSource.Addresses(
                                        List.of(new AddressBlock("10.0.0.0/8", List.of("10.1.0.0/16")))),
                                true)));

        var policy = ServerPolicies.plan(graph, WEB).orElseThrow();

        assertThat(ExistingPolicy.written(policy).altered()).isFalse();
        assertThat(new HashSet<>(ExistingPolicy.written(policy).rules())).isEqualTo(new HashSet<>(rules()));
        assertThat(admitted())
                .extracting(Rule::peers)
                .singleElement()
                .satisfies(peers -> assertThat(peers)
                        .containsExactlyInAnyOrder(
                                new Peer.Pods("edge", NGINX),
                                new Peer.Addresses("10.0.0.0/8", List.of("10.1.0.0/16"))));
    }

    private List<Rule> rules() {
        return ServerRules.plan(graph, WEB).orElseThrow().rules();
    }

    private Subjects subjects() {
        return ServerRules.plan(graph, WEB).orElseThrow().subjects();
    }

    /** The rules beside those of clients and replicas. */
    private List<Rule> admitted() {
        return rules().stream()
                .filter(rule ->
                        rule.peers().stream().noneMatch(it -> it instanceof Peer.Keyed || it instanceof Peer.Replicas))
                .toList();
    }

    private State state() {
        return graph.entrances(WEB).get(0).state();
    }

    private static AccessEntry access(Set<EntranceKind> kinds, List<AccessEntry.NamedEntrance> entrances) {
        return new AccessEntry(new ObjectKey("shop", "web"), WEB, null, null, kinds, entrances, false, null);
    }

    private static AccessEntry everyServer(Set<EntranceKind> kinds) {
        return new AccessEntry(new ObjectKey("shop", "all"), null, null, null, kinds, List.of(), false, null);
    }

    private static EntranceEntry ingress(EntranceSource source, boolean ownWord) {
        return new EntranceEntry(EntranceKind.ROUTE, "Ingress shop/web", ownWord, source, List.of(HTTP));
    }

    private static PodEntry pod(String namespace, String name, PodEntry.State state) {
        return pod(namespace, name, name, state);
    }

    private static PodEntry pod(String namespace, String name, String workload, PodEntry.State state) {
        return new PodEntry(
                new ObjectKey(namespace, name),
                "uid",
                new WorkloadId(namespace, "Deployment", workload),
                null,
                state,
                Map.of("app", workload),
                Set.of());
    }
}

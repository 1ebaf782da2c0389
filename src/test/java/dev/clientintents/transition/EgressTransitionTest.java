package dev.clientintents.transition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.OutsideState;
import dev.clientintents.api.OutsideStatus;
import dev.clientintents.backend.hostname.CiliumHosts;
import dev.clientintents.backend.hostname.GkeHosts;
import dev.clientintents.backend.hostname.HostBackend;
import dev.clientintents.backend.hostname.HostPolicies;
import dev.clientintents.backend.networkpolicy.EgressPolicies;
import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.graph.AccessEntry;
import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.HostAccess;
import dev.clientintents.graph.HostNaming;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.KeptEgress;
import dev.clientintents.graph.NameServer;
import dev.clientintents.graph.NameServers;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.NamespaceEntry.InvalidLabel;
import dev.clientintents.graph.OutsideAddresses;
import dev.clientintents.graph.OutsideIntent;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.graph.OwnSelector;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.graph.WorkloadEntry;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.Denial;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.rule.DenialPlan;
import dev.clientintents.rule.Direction;
import dev.clientintents.rule.EgressPlan;
import dev.clientintents.rule.EgressRules;
import dev.clientintents.rule.Peer;
import dev.clientintents.rule.Rule;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteState;
import dev.clientintents.status.WriteStates;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the way out of a client is closed, and what becomes of that. */
class EgressTransitionTest {

    private static final ClientId WEB = new ClientId("shop", null, "web");
    private static final ServerId DB = ServerId.anyKind("data", "db");
    private static final PortRange SQL = PortRange.Numbered.of(Protocol.TCP, 5432);
    private static final Peer DB_PODS = new Peer.Pods("data", Selector.of(Map.of("app", "db")));
    private static final Peer DB_BY_LABELS = new Peer.Pods("data", Selector.of(Labels.of(DB)));
    private static final NameServers DNS = new NameServers(
            List.of(
                    new NameServer.Pods(
                            "kube-system",
                            Selector.of(Map.of("k8s-app", "kube-dns")),
                            List.of(PortRange.Numbered.of(Protocol.UDP, 53), PortRange.Numbered.of(Protocol.TCP, 53))),
                    new NameServer.Addresses(
                            new AddressBlock("10.96.0.10/32", List.of()),
                            List.of(PortRange.Numbered.of(Protocol.UDP, 53)))),
            null);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.LOCAL, Set.of("kube-system")));
    private final Map<ClientId, NetworkPolicy> policies =
            new TreeMap<>((one, other) -> one.toString().compareTo(other.toString()));
    /** The policies with names of hosts, as they were last written. */
    private final Map<ClientId, GenericKubernetesResource> named = new HashMap<>();

    /** What was written and removed, in its order. */
    private final List<String> writes = new ArrayList<>();

    private HostBackend backend = new GkeHosts();
    private PolicyMemory memory = PolicyMemory.NONE;
    private WriteState state = WriteState.DONE;
    private boolean denied;

    /** By what policies of others select the pods whose way out they close. */
    private final List<Selector> others = new ArrayList<>();

    private long now;

    private final EgressTransition transition = new EgressTransition(
            graph,
            new WrittenPolicies() {
                @Override
                public Optional<Written> of(ServerId server) {
                    return Optional.empty();
                }

                @Override
                public Optional<ServerId> serverOf(String key) {
                    return Optional.empty();
                }

                @Override
                public List<Selector> closedByOthers(String namespace) {
                    return others;
                }

                @Override
                public DenialPlan denial(String namespace) {
                    return denied
                            ? new DenialPlan(namespace, Set.of(Direction.EGRESS), List.of())
                            : DenialPlan.none(namespace);
                }

                @Override
                public Optional<List<Rule>> egress(ClientId client) {
                    return Optional.ofNullable(policies.get(client)).map(ExistingPolicy::egress);
                }

                @Override
                public boolean says(HostAccess access) {
                    return named.containsKey(WEB) && HostPolicies.says(backend, named.get(WEB), access);
                }
            },
            new Deadlines(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofHours(24)));

    @BeforeEach
    void aClientThatConsumesAServer() {
        graph.put(namespace("shop", true));
        graph.put(namespace("data", null));
        graph.put(DNS);
        graph.put(pod("shop", "web"));
        graph.put(pod("data", "db"));
        declare(List.of(Intent.of(DB, List.of(SQL))));
        workload("shop", "web", new OwnSelector.Known(Selector.of(Map.of("app", "web"))));
        workload("data", "db", new OwnSelector.Known(Selector.of(Map.of("app", "db"))));
    }

    @Test
    void aClientConnectsToWhatItDeclaresAndToWhereNamesAreResolvedAndToItsReplicas() {
        step();

        NetworkPolicy policy = written();
        assertThat(policy.getMetadata().getName()).isEqualTo("egress-of-web");
        assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Egress");
        assertThat(policy.getSpec().getPodSelector().getMatchLabels()).containsExactly(Map.entry("app", "web"));
        assertThat(opened())
                .containsExactlyInAnyOrder(
                        DB_PODS + " " + List.of(SQL),
                        new Peer.Pods("kube-system", Selector.of(Map.of("k8s-app", "kube-dns"))) + " "
                                + List.of(
                                        PortRange.Numbered.of(Protocol.TCP, 53),
                                        PortRange.Numbered.of(Protocol.UDP, 53)),
                        new Peer.Addresses("10.96.0.10/32", List.of()) + " "
                                + List.of(PortRange.Numbered.of(Protocol.UDP, 53)),
                        new Peer.Replicas() + " null");
        assertThat(step()).as("at rest").isEqualTo(Optional.empty());
    }

    @Test
    void portsOfAServersPodsAddUpAndNoPortIsEveryPort() {
        declare(List.of(
                Intent.of(DB, List.of(SQL)), Intent.of(DB, List.of(PortRange.Numbered.of(Protocol.TCP, 9187)))));
        step();
        assertThat(opened()).contains(DB_PODS + " " + List.of(SQL, PortRange.Numbered.of(Protocol.TCP, 9187)));

        declare(List.of(Intent.of(DB, List.of(SQL)), Intent.of(DB, List.of())));
        step();
        assertThat(opened()).contains(DB_PODS + " null");
    }

    @Test
    void addressesAreOpenedWithTheirExceptionsAndAServiceWithoutPodsByItsAddresses() {
        apiServer();
        declare(
                List.of(Intent.of(
                        ServerId.service("default", "kubernetes"), List.of(PortRange.Numbered.of(Protocol.TCP, 443)))),
                block("203.0.113.0/24", "203.0.113.7/32"));

        step();

        assertThat(opened())
                .contains(
                        new Peer.Addresses("192.0.2.1/32", List.of()) + " "
                                + List.of(PortRange.Numbered.of(Protocol.TCP, 6443)),
                        new Peer.Addresses("10.96.0.1/32", List.of()) + " "
                                + List.of(PortRange.Numbered.of(Protocol.TCP, 443)),
                        new Peer.Addresses("203.0.113.0/24", List.of("203.0.113.7/32")) + " null");
        assertThat(outside()).containsExactly(OutsideState.Enforced);
    }

    @Test
    void theAddressOfAServiceAndItsOwnPortsAreOpenedWhereNetworkPluginsLookAtThem() {
        ServerId service = ServerId.service("data", "db");
        graph.put(new ServiceEntry(
                new ObjectKey("data", "db"),
                Map.of("app", "db"),
                List.of(
                        new ServiceEntry.Port("https", Protocol.TCP, 443, SQL),
                        new ServiceEntry.Port("admin", Protocol.TCP, 444, PortRange.Numbered.of(Protocol.TCP, 9090)))));
        declare(List.of(Intent.of(service, List.of(PortRange.Numbered.of(Protocol.TCP, 443)))));
        step();
        assertThat(opened()).contains(DB_PODS + " " + List.of(SQL)).noneMatch(it -> it.contains("10.96.0.9"));

        graph.putAddresses(
                new ObjectKey("data", "db"),
                List.of(new OutsideAddresses(
                        new AddressBlock("10.96.0.9/32", List.of()),
                        List.of(
                                https(443),
                                new OutsideAddresses.Port("admin", PortRange.Numbered.of(Protocol.TCP, 444))))));
        step();

        assertThat(opened())
                .contains(
                        DB_PODS + " " + List.of(PortRange.Numbered.of(Protocol.TCP, 443), SQL),
                        new Peer.Addresses("10.96.0.9/32", List.of()) + " "
                                + List.of(PortRange.Numbered.of(Protocol.TCP, 443)));
    }

    private static OutsideAddresses.Port https(int number) {
        return new OutsideAddresses.Port("https", PortRange.Numbered.of(Protocol.TCP, number));
    }

    @Test
    void aNameThatNoPolicyKnowsLeavesOpenWhatWasOpenAndClosedWhatWasClosed() {
        declare(List.of(Intent.of(DB, List.of(SQL))), host("api.example.com"));
        assertThat(step()).isEmpty();
        assertThat(policies).isEmpty();
        assertThat(outside()).containsExactly(OutsideState.NotEnforceable);

        declare(List.of(Intent.of(DB, List.of(SQL))));
        step();
        declare(List.of(Intent.of(DB, List.of(SQL))), host("api.example.com"));
        step();

        assertThat(opened()).contains(DB_PODS + " " + List.of(SQL));
        assertThat(outside()).containsExactly(OutsideState.NotEnforceable);
    }

    @Test
    void nobodysWayOutIsClosedWhereItIsNotKnownWhereNamesAreResolvedAndNoneIsOpenedByThat() {
        graph.put(NameServers.unknown("nobody knows"));
        step();
        assertThat(policies).isEmpty();

        graph.put(DNS);
        step();
        NetworkPolicy before = written();
        graph.put(NameServers.unknown("nobody knows any more"));
        step();

        assertThat(written()).isEqualTo(before);
    }

    @Test
    void aClientThatDeclaresNothingAnyMoreStaysClosedUntilItsNamespaceOpensIt() {
        step();
        graph.removeIntents(new ObjectKey("shop", "web"));
        step();
        assertThat(opened()).noneMatch(it -> it.startsWith(DB_PODS.toString())).hasSize(3);

        graph.put(namespace("shop", false));
        step();
        assertThat(policies).isEmpty();
    }

    @Test
    void oneOfWhichNothingIsLeftIsForgottenAfterAWhile() {
        step();
        graph.removeIntents(new ObjectKey("shop", "web"));
        graph.putWorkloads(new ObjectKey("shop", "web"), List.of());
        graph.removePod(new ObjectKey("shop", "web"));
        step();
        assertThat(policies).hasSize(1);

        now += Duration.ofHours(25).toNanos();
        step();
        assertThat(policies).isEmpty();
    }

    @Test
    void whereNobodyClosesWaysOutNoChangeTouchesAny() {
        graph.put(namespace("shop", null));

        assertThat(graph.put(namespace("shop", false)).clients()).isEmpty();
        assertThat(graph.put(pod("shop", "web").withLabels(Map.of("app", "other")))
                        .clients())
                .isEmpty();
        assertThat(graph.put(new IntentsEntry(new ObjectKey("shop", "web"), WEB.name(), null, List.of()))
                        .clients())
                .isEmpty();
        assertThat(graph.removeIntents(new ObjectKey("shop", "web")).clients()).isEmpty();
    }

    @Test
    void inShadowNothingIsClosed() {
        graph.put(new NamespaceEntry("shop", Enforcement.SHADOW, null, true, false, List.of()));

        assertThat(step()).isEmpty();
        assertThat(policies).isEmpty();
    }

    @ParameterizedTest(name = "label of egress {0}")
    @CsvSource({",", "true", "false"})
    void whereTheNamespaceDeniesWhatGoesOutWhatNoPolicyKnowsIsNotReachedAndTheRestIs(@Nullable Boolean label) {
        graph.put(new NamespaceEntry("shop", null, Denial.EGRESS, label, false, List.of()));
        declare(
                List.of(Intent.of(DB, List.of(SQL))),
                host("api.example.com"),
                block("203.0.113.0/24", "203.0.113.7/32"));

        step();

        assertThat(opened())
                .contains(
                        DB_PODS + " " + List.of(SQL),
                        new Peer.Addresses("203.0.113.0/24", List.of("203.0.113.7/32")) + " null");
        assertThat(outside()).containsExactly(OutsideState.NotEnforceable, OutsideState.Enforced);
        assertThat(statuses().get(0).message()).contains("is not reached: no NetworkPolicy knows names");
        assertThat(((EgressPlan.Closed) EgressRules.plan(graph, WEB)).unreached())
                .singleElement()
                .asString()
                .contains("api.example.com");
    }

    @Test
    void whereAnotherPolicyClosesTheWayOutAlreadyNothingIsLetThroughWhileNamesAreLearnt() {
        graph.put(backend);
        others.add(Selector.of(Map.of("app", "web")));
        declare(List.of(Intent.of(DB, List.of(SQL))), host("api.example.com"));

        step();

        assertThat(opened()).contains(DB_PODS + " " + List.of(SQL)).noneMatch(it -> it.contains("Anything"));
    }

    @Test
    void aClientThatDeclaresNothingHasNoPolicyWhereItsNamespaceDeniesWhatGoesOut() {
        graph.put(denying(Denial.BOTH));
        graph.removeIntents(new ObjectKey("shop", "web"));

        assertThat(step()).isEmpty();
        assertThat(policies).isEmpty();
    }

    @Test
    void whereNobodyKnowsWhereNamesAreResolvedADenialOfWhatGoesOutSaysSoAndClosesNothing() {
        graph.put(denying(Denial.EGRESS));
        graph.put(NameServers.unknown("nobody knows"));
        declare(List.of(), block("203.0.113.0/24", "203.0.113.7/32"));

        step();

        assertThat(policies).isEmpty();
        assertThat(statuses())
                .containsExactly(new OutsideStatus("203.0.113.0/24", null, OutsideState.Pending, "nobody knows"));
    }

    @Test
    void whereTheDenialIsInForceNothingIsWaitedForSinceThePolicyOnlyOpens() {
        graph.put(denying(Denial.EGRESS));
        close(DB);
        workload("data", "db", new OwnSelector.Unusable("it has none"));
        denied = true;

        step();

        assertThat(opened()).contains(DB_BY_LABELS + " " + List.of(SQL));
    }

    @Test
    void whatIsDeclaredStaysOpenUntilTheDenialIsGoneThatDoesNotHoldAnyMore() {
        graph.put(denying(Denial.BOTH));
        denied = true;
        step();
        NetworkPolicy before = written();

        graph.put(denying(Denial.INGRESS));
        assertThat(step()).isPresent();
        now += 5 * SECOND;
        assertThat(step()).isPresent();
        denied = false;
        assertThat(step()).as("for a moment more").isPresent();
        assertThat(written()).isEqualTo(before);

        now += SECOND;
        assertThat(step()).isEmpty();
        assertThat(policies).isEmpty();
    }

    @Test
    void inShadowTheDenialHoldsAloneAndInANamespaceThatIsLeftAloneNothingChanges() {
        graph.put(denying(Denial.EGRESS));
        denied = true;
        step();
        graph.put(new NamespaceEntry("shop", Enforcement.SHADOW, Denial.EGRESS, null, false, List.of()));

        assertThat(step()).isEmpty();
        assertThat(policies).isEmpty();

        var excluding = new IntentGraph(new Scope(Enforcement.LOCAL, Set.of("shop")));
        excluding.put(denying(Denial.EGRESS));
        excluding.put(new KeptEgress(WEB, Selector.of(Map.of("app", "web")), Set.of(), false));
        assertThat(new EgressTransition(
                                excluding,
                                new WrittenPolicies() {
                                    @Override
                                    public Optional<Written> of(ServerId server) {
                                        return Optional.empty();
                                    }

                                    @Override
                                    public Optional<ServerId> serverOf(String key) {
                                        return Optional.empty();
                                    }

                                    @Override
                                    public DenialPlan denial(String namespace) {
                                        return new DenialPlan(namespace, Set.of(Direction.EGRESS), List.of());
                                    }

                                    @Override
                                    public Optional<List<Rule>> egress(ClientId client) {
                                        return Optional.of(List.of());
                                    }
                                },
                                new Deadlines(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofHours(24)))
                        .next(WEB, PolicyMemory.NONE, false, now))
                .isEqualTo(new EgressStep.Stay());
    }

    @ParameterizedTest
    @ValueSource(strings = {Labels.EGRESS, Labels.DEFAULT_DENY})
    void whatIsClosedStaysSoWhereNobodyKnowsWhatALabelAsksFor(String label) {
        step();
        graph.put(new NamespaceEntry("shop", null, null, null, false, List.of(new InvalidLabel(label, "yes", true))));
        declare(List.of(Intent.of(DB, List.of(SQL))), block("203.0.113.0/24", "203.0.113.7/32"));

        step();

        assertThat(opened()).hasSize(5);
        graph.put(namespace("shop", null));
        step();
        assertThat(policies).isEmpty();
    }

    @Test
    void whatWaitsForConsentIsNotOpened() {
        graph.put(new AccessEntry(new ObjectKey("data", "db"), DB, null, List.of(), Set.of(), List.of(), false, null));

        step();

        assertThat(opened()).noneMatch(it -> it.startsWith(DB_PODS.toString()));
    }

    @Test
    void aServerThatIsToldInAnotherWayStaysReachableUntilItsPodsAreToldSo() {
        close(DB);
        step();
        workload("data", "db", new OwnSelector.Unusable("it has none"));

        step();
        assertThat(opened()).contains(DB_PODS + " " + List.of(SQL), DB_BY_LABELS + " " + List.of(SQL));
        PodEntry db = graph.pod(new ObjectKey("data", "db")).orElseThrow();
        var labels = new TreeMap<>(db.labels());
        labels.putAll(PodLabels.of(graph, db));
        assertThat(labels).containsKey(Labels.WORKLOAD);
        graph.put(db.withLabels(labels));
        step();
        assertThat(opened()).as("for a moment both").contains(DB_PODS + " " + List.of(SQL));

        now += SECOND;
        step();
        assertThat(opened())
                .contains(DB_BY_LABELS + " " + List.of(SQL))
                .noneMatch(it -> it.startsWith(DB_PODS.toString()));
    }

    @Test
    void podsKeepTheLabelsByWhichAWayOutTellsThemUntilItDoesNotAnyMore() {
        close(DB);
        workload("data", "db", new OwnSelector.Unusable("it has none"));
        label("db");
        step();
        assertThat(opened()).contains(DB_BY_LABELS + " " + List.of(SQL));

        workload("data", "db", new OwnSelector.Known(Selector.of(Map.of("app", "db"))));
        assertThat(PodLabels.of(graph, graph.pod(new ObjectKey("data", "db")).orElseThrow()))
                .containsKey(Labels.WORKLOAD);
        step();
        now += SECOND;
        step();

        assertThat(opened()).contains(DB_PODS + " " + List.of(SQL));
        assertThat(PodLabels.of(graph, graph.pod(new ObjectKey("data", "db")).orElseThrow()))
                .doesNotContainKey(Labels.WORKLOAD);
    }

    @Test
    void whatIsRevokedGoesAtOnceThoughWhatIsDeclaredIsHeld() {
        graph.put(pod("data", "cache"));
        var cache = ServerId.anyKind("data", "cache");
        declare(List.of(Intent.of(DB, List.of(SQL)), Intent.of(cache, List.of())));
        workload("data", "cache", new OwnSelector.Known(Selector.of(Map.of("app", "cache"))));
        close(DB);
        step();
        workload("data", "db", new OwnSelector.Unusable("it has none"));
        declare(List.of(Intent.of(DB, List.of(SQL))));

        step();

        assertThat(opened()).contains(DB_PODS + " " + List.of(SQL)).noneMatch(it -> it.contains("app=cache"));
    }

    @Test
    void aFirstClosingWaitsForTheLabelsByWhichPodsAreTold() {
        close(DB);
        workload("data", "db", new OwnSelector.Unusable("it has none"));

        assertThat(step()).contains("pod data/db is not labelled yet, by which it is told");
        assertThat(policies).isEmpty();
        label("db");
        step();
        assertThat(policies).hasSize(1);
    }

    @Test
    void aHostIsNamedWhileAllIsOpenAndTheWayOutIsClosedOnceItsAddressesAreLearnt() {
        graph.put(backend);
        declare(List.of(Intent.of(DB, List.of(SQL))), host("api.example.com"));

        step();
        assertThat(writes).containsExactly("egress-of-web open", "hosts-of-web");
        assertThat(opened()).contains(DB_PODS + " " + List.of(SQL), new Peer.Anything() + " null");
        assertThat(spec(named.get(WEB))).contains("api.example.com", "app=web");
        step();
        assertThat(opened()).contains(new Peer.Anything() + " null");
        assertThat(state)
                .isInstanceOfSatisfying(
                        WriteState.Pending.class, it -> assertThat(it.reason()).contains("stays open until", "DNS"));
        assertThat(outside()).containsExactly(OutsideState.Pending);

        now += 29 * SECOND;
        step();
        assertThat(opened()).contains(new Peer.Anything() + " null");
        now += 2 * SECOND;
        step();
        assertThat(opened()).contains(DB_PODS + " " + List.of(SQL)).noneMatch(it -> it.startsWith("Anything"));
        assertThat(outside()).containsExactly(OutsideState.Enforced);
        writes.clear();
        step();
        assertThat(writes).as("at rest").isEmpty();
    }

    @Test
    void aClosedClientKeepsItsWayOutClosedWhenItGainsAHostAndLosesTheHostAtOnce() {
        graph.put(backend);
        step();
        declare(List.of(Intent.of(DB, List.of(SQL))), host("api.example.com"));
        writes.clear();

        step();
        assertThat(writes).containsExactly("hosts-of-web");
        assertThat(opened()).noneMatch(it -> it.startsWith("Anything"));
        assertThat(outside()).containsExactly(OutsideState.Enforced);

        declare(List.of(Intent.of(DB, List.of(SQL))), host("api.example.com"), host("b.example.com"));
        step();
        assertThat(spec(named.get(WEB))).contains("api.example.com", "b.example.com");
        declare(List.of(Intent.of(DB, List.of(SQL))), host("b.example.com"));
        step();
        assertThat(spec(named.get(WEB))).contains("b.example.com").doesNotContain("api.example.com");
        declare(List.of(Intent.of(DB, List.of(SQL))));
        step();
        assertThat(named).isEmpty();
        assertThat(policies).hasSize(1);
    }

    @Test
    void thePolicyThatNamesHostsGoesBeforeTheOneThatClosesTheWayOut() {
        graph.put(backend);
        declare(List.of(Intent.of(DB, List.of(SQL))), host("api.example.com"));
        step();
        writes.clear();
        graph.put(namespace("shop", false));

        step();

        assertThat(writes).containsExactly("no hosts-of-web", "no egress-of-web");
        assertThat(policies).isEmpty();
    }

    @Test
    void aHostThatTheNetworkPluginCannotNameLeavesOpenWhatIsNotClosedYet() {
        graph.put(backend);
        declare(List.of(Intent.of(DB, List.of(SQL))), host("*.example.com"));
        step();
        assertThat(policies).isEmpty();
        assertThat(outside()).containsExactly(OutsideState.NotEnforceable);
        assertThat(messages()).singleElement().asString().contains("not all that *.example.com means");

        declare(List.of(Intent.of(DB, List.of(SQL))), host("api.example.com"));
        step();
        assertThat(opened()).contains(new Peer.Anything() + " null");
        declare(List.of(Intent.of(DB, List.of(SQL))), host("api.example.com"), host("*.example.com"));
        step();
        assertThat(policies).as("it was not closed before").isEmpty();
        assertThat(named).isEmpty();
    }

    @Test
    void ofTheHostsOfAClosedClientThoseAreNamedThatCanBe() {
        graph.put(backend);
        step();
        declare(List.of(Intent.of(DB, List.of(SQL))), host("api.example.com"), host("*.example.com"));

        step();

        assertThat(spec(named.get(WEB))).contains("api.example.com");
        assertThat(outside()).containsExactly(OutsideState.Enforced, OutsideState.NotEnforceable);
        assertThat(messages()).last().asString().contains("is not reached", "not all that *.example.com means");
    }

    @Test
    void untilItIsKnownWhatNamesHostsNothingIsClosedAndNothingOpened() {
        graph.put(new HostNaming.Unknown("it is being read"));
        declare(List.of(Intent.of(DB, List.of(SQL))), host("api.example.com"));
        step();
        assertThat(policies).isEmpty();
        assertThat(outside()).containsExactly(OutsideState.Pending);

        graph.put(backend);
        step();
        step();
        now += 31 * SECOND;
        step();
        NetworkPolicy before = written();
        graph.put(new HostNaming.Unknown("it is being read again"));
        step();
        assertThat(written()).isEqualTo(before);
        assertThat(named).hasSize(1);
    }

    @Test
    void aPolicyThatSomebodyDeletesIsWrittenAsItWasWhereHostsAreNamed() {
        graph.put(backend);
        declare(List.of(Intent.of(DB, List.of(SQL))), host("api.example.com"));
        step();
        step();
        now += 31 * SECOND;
        step();
        NetworkPolicy before = written();
        policies.clear();
        graph.removeEgress(WEB);

        step();

        assertThat(written()).isEqualTo(before);
    }

    @Test
    void whereTheNamespaceDeniesAlreadyNothingIsLetThroughThatIsNotDeclared() {
        graph.put(backend);
        declare(List.of(Intent.of(DB, List.of(SQL))), host("api.example.com"));
        denied = true;

        step();

        assertThat(writes).containsExactly("egress-of-web", "hosts-of-web");
        assertThat(outside()).containsExactly(OutsideState.Enforced);
    }

    @Test
    void aPolicyThatSomebodyOpensIsNotTakenForOneThatIsToBeOpen() {
        graph.put(backend);
        declare(List.of(Intent.of(DB, List.of(SQL))), host("api.example.com"));
        step();
        step();
        now += 31 * SECOND;
        step();
        NetworkPolicy before = written();
        NetworkPolicy edited = new NetworkPolicyBuilder(before)
                .editSpec()
                .withEgress(new NetworkPolicyEgressRule())
                .endSpec()
                .build();
        policies.put(WEB, edited);
        graph.put(ExistingPolicy.readEgress(edited).orElseThrow());

        step();
        assertThat(written()).isEqualTo(before);

        policies.put(WEB, edited);
        declare(List.of(Intent.of(DB, List.of(SQL))), host("*.example.com"));
        step();
        assertThat(opened()).as("what was closed stays so").noneMatch(it -> it.startsWith("Anything"));
    }

    @Test
    void whereTheNetworkPluginTellsTheApiServerAsSuchItIsNamedWithThePortsOfItsAddresses() {
        backend = new CiliumHosts(false);
        graph.put(backend);
        apiServer();
        declare(List.of(Intent.of(
                ServerId.service("default", "kubernetes"), List.of(PortRange.Numbered.of(Protocol.TCP, 443)))));

        step();
        assertThat(opened()).contains(new Peer.Anything() + " null");
        assertThat(spec(named.get(WEB))).contains("toEntities=[kube-apiserver]", "port=6443", "port=443");
        step();
        now += SECOND;
        step();

        assertThat(opened()).as("there is nothing to be learnt").noneMatch(it -> it.startsWith("Anything"));
    }

    private void apiServer() {
        graph.put(new ServiceEntry(
                new ObjectKey("default", "kubernetes"),
                Map.of(),
                List.of(new ServiceEntry.Port("https", Protocol.TCP, 443, PortRange.Numbered.of(Protocol.TCP, 6443)))));
        graph.put(namespace("default", null));
        graph.putAddresses(
                new ObjectKey("default", "kubernetes"),
                List.of(
                        new OutsideAddresses(new AddressBlock("192.0.2.1/32", List.of()), List.of(https(6443))),
                        new OutsideAddresses(new AddressBlock("10.96.0.1/32", List.of()), List.of(https(443)))));
    }

    private static String spec(@Nullable GenericKubernetesResource policy) {
        return policy == null ? "none" : String.valueOf(policy.getAdditionalProperties());
    }

    private void label(String pod) {
        PodEntry entry = graph.pod(new ObjectKey("data", pod)).orElseThrow();
        var labels = new TreeMap<>(entry.labels());
        labels.putAll(PodLabels.of(graph, entry));
        graph.put(entry.withLabels(labels));
    }

    /** Has the server's own side close it, so that its pods are labelled where they have to be. */
    private void close(ServerId server) {
        graph.put(new AccessEntry(
                new ObjectKey(server.namespace(), "closed"), server, null, null, Set.of(), List.of(), false, null));
    }

    /** Does the next step, as the operator does, and returns what it waits for. */
    private Optional<String> step() {
        EgressStep step = transition.next(WEB, memory, false, now);
        memory = PolicyMemory.NONE;
        state = WriteState.DONE;
        if (step instanceof EgressStep.Wait wait) {
            memory = wait.memory();
            return Optional.of(wait.reason());
        }
        if (step instanceof EgressStep.Write write) {
            memory = write.memory();
            state = write.opening() == null ? WriteState.DONE : new WriteState.Pending(write.opening());
            boolean closed = policies.containsKey(WEB);
            if (closed) {
                name(write.plan().named());
            }
            write(EgressPolicies.render(write.plan()));
            if (!closed) {
                name(write.plan().named());
            }
        } else if (step instanceof EgressStep.Absent) {
            name(null);
            if (policies.remove(WEB) != null) {
                writes.add("no egress-of-web");
            }
            graph.removeEgress(WEB);
        }
        return Optional.empty();
    }

    private void write(NetworkPolicy policy) {
        if (!policy.equals(policies.put(WEB, policy))) {
            boolean open = ExistingPolicy.readEgress(policy).orElseThrow().open();
            writes.add(policy.getMetadata().getName() + (open ? " open" : ""));
        }
        graph.put(ExistingPolicy.readEgress(policy).orElseThrow());
    }

    private void name(@Nullable HostAccess access) {
        if (access == null) {
            if (named.remove(WEB) != null) {
                writes.add("no hosts-of-web");
            }
            return;
        }
        GenericKubernetesResource policy = HostPolicies.render(backend, WEB, access);
        if (!policy.equals(named.put(WEB, policy))) {
            writes.add(policy.getMetadata().getName());
        }
    }

    private NetworkPolicy written() {
        return Optional.ofNullable(policies.get(WEB)).orElseThrow();
    }

    private List<String> opened() {
        var opened = new ArrayList<String>();
        ExistingPolicy.egress(written())
                .forEach(rule -> rule.peers().forEach(peer -> opened.add(peer + " " + rule.ports())));
        return opened;
    }

    private List<OutsideState> outside() {
        return statuses().stream().map(OutsideStatus::state).toList();
    }

    private List<@Nullable String> messages() {
        var messages = new ArrayList<@Nullable String>();
        statuses().forEach(it -> messages.add(it.message()));
        return messages;
    }

    private List<OutsideStatus> statuses() {
        var writeStates = new WriteStates() {
            @Override
            public WriteState of(ServerId server) {
                return WriteState.DONE;
            }

            @Override
            public WriteState of(ClientId client) {
                return state;
            }
        };
        return StatusPlan.of(
                        graph,
                        writeStates,
                        graph.intents(new ObjectKey("shop", "web")).orElseThrow(),
                        1L,
                        null,
                        Instant.EPOCH)
                .outside();
    }

    private void declare(List<Intent> intents, OutsideIntent... outside) {
        graph.put(new IntentsEntry(new ObjectKey("shop", "web"), WEB.name(), null, intents, List.of(outside), null));
    }

    private static OutsideIntent block(String cidr, String except) {
        return new OutsideIntent(new OutsideServer.Addresses(new AddressBlock(cidr, List.of(except))), List.of());
    }

    private static OutsideIntent host(String name) {
        return new OutsideIntent(new OutsideServer.Host(name), List.of());
    }

    private void workload(String namespace, String name, OwnSelector selector) {
        graph.putWorkloads(
                new ObjectKey(namespace, name),
                List.of(new WorkloadEntry(new WorkloadId(namespace, "Deployment", name), "uid", selector)));
    }

    private static NamespaceEntry namespace(String name, @Nullable Boolean closesEgress) {
        return new NamespaceEntry(name, null, null, closesEgress, false, List.of());
    }

    private static NamespaceEntry denying(Denial denial) {
        return new NamespaceEntry("shop", null, denial, null, false, List.of());
    }

    private static PodEntry pod(String namespace, String workload) {
        return new PodEntry(
                new ObjectKey(namespace, workload),
                "uid",
                new WorkloadId(namespace, "Deployment", workload),
                null,
                PodEntry.State.LIVE,
                Map.of("app", workload),
                Set.of());
    }
}

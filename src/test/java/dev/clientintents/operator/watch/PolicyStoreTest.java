package dev.clientintents.operator.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.backend.networkpolicy.DefaultDeny;
import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.KeptEgress;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.AccessKey;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.work.SharedGraph;
import dev.clientintents.rule.DenialPlan;
import dev.clientintents.rule.Direction;
import dev.clientintents.transition.WrittenPolicies.Naming;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PolicyStoreTest {

    private static final ServerId SERVER = ServerId.anyKind("shop", "db");
    private static final ClientId WEB = new ClientId("shop", "Deployment", "web");

    private final SharedGraph graph = new SharedGraph(new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of())));
    private final PolicyStore store = new PolicyStore(graph, new HostPolicyStore(graph));
    private final Set<ServerId> touched = new HashSet<>();

    @BeforeEach
    void noteWhatIsTouched() {
        graph.announceTo((current, change) -> () -> touched.addAll(change.servers()));
    }

    @Test
    void aServerWhosePolicyIsExpectedCountsAsClosedUntilNoneIsWanted() {
        store.expected(policy(true));
        assertThat(isKept(SERVER)).isTrue();

        store.absent(ServerId.anyKind("shop", "cache"));
        assertThat(isKept(SERVER)).isTrue();

        store.absent(SERVER);
        assertThat(isKept(SERVER)).isFalse();
    }

    @Test
    void aServerWhosePolicyHasComeStaysClosedUntilItIsDeleted() {
        store.expected(policy(true));
        store.observed(policy(true));

        store.absent(SERVER);
        assertThat(isKept(SERVER)).isTrue();

        store.deleted(policy(true));
        assertThat(isKept(SERVER)).isFalse();
    }

    @Test
    void aPolicyOfSomebodyElseThatCameInItsPlaceKeepsNothingClosed() {
        store.expected(policy(true));
        store.observed(policy(false));

        store.absent(SERVER);

        assertThat(isKept(SERVER)).isFalse();
    }

    @Test
    void aPolicyWhoseAnnotationSomebodyEditedKeepsItsServerClosedAndIsRepaired() {
        store.observed(policy(true));

        store.observed(new NetworkPolicyBuilder(policy(true))
                .editMetadata()
                .withResourceVersion("2")
                .withAnnotations(Map.of(Labels.SERVER, "shop/other"))
                .endMetadata()
                .build());

        assertThat(isKept(SERVER)).isTrue();
        assertThat(touched).contains(SERVER);
    }

    @Test
    void whatWeWroteOurselvesHasNobodyLookedAt() {
        store.expected(policy(true));
        touched.clear();

        store.written(policy(true));

        assertThat(isKept(SERVER)).isTrue();
        assertThat(touched).isEmpty();
    }

    @Test
    void whatANamespaceDeniesIsEitherWhileItIsWrittenAndItsClientsAreLookedAtWhenItHasChanged() {
        graph.change(current -> current.put(new KeptEgress(WEB, Selector.of(Map.of("app", "web")), Set.of(), false)));
        var clients = new HashSet<ClientId>();
        graph.announceTo((current, change) -> () -> clients.addAll(change.clients()));
        var both = new DenialPlan("shop", Set.of(Direction.values()), List.of());

        store.denying("shop", both);
        assertThat(store.isInDoubt("shop")).isTrue();
        assertThat(store.denial("shop")).isEqualTo(both);
        store.denied("shop");
        assertThat(store.denial("shop")).isEqualTo(DenialPlan.none("shop"));

        store.written(denial(both, "1"));
        assertThat(clients).containsExactly(WEB);
        store.denying("shop", DenialPlan.none("shop"));
        assertThat(store.denial("shop")).isEqualTo(both);
        store.deleted(denial(both, "2"));
        store.denied("shop");

        assertThat(store.denial("shop")).isEqualTo(DenialPlan.none("shop"));
        assertThat(store.denial("elsewhere")).isEqualTo(DenialPlan.none("elsewhere"));
    }

    @Test
    void whatSomebodyElseDeniesByTheNameOfOursIsNoDenialOfOurs() {
        NetworkPolicy policy = denial(new DenialPlan("shop", Set.of(Direction.values()), List.of()), "1");
        policy.getMetadata().setLabels(Map.of());

        store.observed(policy);

        assertThat(store.denial("shop")).isEqualTo(DenialPlan.none("shop"));
    }

    @Test
    void aPolicyThatStandsInTheWayOfAClientsHasTheClientLookedAt() {
        var clients = new HashSet<ClientId>();
        graph.change(current -> current.put(new NamespaceEntry("shop", null, null, true, false, List.of())));
        graph.change(current ->
                current.put(new IntentsEntry(new ObjectKey("shop", "web"), WEB.name(), WEB.kind(), List.of())));
        graph.announceTo((current, change) -> () -> clients.addAll(change.clients()));
        NetworkPolicy policy = denial(new DenialPlan("shop", Set.of(Direction.EGRESS), List.of()), "1");
        policy.getMetadata().setLabels(Map.of());
        policy.getMetadata().setName(PolicyName.ofEgress(WEB));

        store.observed(policy);

        assertThat(clients).containsExactly(WEB);
    }

    private static NetworkPolicy denial(DenialPlan plan, String version) {
        NetworkPolicy policy = DefaultDeny.render(plan).orElseThrow();
        policy.getMetadata().setResourceVersion(version);
        policy.getMetadata().setUid("uid-of-denial");
        return policy;
    }

    @Test
    void aKeyThatSomebodyWroteIntoThePolicyOfAnotherServerStaysThatOfItsOwn() {
        ServerId other = ServerId.anyKind("shop", "cache");
        String key = AccessKey.of(SERVER).label();
        store.observed(admitting(SERVER, "1", key));

        store.observed(admitting(other, "2", AccessKey.of(other).label(), key));
        assertThat(store.serverOf(key)).contains(SERVER);

        store.observed(admitting(other, "3", AccessKey.of(other).label()));
        assertThat(store.serverOf(key)).contains(SERVER);
        assertThat(store.serverOf(AccessKey.of(other).label())).contains(other);

        store.observed(admitting(SERVER, "4"));
        assertThat(store.serverOf(key)).isEmpty();
    }

    @Test
    void aServerOfALongNameIsClosedByThePolicyOfEitherNameUntilBothAreGone() {
        ServerId server = ServerId.anyKind("shop", "s".repeat(60));
        String key = AccessKey.of(server).label();
        String lateKey =
                AccessKey.of(server, PortRange.Numbered.of(Protocol.TCP, 80)).label();
        NetworkPolicy earlier = new NetworkPolicyBuilder(admitting(server, "1", key))
                .editMetadata()
                .withName(PolicyName.earlier(server).orElseThrow())
                .withUid("uid-of-earlier")
                .endMetadata()
                .build();
        NetworkPolicy current = admitting(server, "2", key, lateKey);

        store.observed(earlier);
        assertThat(isKept(server)).isTrue();
        assertThat(store.naming(server)).isEqualTo(Naming.EARLIER);
        assertThat(store.of(server)).isPresent();
        store.written(current);
        assertThat(store.naming(server)).isEqualTo(Naming.BOTH);
        touched.clear();
        store.deleted(earlier);
        assertThat(store.naming(server)).isEqualTo(Naming.CURRENT);
        assertThat(isKept(server)).isTrue();
        assertThat(touched).containsExactly(server);
        assertThat(store.serverOf(key)).contains(server);
        assertThat(store.serverOf(lateKey)).contains(server);
        store.deleted(current);

        assertThat(isKept(server)).isFalse();
        assertThat(store.serverOf(key)).isEmpty();
        assertThat(store.of(server)).isEmpty();
    }

    @Test
    void aPolicyThatIsExpectedBesideAnotherOneChangesNothingUntilItIsThere() {
        store.observed(policy(true));
        Selector before = selector();

        store.expected(new NetworkPolicyBuilder(policy(true))
                .editSpec()
                .withNewPodSelector()
                .addToMatchLabels("app", "db")
                .endPodSelector()
                .endSpec()
                .build());

        assertThat(selector()).isEqualTo(before).isNotEqualTo(Selector.of(Map.of("app", "db")));
    }

    private Selector selector() {
        return graph.read(current -> current.kept(SERVER).orElseThrow().selector());
    }

    @Test
    void whatAPolicyBecomesIsAdmittedOnlyWhereItWasBeforeUntilTheWriteHasEnded() {
        AccessKey before = AccessKey.of(SERVER);
        AccessKey after = AccessKey.of(ServerId.anyKind("shop", "cache"));
        AccessKey added = AccessKey.of(ServerId.anyKind("shop", "queue"));
        store.observed(admitting(SERVER, "1", before.label(), after.label()));

        store.writing(SERVER, ExistingPolicy.written(admitting(SERVER, "2", after.label(), added.label())));

        assertThat(store.isInDoubt(SERVER)).isTrue();
        assertThat(admits(added)).isFalse();
        assertThat(store.serverOf(added.label())).hasValue(SERVER);
        assertThat(admits(before)).isFalse();
        assertThat(admits(after)).isTrue();
        assertThat(store.dropping(before, "shop")).containsExactly(SERVER);
        assertThat(store.dropping(after, "shop")).isEmpty();

        store.ended(SERVER);
        assertThat(store.dropping(before, "shop")).isEmpty();
        assertThat(store.serverOf(added.label())).isEmpty();
        assertThat(store.isInDoubt(SERVER)).isFalse();
        assertThat(admits(before)).as("it was refused").isTrue();
    }

    @Test
    void labelsThatAreBeingWrittenAreThereOrNotUntilTheWriteHasEnded() {
        var pod = new ObjectKey("shop", "web-0");
        store.labelling(pod, Set.of("given"), Set.of("taken"));

        assertThat(store.isInDoubt(pod)).isTrue();
        assertThat(List.of(store.gains(pod, "given"), store.keeps(pod, "given")))
                .containsOnly(true);
        assertThat(List.of(store.gains(pod, "taken"), store.keeps(pod, "taken")))
                .containsOnly(false);

        store.labelled(pod);
        assertThat(store.isInDoubt(pod)).isFalse();
        assertThat(store.gains(pod, "given")).isFalse();
        assertThat(store.keeps(pod, "taken")).isTrue();
    }

    private boolean admits(AccessKey key) {
        return store.of(SERVER).orElseThrow().admits(key, "shop");
    }

    private static NetworkPolicy admitting(ServerId server, String version, String... keys) {
        return new NetworkPolicyBuilder(policy(true))
                .editMetadata()
                .withName(PolicyName.of(server))
                .withUid("uid-" + server.name())
                .withResourceVersion(version)
                .withAnnotations(Map.of(Labels.SERVER, server.toString()))
                .endMetadata()
                .editSpec()
                .withIngress(Stream.of(keys)
                        .map(key -> new NetworkPolicyIngressRuleBuilder()
                                .addNewFrom()
                                .withNewPodSelector()
                                .addToMatchLabels(key, AccessKey.VALUE)
                                .endPodSelector()
                                .withNewNamespaceSelector()
                                .addNewMatchExpression()
                                .withKey("kubernetes.io/metadata.name")
                                .withOperator("In")
                                .withValues("shop")
                                .endMatchExpression()
                                .endNamespaceSelector()
                                .endFrom()
                                .build())
                        .toList())
                .endSpec()
                .build();
    }

    private boolean isKept(ServerId server) {
        return graph.read(current -> current.isKept(server));
    }

    private static NetworkPolicy policy(boolean ours) {
        return new NetworkPolicyBuilder()
                .withNewMetadata()
                .withNamespace(SERVER.namespace())
                .withName(PolicyName.of(SERVER))
                .withUid("uid")
                .withResourceVersion("1")
                .withLabels(ours ? Map.of(Labels.MANAGED_BY, Labels.MANAGER) : Map.of())
                .withAnnotations(Map.of(Labels.SERVER, SERVER.toString()))
                .endMetadata()
                .withNewSpec()
                .withNewPodSelector()
                .endPodSelector()
                .endSpec()
                .build();
    }
}

package dev.clientintents.backend.networkpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.AddressBlock;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NameServer;
import dev.clientintents.graph.NameServers;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.NamespaceEntry.InvalidLabel;
import dev.clientintents.graph.OutsideIntent;
import dev.clientintents.graph.OutsideServer;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.ClientId;
import dev.clientintents.model.Denial;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.Selector;
import dev.clientintents.rule.DenialPlan;
import dev.clientintents.rule.DenialRules;
import dev.clientintents.rule.EgressPlan;
import dev.clientintents.rule.EgressRules;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the policy of a namespace denies, as its label asks. */
class DefaultDenyTest {

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

    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.LOCAL, Set.of()));

    @ParameterizedTest(name = "written {0}, value never valid {1}, names resolved somewhere {2}: denied {3}")
    @CsvSource({
        "BOTH,    true,  true,  BOTH",
        "BOTH,    true,  false, BOTH",
        "INGRESS, true,  true,  INGRESS",
        "EGRESS,  true,  true,  EGRESS",
        ",        true,  true,  ",
        "BOTH,    false, true,  ",
    })
    void aDenialThatIsWrittenStaysWhereNobodyKnowsWhatTheLabelAsksFor(
            @Nullable Denial written, boolean undecided, boolean known, @Nullable Denial expected) {
        graph.put(DNS);
        Optional<NetworkPolicy> before = denial(written);
        if (!known) {
            graph.put(NameServers.unknown("nobody knows"));
        }
        graph.put(namespace(null, new InvalidLabel(Labels.DEFAULT_DENY, "true", undecided)));

        assertThat(DefaultDeny.plan(graph, "shop", before)).isEqualTo(denial(expected));
    }

    @ParameterizedTest(name = "asked for {0}, written {1}: denied {2}")
    @CsvSource({
        "INGRESS, ,        INGRESS",
        "EGRESS,  ,        ",
        "BOTH,    ,        INGRESS",
        "BOTH,    INGRESS, INGRESS",
        "EGRESS,  INGRESS, ",
        "BOTH,    EGRESS,  BOTH",
        "EGRESS,  BOTH,    EGRESS",
        "INGRESS, BOTH,    INGRESS",
    })
    void whereNobodyKnowsWhereNamesAreResolvedWhatGoesOutIsDeniedAsItIsAndNotAnew(
            Denial wanted, @Nullable Denial written, @Nullable Denial expected) {
        graph.put(DNS);
        Optional<NetworkPolicy> before = denial(written);
        graph.put(namespace(wanted));
        graph.put(NameServers.unknown("nobody knows"));

        assertThat(DefaultDeny.plan(graph, "shop", before)).isEqualTo(denial(expected));
        assertThat(DenialRules.obstacle(graph, "shop").isPresent()).isEqualTo(wanted.ofEgress());
    }

    @ParameterizedTest
    @EnumSource
    void theOnePolicyDeniesAsItIsAskedForAndAdmitsNothingButWhereNamesAreResolved(Denial wanted) {
        graph.put(DNS);
        graph.put(namespace(wanted));

        NetworkPolicy policy = DefaultDeny.plan(graph, "shop", Optional.empty()).orElseThrow();

        assertThat(policy.getMetadata().getName()).isEqualTo(PolicyName.DEFAULT_DENY);
        assertThat(policy.getSpec().getPodSelector()).isEqualTo(new LabelSelector());
        assertThat(policy.getSpec().getPolicyTypes())
                .isEqualTo(
                        switch (wanted) {
                            case INGRESS -> List.of("Ingress");
                            case EGRESS -> List.of("Egress");
                            case BOTH -> List.of("Ingress", "Egress");
                        });
        assertThat(policy.getSpec().getIngress()).isEmpty();
        assertThat(policy.getSpec().getEgress()).isEqualTo(wanted.ofEgress() ? toNamesOf("elsewhere") : List.of());
        assertThat(ExistingPolicy.denial(policy)).isEqualTo(DenialRules.plan(graph, "shop", DenialPlan.none("shop")));
        assertThat(DenialRules.obstacle(graph, "shop")).isEmpty();
    }

    /** Returns the rules of the policy of a client that declares nothing but an address, without these. */
    private List<NetworkPolicyEgressRule> toNamesOf(String namespace) {
        graph.put(new NamespaceEntry(namespace, null, Denial.EGRESS, null, false, List.of()));
        graph.put(new IntentsEntry(
                new ObjectKey(namespace, "a"),
                "a",
                null,
                List.of(),
                List.of(new OutsideIntent(
                        new OutsideServer.Addresses(new AddressBlock("203.0.113.0/24", List.of())), List.of())),
                null));
        EgressPlan plan = EgressRules.plan(graph, new ClientId(namespace, null, "a"));
        NetworkPolicy policy = EgressPolicies.render((EgressPlan.Closed) plan);
        return policy.getSpec().getEgress().stream()
                .filter(rule -> !rule.getPorts().isEmpty())
                .toList();
    }

    /** Returns the policy of a namespace that denies that, as long as it is known where names are resolved. */
    private Optional<NetworkPolicy> denial(@Nullable Denial denial) {
        var other = new IntentGraph(graph.scope());
        other.put(DNS);
        other.put(namespace(denial));
        return DefaultDeny.plan(other, "shop", Optional.empty());
    }

    private static NamespaceEntry namespace(@Nullable Denial denial, InvalidLabel... invalid) {
        return new NamespaceEntry("shop", null, denial, null, false, List.of(invalid));
    }
}

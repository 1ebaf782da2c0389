package dev.clientintents.operator.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PolicyStoreTest {

    private static final ServerId SERVER = ServerId.anyKind("shop", "db");

    private final SharedGraph graph = new SharedGraph(new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of())));
    private final PolicyStore store = new PolicyStore(graph);
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
        touched.clear();

        store.written(policy(true));

        assertThat(isKept(SERVER)).isTrue();
        assertThat(touched).isEmpty();
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

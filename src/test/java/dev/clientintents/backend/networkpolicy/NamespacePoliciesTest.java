package dev.clientintents.backend.networkpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.KeptPolicy;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.NamespaceEntry.InvalidLabel;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamespacePoliciesTest {

    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of("kube-system")));

    @ParameterizedTest(name = "{0}, default deny {1}, terminating {2}: server policy {3}, default deny {4}")
    @CsvSource({
        "shop, true, false, true, true",
        "shop, false, false, true, false",
        "shop, true, true, false, false",
        "kube-system, true, false, false, false",
    })
    void aNamespaceHasPoliciesUnlessItIsExcludedOrBeingDeleted(
            String namespace, boolean wanted, boolean terminating, boolean ofServer, boolean defaultDeny) {
        ServerId server = ServerId.anyKind(namespace, "db");
        graph.put(new NamespaceEntry(namespace, null, wanted, terminating));
        graph.put(pod("web", "web"));
        graph.put(pod(namespace, "db"));
        graph.put(new IntentsEntry(new ObjectKey("web", "web"), "web", null, List.of(Intent.of(server, List.of()))));

        assertThat(ServerPolicies.plan(graph, server).isPresent()).isEqualTo(ofServer);
        assertThat(DefaultDeny.plan(graph, namespace, Optional.empty()).isPresent())
                .isEqualTo(defaultDeny);
    }

    @ParameterizedTest(name = "setting {0}, closed before {1}, value never valid {2}: closed {3}")
    @CsvSource({
        "SHADOW, true,  true,  true",
        "SHADOW, false, true,  false",
        "SHADOW, true,  false, true",
        "ACTIVE, false, true,  true",
    })
    void aServerThatIsClosedStaysSoWhereNobodyKnowsWhatTheLabelAsksFor(
            Enforcement setting, boolean before, boolean undecided, boolean closed) {
        var world = new IntentGraph(new Scope(setting, Set.of()));
        ServerId server = ServerId.anyKind("shop", "db");
        world.put(new NamespaceEntry(
                "shop", null, null, null, false, List.of(new InvalidLabel(Labels.ENFORCEMENT, "Active", undecided))));
        world.put(pod("web", "web"));
        world.put(pod("shop", "db"));
        world.put(new IntentsEntry(new ObjectKey("web", "web"), "web", null, List.of(Intent.of(server, List.of()))));
        if (before) {
            world.put(KeptPolicy.of(server, Map.of()));
        }

        assertThat(ServerPolicies.plan(world, server).isPresent()).isEqualTo(closed);
    }

    private static PodEntry pod(String namespace, String name) {
        return new PodEntry(
                new ObjectKey(namespace, name),
                "uid",
                new WorkloadId(namespace, "Pod", name),
                null,
                PodEntry.State.LIVE,
                Map.of(),
                Set.of());
    }
}

package dev.clientintents.backend.networkpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import java.util.List;
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
        graph.put(new IntentsEntry(new ObjectKey("web", "web"), "web", null, List.of(Intent.of(server, List.of()))));

        assertThat(ServerPolicies.plan(graph, server).isPresent()).isEqualTo(ofServer);
        assertThat(DefaultDeny.plan(graph, namespace).isPresent()).isEqualTo(defaultDeny);
    }
}

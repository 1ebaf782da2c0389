package dev.clientintents.backend.networkpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.Budgets;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The budget of a policy is counted by an estimate, which must not fall below what is written. */
class PolicySizeTest {

    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of()));

    private static String namespace(int number) {
        return "team-with-a-long-name-" + String.format("%05d", number);
    }

    private void declare(ServerId server, int namespaces, int ports) {
        graph.put(new NamespaceEntry(server.namespace(), null, true, false));
        graph.put(new PodEntry(
                new ObjectKey(server.namespace(), "a-pod"),
                "uid",
                new WorkloadId(server.namespace(), "Pod", server.name()),
                null,
                PodEntry.State.LIVE,
                Map.of(),
                Set.of()));
        List<PortRange> listed = IntStream.range(0, ports)
                .<PortRange>mapToObj(it -> new PortRange.Numbered(Protocol.TCP, 10_000 + it, 20_000 + it))
                .toList();
        for (int it = 0; it < namespaces; it++) {
            graph.put(new IntentsEntry(
                    new ObjectKey(namespace(it), "web"), "web", null, List.of(Intent.of(server, listed))));
        }
    }

    private int written(ServerId server) {
        NetworkPolicy policy = ServerPolicies.plan(graph, server).orElseThrow();
        return Serialization.asJson(policy).getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    void fiveThousandNamespacesFitWhereTheyDeclareTheSame() {
        ServerId server = ServerId.anyKind("data", "db");
        declare(server, 5_000, 1);

        assertThat(graph.granted(server).values().iterator().next().namespaces())
                .hasSize(5_000);
        assertThat(written(server)).isLessThan(200_000);
    }

    @Test
    void aPolicyForFiveThousandNamespacesWithManyPortsStaysInItsBudget() {
        ServerId server = ServerId.anyKind("data", "db");
        declare(server, 5_000, 40);

        assertThat(written(server)).isBetween(900_000, Budgets.DEFAULT.policyBytes() + 1_000);
    }

    @Test
    void aServiceWithManyPortsStaysInItsBudget() {
        ServerId server = ServerId.service("data", "db");
        List<ServiceEntry.Port> ports = IntStream.range(0, 100)
                .mapToObj(it -> new ServiceEntry.Port(
                        "p" + it, Protocol.TCP, 10_000 + it, new PortRange.Named(Protocol.TCP, "target-port-" + it)))
                .toList();
        graph.put(new ServiceEntry(new ObjectKey("data", "db"), Map.of("app", "db"), ports));
        declare(server, 600, 60);

        assertThat(written(server)).isBetween(100_000, Budgets.DEFAULT.policyBytes() + 1_000);
    }
}

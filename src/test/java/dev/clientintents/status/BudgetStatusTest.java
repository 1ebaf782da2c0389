package dev.clientintents.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.api.TargetState;
import dev.clientintents.graph.Budgets;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A declaration over a budget is told so, and is not told to be in force; what others declare is as before. */
class BudgetStatusTest {

    private static final ServerId DB = ServerId.anyKind("data", "db");

    private static IntentGraph graph(Budgets budgets) {
        var graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of(), Set.of(), budgets));
        graph.put(new NamespaceEntry("data", null, true, false));
        graph.put(new PodEntry(
                new ObjectKey("data", "db"),
                "uid",
                new WorkloadId("data", "Pod", "db"),
                null,
                PodEntry.State.LIVE,
                Map.of(Labels.WORKLOAD, "db", Labels.WORKLOAD_KIND, "Pod"),
                Set.of()));
        return graph;
    }

    private static IntentsEntry declares(String namespace, int first, int count) {
        List<PortRange> ports = IntStream.range(first, first + count)
                .<PortRange>mapToObj(it -> new PortRange.Numbered(Protocol.TCP, it, it))
                .toList();
        return new IntentsEntry(new ObjectKey(namespace, "web"), "web", null, List.of(Intent.of(DB, ports)));
    }

    private static ClientIntentsStatus status(IntentGraph graph, IntentsEntry entry) {
        return StatusPlan.of(graph, server -> WriteState.DONE, entry, 1L, null, Instant.EPOCH);
    }

    private static void assertNotInForce(ClientIntentsStatus status, TargetState state, String message) {
        assertThat(status.servers()).singleElement().satisfies(target -> {
            assertThat(target.state()).isEqualTo(state);
            assertThat(target.message()).isEqualTo(message);
        });
        assertThat(status.conditions())
                .filteredOn(condition -> List.of("Enforced", "Ready").contains(condition.getType()))
                .hasSize(2)
                .allSatisfy(condition -> {
                    assertThat(condition.getStatus()).isEqualTo("False");
                    assertThat(condition.getReason()).isEqualTo(state.name());
                });
    }

    @Test
    void whoUsesMoreKeysThanANamespaceMayIsTold() {
        IntentGraph graph = graph(new Budgets(2, 1_000_000, 2_048, 1_000));
        IntentsEntry greedy = declares("greedy", 1000, 3);
        IntentsEntry modest = declares("modest", 1002, 1);
        graph.put(greedy);
        graph.put(modest);

        assertNotInForce(
                status(graph, greedy),
                TargetState.TooManyKeys,
                "namespace greedy declares more than 2 different ports of this server, and TCP 1002 is not admitted;"
                        + " declare ranges, or all ports");
        assertThat(status(graph, modest).conditions())
                .extracting(Condition::getStatus)
                .containsOnly("True");
    }

    @Test
    void whoDeclaresMoreThanOneClientMayIsTold() {
        IntentGraph graph = graph(new Budgets(64, 1_000_000, 2, 1_000));
        IntentsEntry greedy = declares("greedy", 1000, 3);
        graph.put(greedy);

        assertNotInForce(
                status(graph, greedy),
                TargetState.TooManyKeys,
                "client " + greedy.clientName() + " declares more than 2 servers and ports, and its pods carry no key"
                        + " for TCP 1002 of this one; declare ranges, or all ports");
    }

    @Test
    void whomThePolicyHasNoRoomForIsTold() {
        IntentGraph graph = graph(new Budgets(64, 1_000, 2_048, 1_000));
        IntentsEntry greedy = declares("greedy", 1000, 30);
        graph.put(greedy);

        assertNotInForce(
                status(graph, greedy),
                TargetState.PolicyTooLarge,
                "the policy of this server has no room left, and TCP 1003 is not admitted from namespace greedy;"
                        + " let its clients declare the same ports, ranges, or all ports");
    }

    @Test
    void whoseObjectIsOneTooManyIsToldAndIsNotAccepted() {
        IntentGraph graph = graph(new Budgets(64, 1_000_000, 2_048, 1));
        graph.put(declares("greedy", 1, 1));
        IntentsEntry late =
                new IntentsEntry(new ObjectKey("greedy", "x"), "x", null, List.of(Intent.of(DB, List.of())));
        graph.put(late);

        assertThat(graph.isSurplus(late.key())).isTrue();
        ClientIntentsStatus status = StatusPlan.surplus(graph, late.key(), 1L, null, Instant.EPOCH);
        assertThat(status.conditions())
                .extracting(Condition::getType, Condition::getStatus, Condition::getReason)
                .containsExactlyInAnyOrder(
                        tuple("Accepted", "False", "TooManyObjects"), tuple("Ready", "False", "TooManyObjects"));
        assertThat(Problems.newIn(status, null))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .isEqualTo(
                                "namespace greedy has more than 1 ClientIntents, of which the oldest count and this one"
                                        + " does not; declare what one client consumes in one object"));
    }
}

package dev.clientintents.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.ClientIntentsStatus;
import dev.clientintents.api.TargetState;
import dev.clientintents.graph.Change;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.time.Instant;
import java.util.AbstractSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that many consume: what an event of one of its pods has looked at. */
class HubTest {

    private static final int CLIENTS = 100;
    private static final int PODS = 50;
    private static final PortRange.Named HTTP = new PortRange.Named(Protocol.TCP, "http");
    private static final ServerId HUB = ServerId.anyKind("hub", "hub");

    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of()));
    private final AtomicInteger visits = new AtomicInteger();

    /** The named ports of a pod, which count how often somebody asks for them. */
    private final class CountedPorts extends AbstractSet<PortRange.Named> {

        @Override
        public Iterator<PortRange.Named> iterator() {
            visits.incrementAndGet();
            return List.of(HTTP).iterator();
        }

        @Override
        public int size() {
            return 1;
        }
    }

    @BeforeEach
    void manyClientsOfManyPods() {
        graph.put(new NamespaceEntry("hub", null, false, false));
        for (int i = 0; i < CLIENTS; i++) {
            var key = new ObjectKey("hub", "client-" + i);
            graph.put(new IntentsEntry(key, key.name(), null, List.of(Intent.of(HUB, List.of(HTTP)))));
            put(pod(key.name() + "-0", key.name(), Map.of()));
        }
        for (int i = 0; i < PODS; i++) {
            put(pod("hub-" + i, "hub", Map.of()));
        }
        visits.set(0);
    }

    @Test
    void anEventThatNoStatusTellsOfTouchesNone() {
        Change change = put(pod("hub-0", "hub", Map.of("revision", "2")));

        assertThat(change.pods()).containsExactly(new ObjectKey("hub", "hub-0"));
        assertThat(change.intents()).isEmpty();
    }

    @Test
    void anEventThatStatusesTellOfHasThemPlannedWithoutAVisitToAnyOtherPod() {
        Change change = graph.removePod(new ObjectKey("hub", "hub-0"));

        assertThat(change.intents()).hasSize(CLIENTS);
        assertThat(change.intents())
                .extracting(key -> plan(key).servers().get(0))
                .allSatisfy(target -> {
                    assertThat(target.pods()).isEqualTo(PODS - 1);
                    assertThat(target.state()).isEqualTo(TargetState.Enforced);
                });
        assertThat(visits).as("of the pod that goes, by two indexes at most").hasValueLessThanOrEqualTo(2);
    }

    @Test
    void aPodOfOneClientTouchesTheStatusOfThatClientOnly() {
        assertThat(graph.removePod(new ObjectKey("hub", "client-7-0")).intents())
                .containsExactly(new ObjectKey("hub", "client-7"));
    }

    @Test
    void podsWithoutTheirKeyAreNamed() {
        for (int i = 3; i > 0; i--) {
            graph.put(pod("client-7-" + i, "client-7", Map.of()));
        }

        assertThat(plan(new ObjectKey("hub", "client-7")).servers())
                .singleElement()
                .satisfies(target -> assertThat(target.message())
                        .isEqualTo("pods of the client do not carry the access key yet: client-7-1, client-7-2 and 1"
                                + " more; since 1970-01-01T00:00:07Z"));
    }

    @Test
    void podsOfTheServerThatAreNotLabelledAreNamed() {
        graph.put(pod("hub-50", "hub", Map.of()));

        assertThat(plan(new ObjectKey("hub", "client-7")).servers())
                .singleElement()
                .satisfies(target -> assertThat(target.message())
                        .isEqualTo("pods of the server are not labelled yet: hub-50; since 1970-01-01T00:00:07Z"));
    }

    private ClientIntentsStatus plan(ObjectKey key) {
        var writes = new WriteStates() {
            @Override
            public WriteState of(ServerId server) {
                return WriteState.DONE;
            }

            @Override
            public Optional<Instant> labellingSince(ObjectKey pod) {
                return Optional.of(Instant.ofEpochSecond(7));
            }
        };
        return StatusPlan.of(graph, writes, graph.intents(key).orElseThrow(), 1L, null, Instant.EPOCH);
    }

    private Change put(PodEntry pod) {
        var labels = new HashMap<>(pod.labels());
        labels.putAll(PodLabels.of(graph, pod));
        return graph.put(pod.withLabels(labels));
    }

    private PodEntry pod(String name, String workload, Map<String, String> labels) {
        return new PodEntry(
                new ObjectKey("hub", name),
                name,
                new WorkloadId("hub", "DaemonSet", workload),
                null,
                PodEntry.State.LIVE,
                labels,
                new CountedPorts());
    }
}

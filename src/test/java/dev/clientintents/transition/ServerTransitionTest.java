package dev.clientintents.transition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a server's policy while there are pods of which nobody knows whose they are. */
class ServerTransitionTest {

    private static final ServerId DB = ServerId.anyKind("shop", "db");

    private final IntentGraph graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of()));
    private @Nullable NetworkPolicy policy;

    private final WrittenPolicies written = new WrittenPolicies() {
        @Override
        public Optional<Written> of(ServerId server) {
            return Optional.ofNullable(policy).map(ExistingPolicy::written);
        }

        @Override
        public Optional<ServerId> serverOf(String key) {
            return Optional.of(DB);
        }
    };

    @ParameterizedTest(name = "policy {0}, declared {1}, pod of the server known {2}, pods unknown {3}: {4}")
    @CsvSource({
        "true,  false, false, false, absent",
        "true,  false, false, true,  closed and looked at again",
        "true,  false, true,  false, closed",
        "true,  false, true,  true,  closed",
        "true,  true,  false, true,  open to the client",
        "true,  true,  false, false, open to the client",
        "false, false, false, true,  absent",
        "false, false, false, false, absent",
        "false, true,  false, false, open to the client",
        "false, true,  true,  false, waits for the client",
        "false, true,  false, true,  waits for the client",
    })
    void podsOfNobodyCountAsTheServersWhereThatKeepsItClosedOrItsClientsServed(
            boolean exists, boolean declared, boolean pod, boolean unknown, String expected) {
        graph.put(new NamespaceEntry("shop", null, false, false));
        pod("shop", "front");
        declare();
        if (exists) {
            policy = ServerPolicies.plan(graph, DB).orElseThrow();
            graph.put(ExistingPolicy.kept(DB, policy));
        }
        if (!declared) {
            graph.removeIntents(new ObjectKey("shop", "front"));
        }
        if (pod) {
            pod("shop", "db");
        }

        ServerStep step = new ServerTransition(
                        graph, written, new Deadlines(Duration.ofMinutes(1), Duration.ofMinutes(1)))
                .next(DB, ServerMemory.NONE, unknown, 0);

        assertThat(said(step)).isEqualTo(expected);
    }

    private static String said(ServerStep step) {
        if (step instanceof ServerStep.Wait) {
            return "waits for the client";
        }
        if (step instanceof ServerStep.Write write) {
            return write.plan().rules().isEmpty()
                    ? write.until() == null ? "closed" : "closed and looked at again"
                    : "open to the client";
        }
        return "absent";
    }

    private void declare() {
        graph.put(new IntentsEntry(new ObjectKey("shop", "front"), "front", null, List.of(Intent.of(DB, List.of()))));
    }

    private void pod(String namespace, String workload) {
        graph.put(new PodEntry(
                new ObjectKey(namespace, workload + "-0"),
                workload,
                new WorkloadId(namespace, "Deployment", workload),
                null,
                PodEntry.State.LIVE,
                Map.of("app", workload),
                Set.of()));
    }
}

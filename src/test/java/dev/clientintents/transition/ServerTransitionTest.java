package dev.clientintents.transition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.backend.networkpolicy.ClientRules;
import dev.clientintents.backend.networkpolicy.ExistingPolicy;
import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.graph.Change;
import dev.clientintents.graph.Intent;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.IntentsEntry;
import dev.clientintents.graph.KeptPolicy;
import dev.clientintents.graph.NamespaceEntry;
import dev.clientintents.graph.OwnSelector;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.graph.ServiceEntry;
import dev.clientintents.graph.WorkloadEntry;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a server's policy while nobody knows whose some pods are, and when nothing is left of the server. */
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

    private static final WrittenPolicies NOTHING_WRITTEN = new WrittenPolicies() {
        @Override
        public Optional<Written> of(ServerId server) {
            return Optional.empty();
        }

        @Override
        public Optional<ServerId> serverOf(String key) {
            return Optional.empty();
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

        ServerStep step =
                new ServerTransition(graph, written, deadlines(Duration.ZERO)).next(DB, PolicyMemory.NONE, unknown, 0);

        assertThat(said(step)).isEqualTo(expected);
    }

    @Test
    void aServerOfWhichNothingIsLeftIsForgottenOnlyAfterTheTime() {
        graph.put(new NamespaceEntry("shop", null, false, false));
        closeAndWithdraw();
        var transition = new ServerTransition(graph, written, deadlines(Duration.ofHours(24)));

        var first = (ServerStep.Write) transition.next(DB, PolicyMemory.NONE, hours(1));
        var second = (ServerStep.Write) transition.next(DB, first.memory(), hours(20));

        assertThat(ClientRules.of(ServerPolicies.render(first.plan()))).isEmpty();
        assertThat(List.of(first.until(), second.until())).containsExactly(Duration.ofHours(24), Duration.ofHours(5));
        assertThat(transition.next(DB, second.memory(), true, hours(30)))
                .as("while there may be pods of it")
                .isInstanceOf(ServerStep.Write.class);
        assertThat(transition.next(DB, second.memory(), hours(25))).isInstanceOf(ServerStep.Absent.class);
    }

    @Test
    void aServerIsNotForgottenWhileItsObjectIsThereAndThenTheTimeBeginsAnew() {
        graph.put(new NamespaceEntry("shop", null, false, false));
        closeAndWithdraw();
        var transition = new ServerTransition(graph, written, deadlines(Duration.ofHours(24)));
        var gone = (ServerStep.Write) transition.next(DB, PolicyMemory.NONE, hours(1));

        Change appeared = workloads(new WorkloadEntry(
                new WorkloadId("shop", "Deployment", "db"),
                "uid",
                new OwnSelector.Known(Selector.of(Map.of("app", "db")))));
        var scaledToZero = (ServerStep.Write) transition.next(DB, gone.memory(), hours(40));
        Change disappeared = workloads();
        var goneAgain = (ServerStep.Write) transition.next(DB, scaledToZero.memory(), hours(50));

        assertThat(List.of(appeared.servers(), disappeared.servers())).containsOnly(Set.of(DB));
        assertThat(scaledToZero.until()).as("nothing is waited for").isNull();
        assertThat(goneAgain.until()).isEqualTo(Duration.ofHours(24));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"its namespace ends", "its namespace gets the level shadow", "somebody deletes the policy"})
    void nothingWaitsToBeForgottenWhere(String why) {
        graph.put(new NamespaceEntry("shop", null, false, false));
        closeAndWithdraw();
        switch (why) {
            case "its namespace ends" -> graph.put(new NamespaceEntry("shop", null, false, true));
            case "its namespace gets the level shadow" ->
                graph.put(new NamespaceEntry("shop", Enforcement.SHADOW, false, false));
            default -> graph.removePolicy(DB);
        }

        assertThat(new ServerTransition(graph, written, deadlines(Duration.ofHours(24))).next(DB, PolicyMemory.NONE, 0))
                .isInstanceOf(ServerStep.Absent.class);
    }

    @Test
    void aServiceIsNotForgottenWhileItIsThere() {
        var front = ServerId.service("shop", "front");
        graph.put(new NamespaceEntry("shop", null, false, false));
        graph.put(new ServiceEntry(new ObjectKey("shop", "front"), Map.of("app", "front"), List.of()));
        graph.put(KeptPolicy.of(front, Map.of("app", "front")));
        var transition = new ServerTransition(graph, NOTHING_WRITTEN, deadlines(Duration.ZERO));
        assertThat(transition.next(front, PolicyMemory.NONE, 0)).isInstanceOf(ServerStep.Write.class);

        Change change = graph.removeService(new ObjectKey("shop", "front"));

        assertThat(change.servers()).contains(front);
        assertThat(transition.next(front, PolicyMemory.NONE, 0)).isInstanceOf(ServerStep.Absent.class);
    }

    private static long hours(int hours) {
        return Duration.ofHours(hours).toNanos();
    }

    private static Deadlines deadlines(Duration forgetting) {
        return new Deadlines(Duration.ofMinutes(1), Duration.ofMinutes(1), forgetting);
    }

    private Change workloads(WorkloadEntry... entries) {
        return graph.putWorkloads(new ObjectKey("shop", "db"), List.of(entries));
    }

    /** A server that had a client, and has neither pods nor an object. */
    private void closeAndWithdraw() {
        pod("shop", "front");
        declare();
        policy = ServerPolicies.plan(graph, DB).orElseThrow();
        graph.put(ExistingPolicy.kept(DB, policy));
        graph.removeIntents(new ObjectKey("shop", "front"));
    }

    private static String said(ServerStep step) {
        if (step instanceof ServerStep.Wait) {
            return "waits for the client";
        }
        if (step instanceof ServerStep.Write write) {
            return ClientRules.of(ServerPolicies.render(write.plan())).isEmpty()
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

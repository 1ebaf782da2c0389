package dev.clientintents.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.api.TargetState;
import dev.clientintents.backend.networkpolicy.ClientRules;
import dev.clientintents.backend.networkpolicy.ServerPolicies;
import dev.clientintents.consent.Consumer;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.PortRange;
import dev.clientintents.model.Protocol;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.status.StatusPlan;
import dev.clientintents.status.WriteState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose declarations count: those of the server's own namespace, and those to which its side consents. */
class ConsentTest {

    private static final ServerId DB = ServerId.anyKind("shop", "db");
    private static final ServerId DB_SERVICE = ServerId.service("shop", "db");
    private static final PortRange HTTP = PortRange.Numbered.of(Protocol.TCP, 8080);
    private static final ObjectKey BFF = new ObjectKey("mobile", "bff");

    private IntentGraph graph = graph(false);

    @BeforeEach
    void aServerAndAClientOfAnotherNamespace() {
        fill();
    }

    private static IntentGraph graph(boolean consentRequired) {
        return new IntentGraph(new Scope(Enforcement.LOCAL, Set.of("kube-system")).with(consentRequired, Set.of()));
    }

    private void fill() {
        graph.put(new NamespaceEntry("shop", null, true, false));
        graph.put(new NamespaceEntry("mobile", null, false, false));
        graph.put(pod("shop", "Deployment", "db"));
        graph.put(pod("mobile", "Deployment", "bff"));
        graph.put(new ServiceEntry(
                new ObjectKey("shop", "db"),
                Map.of("app", "db"),
                List.of(new ServiceEntry.Port("http", Protocol.TCP, 80, HTTP))));
    }

    @Test
    void withoutAServerAccessEverybodysDeclarationCountsUnlessConsentIsRequired() {
        graph.put(declaration(null, DB));
        assertThat(state(DB)).isEqualTo(TargetState.Enforced);

        graph = graph(true);
        fill();
        graph.put(declaration(null, DB));

        assertWaits(DB);
        assertThat(graph.waitingCount()).isEqualTo(1);
        graph.put(new IntentsEntry(new ObjectKey("shop", "own"), "web", null, List.of(Intent.of(DB, List.of()))));
        assertThat(rules(DB)).as("of the own namespace").isEqualTo(1);
    }

    @Test
    void whoeverIsNotListedWaitsAndChangesNothing() {
        graph.put(access("a", DB, new Consumer("checkout", null, null, null)));
        Change change = graph.put(declaration(null, DB));

        assertWaits(DB);
        assertThat(change.accesses()).containsExactly(new ObjectKey("shop", "a"));
    }

    @Test
    void consentIsGivenAndWithdrawnAsARevocationThatNamesThePods() {
        graph.put(declaration(null, DB));
        graph.put(access("a", DB));
        assertWaits(DB);

        Change given = graph.put(access("a", DB, new Consumer("mobile", "bff", "Deployment", null)));
        assertThat(given.pods()).contains(BFF);
        assertThat(rules(DB)).isEqualTo(1);
        assertThat(labels()).containsOnlyKeys("clientintents.dev/consumes-db.shop");
        Change withdrawn = graph.put(access("a", DB));

        assertThat(withdrawn.withdrawn()).containsExactly(DB);
        assertThat(withdrawn.pods()).contains(BFF);
        assertThat(withdrawn.intents()).contains(new ObjectKey("mobile", "bff"));
        assertWaits(DB);
    }

    @Test
    void severalObjectsAddUpAndOneThatSaysNothingOfConsumersWidensNothing() {
        graph.put(declaration(null, DB));
        graph.put(access("a", DB, new Consumer("checkout", null, null, null)));
        graph.put(new AccessEntry(new ObjectKey("shop", "b"), DB, null, null, Set.of(), List.of(), false, null));
        assertWaits(DB);

        graph.put(access("c", null, new Consumer("mobile", null, null, null)));

        assertThat(rules(DB)).isEqualTo(1);
    }

    @Test
    void consentToPortsCoversADeclarationOfThemAndNotOneOfAllPorts() {
        graph.put(access("a", DB, new Consumer("mobile", null, null, List.of(HTTP))));
        graph.put(declaration(null, DB));
        assertWaits(DB);

        graph.put(declaration(null, DB, HTTP));

        assertThat(rules(DB)).isEqualTo(1);
    }

    @Test
    void whatAWorkloadConsentsToHoldsForTheServiceInFrontOfItOnThePodsPorts() {
        graph.put(access("a", DB, new Consumer("mobile", null, null, List.of(HTTP))));
        graph.put(declaration(null, DB_SERVICE));
        assertThat(rules(DB_SERVICE)).as("all ports of the Service are those").isEqualTo(1);

        graph.put(access("a", DB));

        assertWaits(DB_SERVICE);
        graph.removePod(new ObjectKey("shop", "db"));
        graph.put(pod("shop", "Deployment", "db"));
        assertWaits(DB_SERVICE);
    }

    @Test
    void consentToAKindCoversThePodsOfThatKindOfAClientThatNamesNone() {
        graph.put(pod("mobile", "StatefulSet", "bff-0", "bff"));
        graph.put(access("a", DB, new Consumer("mobile", "bff", "Deployment", null)));
        graph.put(declaration(null, DB));

        assertThat(labels()).containsOnlyKeys("clientintents.dev/consumes-db.shop");
        assertThat(PodLabels.of(
                        graph, graph.pod(new ObjectKey("mobile", "bff-0")).orElseThrow()))
                .isEmpty();
        assertThat(state(DB)).isEqualTo(TargetState.NotGranted);
        graph.put(declaration("StatefulSet", DB));
        assertWaits(DB);
    }

    @Test
    void aDeclarationThatWaitsClosesNothing() {
        graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of()).with(true, Set.of()));
        fill();
        graph.put(new NamespaceEntry("shop", null, false, false));

        graph.put(declaration(null, DB));

        assertThat(graph.closure(DB)).isEqualTo(Closure.OPEN);
        graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of()));
        fill();
        graph.put(declaration(null, DB));
        assertThat(graph.closure(DB)).as("where it counts").isEqualTo(Closure.CLOSED);
    }

    @Test
    void everyNamespaceMayBeConsentedTo() {
        graph = graph(true);
        fill();
        graph.put(declaration(null, DB));
        graph.put(access("a", DB, new Consumer(Consumer.EVERY_NAMESPACE, null, null, null)));

        assertThat(rules(DB)).isEqualTo(1);
    }

    private void assertWaits(ServerId server) {
        assertThat(rules(server)).isZero();
        assertThat(labels()).isEmpty();
        assertThat(state(server)).isEqualTo(TargetState.NotGranted);
    }

    private Map<String, String> labels() {
        return PodLabels.of(graph, graph.pod(BFF).orElseThrow());
    }

    private int rules(ServerId server) {
        return ServerPolicies.plan(graph, server)
                .map(policy -> ClientRules.of(policy).size())
                .orElse(0);
    }

    private TargetState state(ServerId server) {
        IntentsEntry entry = graph.intents(new ObjectKey("mobile", "bff")).orElseThrow();
        assertThat(entry.intents()).extracting(Intent::server).containsExactly(server);
        graph.put(KeptPolicy.of(server, Map.of("app", "db")));
        TargetState state = StatusPlan.of(graph, any -> WriteState.DONE, labelled(entry), 1L, null, Instant.EPOCH)
                .servers()
                .get(0)
                .state();
        graph.removePolicy(server);
        return state;
    }

    /** Has the client's pods carry what they are to carry, as the operator would. */
    private IntentsEntry labelled(IntentsEntry entry) {
        graph.allPods().toList().forEach(pod -> {
            var labels = new HashMap<>(Map.of("app", pod.workload().name()));
            labels.putAll(PodLabels.of(graph, pod));
            graph.put(pod.withLabels(labels));
        });
        return entry;
    }

    private static AccessEntry access(String name, @Nullable ServerId server, Consumer... consumers) {
        return new AccessEntry(
                new ObjectKey("shop", name), server, null, List.of(consumers), Set.of(), List.of(), false, null);
    }

    private static IntentsEntry declaration(@Nullable String kind, ServerId server, PortRange... ports) {
        return new IntentsEntry(
                new ObjectKey("mobile", "bff"), "bff", kind, List.of(Intent.of(server, List.of(ports))));
    }

    private static PodEntry pod(String namespace, String kind, String workload) {
        return pod(namespace, kind, workload, workload);
    }

    private static PodEntry pod(String namespace, String kind, String name, String workload) {
        return new PodEntry(
                new ObjectKey(namespace, name),
                "uid",
                new WorkloadId(namespace, kind, workload),
                null,
                PodEntry.State.LIVE,
                Map.of("app", workload),
                Set.of());
    }
}

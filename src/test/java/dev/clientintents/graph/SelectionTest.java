package dev.clientintents.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.identity.OwnerReference;
import dev.clientintents.label.PodLabels;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.Labels;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.model.WorkloadId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** By what the policy of a workload selects its pods. */
class SelectionTest {

    private static final ObjectKey NAME = new ObjectKey("shop", "db");
    private static final ServerId DB = ServerId.anyKind("shop", "db");
    private static final ServerId DEPLOYMENT = new ServerId("shop", "Deployment", "db");
    private static final Selector APP = Selector.of(Map.of("app", "db"));

    private IntentGraph graph = new IntentGraph(new Scope(Enforcement.ACTIVE, Set.of()));

    @BeforeEach
    void aDeploymentThatIsConsumed() {
        setUp();
    }

    private void setUp() {
        graph.put(new NamespaceEntry("shop", null, false, false));
        graph.put(new IntentsEntry(
                new ObjectKey("shop", "intents"),
                "web",
                null,
                List.of(Intent.of(DB, List.of()), Intent.of(DEPLOYMENT, List.of()))));
        graph.put(pod("web-0", "Deployment", "web", Map.of("app", "web")));
        graph.put(pod("db-0", "Deployment", "db", Map.of("app", "db")));
        graph.putWorkloads(NAME, List.of(known("Deployment", APP)));
    }

    @Test
    void aWorkloadIsSelectedByItsOwnSelectorAndItsPodsGetNoLabel() {
        assertThat(List.of(graph.selection(DB), graph.selection(DEPLOYMENT)))
                .containsOnly(new Selection.ByWorkload(APP));
        assertThat(labels("db-0")).isEmpty();
    }

    @Test
    void podsOfAnotherWorkloadThatItMatchesAndNoneElseForbidIt() {
        graph.put(pod("debug", "Pod", "debug", Map.of("app", "db")));
        graph.put(pod("other", "Deployment", "other", Map.of("app", "other")));
        assertThat(graph.selection(DB)).isEqualTo(new Selection.ByWorkload(APP));

        Change change = graph.put(pod("canary-0", "Deployment", "canary", Map.of("app", "db", "track", "canary")));

        assertThat(graph.selection(DB))
                .isEqualTo(new Selection.ByLabels("its selector also matches pods of Deployment canary"));
        assertThat(change.servers()).contains(DB, DEPLOYMENT);
        assertThat(change.pods()).contains(new ObjectKey("shop", "db-0"));
        assertThat(labels("db-0")).containsOnlyKeys(Labels.WORKLOAD, Labels.WORKLOAD_KIND);
        graph.removePod(new ObjectKey("shop", "canary-0"));
        assertThat(graph.selection(DB)).isEqualTo(new Selection.ByWorkload(APP));
    }

    @Test
    void whatWasClosedByItsSelectorStaysSoWhileItsWorkloadIsAway() {
        graph.put(new KeptPolicy(DB, APP));
        graph.put(new KeptPolicy(DEPLOYMENT, APP));

        Change change = graph.putWorkloads(NAME, List.of());

        assertThat(graph.selection(DB))
                .as("the policy remembers what the object said")
                .isEqualTo(new Selection.ByWorkload(APP));
        assertThat(change.pods()).doesNotContain(new ObjectKey("shop", "db-0"));
        assertThat(labels("db-0")).isEmpty();
        graph.removePod(new ObjectKey("shop", "db-0"));
        assertThat(graph.selection(DB))
                .as("pods that lost it, or come with it again, are closed")
                .isEqualTo(new Selection.ByWorkload(APP));
        graph.put(pod("db-1", "Deployment", "db", Map.of("app", "db")));
        assertThat(graph.selection(DB)).isEqualTo(new Selection.ByWorkload(APP));
        graph.removePod(new ObjectKey("shop", "db-1"));
        graph.putWorkloads(NAME, List.of(known("Deployment", Selector.of(Map.of("app", "other")))));
        assertThat(graph.selection(DB)).isEqualTo(new Selection.ByWorkload(Selector.of(Map.of("app", "other"))));
    }

    @Test
    void whatAPolicyRemembersIsNotUsedWhereAPodOfItsIsNotSelectedOrEverythingIs() {
        graph.put(new KeptPolicy(DB, APP));
        graph.putWorkloads(NAME, List.of());

        Change change = graph.put(pod("db-1", "Deployment", "db", Map.of("app", "debugged")));

        assertThat(graph.selection(DB)).isInstanceOf(Selection.ByLabels.class);
        assertThat(change.servers()).contains(DB);
        assertThat(change.pods()).contains(new ObjectKey("shop", "db-0"));
        graph.removePod(new ObjectKey("shop", "db-1"));
        assertThat(graph.selection(DB)).isEqualTo(new Selection.ByWorkload(APP));

        graph.put(new KeptPolicy(DB, Selector.EVERYTHING));
        assertThat(graph.selection(DB)).as("somebody edited it").isInstanceOf(Selection.ByLabels.class);
    }

    @Test
    void aFinishedPodForbidsNothing() {
        PodEntry job = pod("job", "Job", "job", Map.of("app", "db"));
        graph.put(job);
        assertThat(graph.selection(DB)).isInstanceOf(Selection.ByLabels.class);

        graph.put(inState(job, PodEntry.State.FINISHED));

        assertThat(graph.selection(DB)).isEqualTo(new Selection.ByWorkload(APP));
    }

    @Test
    void aPodWhoseOwnerMayNotBeReadIsNoBarePod() {
        graph.put(pod(
                "x",
                new WorkloadId("shop", "Pod", "x"),
                new OwnerReference("example.com/v1", "Robot", "r2", "uid"),
                Map.of("app", "db")));

        assertThat(graph.selection(DB)).isEqualTo(new Selection.ByLabels("its selector also matches pods of Robot r2"));
    }

    @Test
    void podsOnTheHostNetworkForbidIt() {
        graph.put(inState(pod("db-1", "Deployment", "db", Map.of("app", "db")), PodEntry.State.HOST_NETWORK));

        assertThat(graph.selection(DB))
                .isEqualTo(new Selection.ByLabels("its selector also matches pods on the host network"));
    }

    @Test
    void anOwnPodThatItDoesNotMatchForbidsItForWhomeverThePodIs() {
        graph.put(pod("db-job", "Job", "db", Map.of()));
        assertThat(graph.selection(DB)).isEqualTo(new Selection.ByLabels("its selector does not match its pod db-job"));
        assertThat(graph.selection(DEPLOYMENT)).isEqualTo(new Selection.ByWorkload(APP));

        graph.put(pod("db-0", "Deployment", "db", Map.of("app", "debugged")));

        assertThat(graph.selection(DEPLOYMENT))
                .isEqualTo(new Selection.ByLabels("its selector does not match its pod db-0"));
    }

    @Test
    void severalWorkloadsOfANameAreToldApartByLabels() {
        graph.putWorkloads(NAME, List.of(known("StatefulSet", APP), known("Deployment", APP)));

        assertThat(graph.selection(DB))
                .isEqualTo(new Selection.ByLabels("several workloads have that name: Deployment, StatefulSet"));
        assertThat(graph.selection(DEPLOYMENT)).isEqualTo(new Selection.ByWorkload(APP));
    }

    @Test
    void anObjectWithoutASelectorIsSelectedByLabels() {
        graph.putWorkloads(NAME, List.of(entry("Deployment", new OwnSelector.Unusable("a robot has none"))));
        assertThat(graph.selection(DB)).isEqualTo(new Selection.ByLabels("a robot has none"));

        graph.putWorkloads(NAME, List.of());

        assertThat(graph.selection(DB))
                .isEqualTo(new Selection.ByLabels("no workload object of that name with a selector is known"));
    }

    @Test
    void whatIsNotReadLeavesInForceWhatIs() {
        graph.putWorkloads(NAME, List.of(entry("Deployment", new OwnSelector.Unread("it is away", true))));
        assertThat(graph.selection(DB)).isEqualTo(new Selection.Undecided("it is away"));
        assertThat(labels("db-0")).isEmpty();

        graph.putWorkloads(NAME, List.of(entry("Deployment", new OwnSelector.Unread("it is away", false))));
        assertThat(graph.selection(DB)).isEqualTo(new Selection.ByLabels("it is away"));

        graph.put(new KeptPolicy(DB, APP));
        assertThat(graph.selection(DB)).isEqualTo(new Selection.Undecided("it is away"));
    }

    @Test
    void nothingIsDecidedBeforeTheObjectsOfANameAreTold() {
        graph = IntentGraph.awaitingWorkloads(new Scope(Enforcement.ACTIVE, Set.of()));
        graph.put(new IntentsEntry(new ObjectKey("shop", "intents"), "web", null, List.of(Intent.of(DB, List.of()))));
        assertThat(graph.selection(DB)).isInstanceOf(Selection.Undecided.class);

        Change change = graph.putWorkloads(NAME, List.of());

        assertThat(graph.selection(DB)).isInstanceOf(Selection.ByLabels.class);
        assertThat(change.servers()).containsExactly(DB);
    }

    @Test
    void objectsOfANameThatIsNoServersAnyMoreAreForgotten() {
        graph.removeIntents(new ObjectKey("shop", "intents"));

        assertThat(graph.workloads(NAME)).isEmpty();
        assertThat(graph.putWorkloads(NAME, List.of(known("Deployment", APP))).servers())
                .isEmpty();
        assertThat(graph.workloads(NAME)).isEmpty();
    }

    /** Charts give all their workloads a label in common, by which each selector would be found. */
    @Test
    void aPodExaminesOnlySelectorsThatMayMatchItHoweverManyThereAre() {
        var conflicts = new SelectorConflicts();
        for (int i = 0; i < 1_000; i++) {
            conflicts.put(
                    new WorkloadId("shop", "Deployment", "db-" + i),
                    Selector.of(Map.of("instance", "release", "name", "db-" + i)),
                    List.of());
        }
        conflicts.put(
                new WorkloadId("shop", "Deployment", "odd"),
                new Selector(List.of(Requirement.parse("odd", "Exists", List.of()))),
                List.of());

        PodEntry pod = pod("x", "Deployment", "db-7", Map.of("instance", "release", "name", "db-7", "b", "c"));

        assertThat(conflicts.examinedFor(pod)).isLessThanOrEqualTo(3);
        assertThat(conflicts.matching(pod)).containsExactly(new ObjectKey("shop", "db-7"));
    }

    private Map<String, String> labels(String pod) {
        return PodLabels.of(graph, graph.pod(new ObjectKey("shop", pod)).orElseThrow());
    }

    private static WorkloadEntry known(String kind, Selector selector) {
        return entry(kind, new OwnSelector.Known(selector));
    }

    private static WorkloadEntry entry(String kind, OwnSelector selector) {
        return new WorkloadEntry(new WorkloadId("shop", kind, "db"), "uid", selector);
    }

    private static PodEntry pod(String name, String kind, String workload, Map<String, String> labels) {
        return pod(name, new WorkloadId("shop", kind, workload), null, labels);
    }

    private static PodEntry pod(
            String name, WorkloadId workload, @Nullable OwnerReference unreadable, Map<String, String> labels) {
        return new PodEntry(
                new ObjectKey("shop", name), name, workload, unreadable, PodEntry.State.LIVE, labels, Set.of());
    }

    private static PodEntry inState(PodEntry pod, PodEntry.State state) {
        return new PodEntry(
                pod.key(), pod.uid(), pod.workload(), pod.unreadable(), state, pod.labels(), pod.namedPorts());
    }
}

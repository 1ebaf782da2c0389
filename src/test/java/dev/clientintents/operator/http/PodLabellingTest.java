package dev.clientintents.operator.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.admission.Outcome;
import dev.clientintents.admission.PatchOperation;
import dev.clientintents.admission.Verdict;
import dev.clientintents.api.ClientIntents;
import dev.clientintents.api.Crd;
import dev.clientintents.cluster.MockApiServer;
import dev.clientintents.graph.IntentGraph;
import dev.clientintents.graph.PodEntry;
import dev.clientintents.graph.Scope;
import dev.clientintents.kube.MetadataApi;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.ObjectKey;
import dev.clientintents.model.VirtualClusters;
import dev.clientintents.model.WorkloadId;
import dev.clientintents.observe.ObservedIntents;
import dev.clientintents.operator.watch.OwnerCache;
import dev.clientintents.operator.watch.OwnerKinds;
import dev.clientintents.operator.work.SharedGraph;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the webhook makes of new pods. The workloads web and db exist; web consumes db, and web is consumed by nobody.
 */
class PodLabellingTest {

    private static final String KEY = "clientintents.dev/consumes-db.shop=true";
    private static final String SERVER = "clientintents.dev/workload=db clientintents.dev/workload-kind=Pod";

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final MockApiServer server = MockApiServer.start(Crd.read());
    private final Scope scope =
            new Scope(Enforcement.ACTIVE, Set.of("kube-system")).with(new VirtualClusters(Set.of("tenant")));
    private final SharedGraph graph = new SharedGraph(new IntentGraph(scope));
    private final AtomicBoolean synced = new AtomicBoolean(true);
    private final PodLabelling labelling = new PodLabelling(
            scope,
            graph,
            synced::get,
            new OwnerCache(new MetadataApi(server.client()), new OwnerKinds(server.client()), Set.of(), clock));
    private String uid = "";

    @BeforeEach
    void declare() {
        var intents = Serialization.unmarshal("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: shop}
                spec: {client: {name: web}, consumes: [{name: db}]}
                """, ClientIntents.class);
        PodEntry client = new PodEntry(
                new ObjectKey("shop", "web-of-before"),
                "uid",
                new WorkloadId("shop", "Pod", "web"),
                null,
                PodEntry.State.LIVE,
                Map.of(),
                Set.of());
        graph.change(current -> current.put(ObservedIntents.entry(intents)));
        graph.change(current -> current.put(client));
        ReplicaSet replicaSet = Serialization.unmarshal("""
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata: {name: web, namespace: shop}
                """, ReplicaSet.class);
        uid = server.client().resource(replicaSet).create().getMetadata().getUid();
    }

    @AfterEach
    void stop() {
        clock.shutdownNow();
        labelling.close();
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a client that nothing owns,        name: web,                                   ,       PATCHED, " + KEY,
        "a server that nothing owns,        name: db,                                    ,       PATCHED, " + SERVER,
        "a stranger,                        name: other,                                 ,       UNCHANGED, ''",
        "a pod of a ReplicaSet,             'generateName: web-, ownerReferences: [OWNER]', ,    PATCHED, " + KEY,
        "a pod of a ReplicaSet of another life, 'name: x, ownerReferences: [FORGED]',    ,       UNCHANGED, ''",
        "a pod named by its annotation,     'generateName: x-, annotations: {clientintents.dev/service-name: web}',, PATCHED, "
                + KEY,
        "an annotation that is no name,     'name: web, annotations: {clientintents.dev/service-name: Web_1}',, PATCHED, "
                + KEY,
        "a pod whose name is not known yet, generateName: web-,                          ,       UNNAMED, ''",
        "a client on the host network,      name: web,                     hostNetwork: true,    UNCHANGED, ''",
        "a pod of a system namespace,       'name: web, namespace: kube-system',         ,       EXCLUDED, ''",
    })
    void aPodGetsTheLabelsOfItsWorkload(
            String what, String metadata, @Nullable String spec, Outcome outcome, String labels) {
        Verdict verdict = admit(metadata, spec);

        assertThat(verdict.outcome()).as(what).isEqualTo(outcome);
        assertThat(verdict.patch()).isEqualTo(added(labels));
    }

    @Test
    void aPodOfAVirtualClusterGetsTheLabelsOfWhatOwnsItInside() {
        var intents = Serialization.unmarshal("""
                apiVersion: clientintents.dev/v1alpha1
                kind: ClientIntents
                metadata: {name: web, namespace: tenant}
                spec: {client: {name: web}, consumes: [{name: db-x-bank-x-vc}]}
                """, ClientIntents.class);
        graph.change(current -> current.put(ObservedIntents.entry(intents)));
        graph.change(current -> current.put(new PodEntry(
                new ObjectKey("tenant", "web"),
                "uid",
                new WorkloadId("tenant", "Pod", "web"),
                null,
                PodEntry.State.LIVE,
                Map.of(),
                Set.of())));

        Verdict verdict = admit("""
                name: db-0-x-bank-x-vc, namespace: tenant, labels: {vcluster.loft.sh/managed-by: vc},
                annotations: {vcluster.loft.sh/object-name: db-0, vcluster.loft.sh/object-namespace: bank,
                              vcluster.loft.sh/owner-references: '[{"kind": "StatefulSet", "name": "db"}]'},
                ownerReferences: [FORGED]""", null);

        assertThat(verdict.outcome()).isEqualTo(Outcome.PATCHED);
        assertThat(verdict.patch())
                .extracting(PatchOperation::value)
                .containsExactlyInAnyOrder("db-x-bank-x-vc", "StatefulSet");
    }

    @Test
    void labelsThatAPodBringsAndThatAreNotItsOwnGo() {
        Verdict verdict = admit(
                "name: web, labels: {clientintents.dev/consumes-db.shop: 'true', clientintents.dev/consumes-bank.shop: 'true'}",
                null);

        assertThat(verdict.patch())
                .containsExactly(
                        new PatchOperation("remove", "/metadata/labels/clientintents.dev~1consumes-bank.shop", null));
    }

    @Test
    void aReplicaThatDoesNotKnowTheClusterYetLetsPodsInAsTheyAre() {
        synced.set(false);

        assertThat(admit("name: web", null)).isEqualTo(Verdict.unpatched(Outcome.NOT_SYNCED));
    }

    @Test
    void anOwnerThatIsNotToldInTimeHoldsNoPodUp() throws Exception {
        try (var silent = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
                var client = new KubernetesClientBuilder()
                        .withConfig(new ConfigBuilder(Config.empty())
                                .withMasterUrl("http://127.0.0.1:" + silent.getLocalPort())
                                .build())
                        .build();
                var waiting = new PodLabelling(
                        scope,
                        graph,
                        synced::get,
                        new OwnerCache(new MetadataApi(client), new OwnerKinds(client), Set.of(), clock))) {
            assertThat(waiting.admit(pod("generateName: web-, ownerReferences: [OWNER]", null)))
                    .succeedsWithin(Duration.ofSeconds(5))
                    .isEqualTo(Verdict.unpatched(Outcome.LATE));
        }
    }

    private Verdict admit(String metadata, @Nullable String spec) {
        return labelling.admit(pod(metadata, spec)).toCompletableFuture().join();
    }

    private Pod pod(String metadata, @Nullable String spec) {
        String yaml = """
                apiVersion: v1
                kind: Pod
                metadata: {%s}
                spec: {%s}
                """.formatted(
                        metadata.replace("OWNER", owner(uid)).replace("FORGED", owner("of-another-life")),
                        spec == null ? "" : spec);
        Pod pod = Serialization.unmarshal(yaml, Pod.class);
        if (pod.getMetadata().getNamespace() == null) {
            pod.getMetadata().setNamespace("shop");
        }
        if (pod.getMetadata().getName() == null) {
            pod.getMetadata().setName("");
        }
        pod.getMetadata().setUid("");
        return pod;
    }

    private static String owner(String uid) {
        return "{apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: %s, controller: true}".formatted(uid);
    }

    private static List<PatchOperation> added(String labels) {
        if (labels.isEmpty()) {
            return List.of();
        }
        Map<String, String> set = new TreeMap<>();
        for (String pair : labels.split(" ", -1)) {
            set.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return List.of(new PatchOperation("add", "/metadata/labels", set));
    }
}

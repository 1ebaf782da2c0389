package dev.clientintents.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.cluster.ControlPlane;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A closed server stays closed, whatever becomes of its pods and whether an operator runs meanwhile or not: a stranger
 * tries each of its pods from the pod's first moment.
 */
@RealPackets
class ClosedStaysClosedIT extends PacketScenario {
    private static final int REPLICAS = 2;
    private static final String DEPLOYMENT = "Deployment";
    private static final String STATEFUL_SET = "StatefulSet";

    /** What happens to a server. */
    private interface Deed {
        void perform(ClosedStaysClosedIT scenario, String kind);
    }

    private record Named(String name, Deed deed) {
        @Override
        public String toString() {
            return name;
        }
    }

    ClosedStaysClosedIT(ControlPlane controlPlane, KubernetesClient client, PacketBed bed) {
        super(controlPlane, client, bed);
    }

    static Stream<Arguments> deeds() {
        List<Named> deeds = List.of(
                new Named("roll-out", (it, kind) -> it.applyServer(kind, REPLICAS, "v: two")),
                new Named("to zero and back", (it, kind) -> {
                    it.applyServer(kind, 0, "v: one");
                    it.awaitNoServer();
                    it.applyServer(kind, REPLICAS, "v: one");
                }),
                new Named("deleted and created anew", (it, kind) -> {
                    it.delete(kind, DeletionPropagation.BACKGROUND);
                    it.awaitNoServer();
                    it.applyServer(kind, REPLICAS, "v: one");
                }),
                new Named("replaced while its pods live", (it, kind) -> {
                    it.delete(kind, DeletionPropagation.ORPHAN);
                    it.applyServer(kind, REPLICAS + 1, "v: two");
                }),
                new Named("pods evicted", (it, kind) -> it.evict()),
                new Named("roll-out after the last intent is withdrawn", (it, kind) -> {
                    it.withdraw("web");
                    it.applyServer(kind, REPLICAS, "v: two");
                }));
        // with an operator, the first deed stands for the others: what holds without one is the harder half
        return deeds.stream()
                .flatMap(deed -> Stream.of(DEPLOYMENT, STATEFUL_SET)
                        .flatMap(kind -> Stream.of(false, true)
                                .filter(runs -> !runs || deed.equals(deeds.get(0)))
                                .map(runs -> Arguments.of(kind, deed, runs))));
    }

    @ParameterizedTest(name = "{0}: {1}, operator runs: {2}")
    @MethodSource("deeds")
    void noPodOfItIsEverOpen(String kind, Named deed, boolean operatorRuns) {
        LivePod web = deployment("web");
        LivePod stranger = deployment("stranger");
        applyServer(kind, REPLICAS, "v: one");
        List<LivePod> before = bed.awaitPods(ns, "db", REPLICAS);
        declare("web", "web", "{name: db, ports: [{port: 8080}]}");
        awaitSettled(Set.of(ns));
        before.forEach(db -> awaitVerdict(stranger, db, HTTP, Verdict.BLOCKED));
        before.forEach(db -> awaitVerdict(web, db, HTTP, Verdict.ALLOWED));
        if (!operatorRuns) {
            stopOperator();
        }
        Instant start = Instant.now();
        try (ComingPods coming = bed.watchComing(stranger, ns, "db", HTTP)) {
            deed.deed().perform(this, kind);
            await().atMost(Duration.ofSeconds(60)).until(() -> coming.probes().size() >= 1);
            awaitNew(before);
            if (!operatorRuns) {
                coming.probes().forEach(ContinuousProbe::awaitRefused);
                startOperator();
            }
            boolean declared = !deed.name().contains("withdrawn");
            await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
                for (LivePod db : bed.pods(ns, "db")) {
                    assertThat(bed.probe(web, db, HTTP)).isEqualTo(declared ? Verdict.ALLOWED : Verdict.BLOCKED);
                    assertThat(bed.probe(web, db, ADMIN)).isEqualTo(Verdict.BLOCKED);
                    assertThat(bed.probe(stranger, db, HTTP)).isEqualTo(Verdict.BLOCKED);
                }
            });
            assertThat(coming.probes()).isNotEmpty().allSatisfy(probe -> probe.assertNeverAdmitted(start));
        }
    }

    @Test
    void aForeignDeclarationClosesNothingWhereTheServersNamespaceHasNotClosedIt() {
        LivePod web = deployment("web");
        LivePod stranger = deployment("stranger");
        LivePod db = deployment(other, "db", 1).get(0);
        try (ContinuousProbe probe = bed.watch(stranger, db, HTTP)) {
            probe.awaitAdmitted();
            Instant start = Instant.now();

            declare("web", "web", "{name: db, namespace: %s}".formatted(other));
            awaitSettled(Set.of(ns, other));

            awaitVerdict(web, db, HTTP, Verdict.ALLOWED);
            probe.awaitAdmitted();
            probe.assertNeverRefused(start);
        }
    }

    /** Waits until there are as many pods as before or more, and a new one among them. */
    private void awaitNew(List<LivePod> before) {
        List<String> gone =
                before.stream().map(pod -> pod.pod().getMetadata().getUid()).toList();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            List<LivePod> now = bed.pods(ns, "db");
            return now.size() >= REPLICAS
                    && now.stream()
                            .anyMatch(pod ->
                                    !gone.contains(pod.pod().getMetadata().getUid()));
        });
    }

    private void awaitNoServer() {
        await().atMost(Duration.ofSeconds(60)).until(() -> bed.pods(ns, "db").isEmpty());
    }

    private void evict() {
        client.pods()
                .inNamespace(ns)
                .withLabel("app", "db")
                .list()
                .getItems()
                .forEach(pod -> client.resource(pod).withGracePeriod(0).delete());
    }

    private void delete(String kind, DeletionPropagation propagation) {
        client.genericKubernetesResources("apps/v1", kind)
                .inNamespace(ns)
                .withName("db")
                .withPropagationPolicy(propagation)
                .delete();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.genericKubernetesResources("apps/v1", kind)
                                .inNamespace(ns)
                                .withName("db")
                                .get()
                        == null);
    }

    private void applyServer(String kind, int replicas, String annotation) {
        apply("""
                apiVersion: apps/v1
                kind: %s
                metadata: {name: db, namespace: %s}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}, annotations: {%s}}
                    spec:
                      containers: [{name: app, image: app, ports: [{name: http, containerPort: 8080}, {containerPort: 9090}]}]
                """.formatted(kind, ns, replicas, annotation));
    }
}

package dev.clientintents.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.clientintents.cluster.Namespaces;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bed itself, without an operator: what it says of connections is so. */
@RealPackets
class PacketBedIT {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Port OPEN = Port.tcp(8080);
    private static final Port OTHER = Port.tcp(9090);
    private static final Port DATAGRAMS = Port.udp(9000);
    private static final Port UNUSED = Port.tcp(4444);

    private final KubernetesClient client;
    private final PacketBed bed;
    private final String ns = "bed-" + NUMBER.incrementAndGet();

    PacketBedIT(KubernetesClient client, PacketBed bed) {
        this.client = client;
        this.bed = bed;
    }

    @BeforeEach
    void create() {
        Namespaces.create(client, ns);
    }

    @AfterEach
    void delete() {
        client.namespaces().withName(ns).delete();
        await().atMost(Duration.ofSeconds(30)).until(() -> bed.pods(Set.of(ns)).isEmpty());
    }

    @Test
    void aPolicyClosesAndOpensExactlyThePortsThatItNames() {
        LivePod web = pod("web");
        LivePod db = pod("db");
        assertThat(verdicts(web, db, OPEN, OTHER, DATAGRAMS))
                .containsExactly(Verdict.ALLOWED, Verdict.ALLOWED, Verdict.ALLOWED);

        policy("ingress: []");
        await().untilAsserted(() -> assertThat(verdicts(web, db, OPEN, OTHER, DATAGRAMS))
                .containsExactly(Verdict.BLOCKED, Verdict.BLOCKED, Verdict.BLOCKED));

        policy("ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 8080}]}]");
        await().untilAsserted(() -> assertThat(verdicts(web, db, OPEN, OTHER, DATAGRAMS))
                .containsExactly(Verdict.ALLOWED, Verdict.BLOCKED, Verdict.BLOCKED));

        policy("ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 9000, protocol: UDP}]}]");
        await().untilAsserted(() -> assertThat(verdicts(web, db, OPEN, OTHER, DATAGRAMS))
                .containsExactly(Verdict.BLOCKED, Verdict.BLOCKED, Verdict.ALLOWED));
    }

    @Test
    void aPortOnWhichNobodyListensIsToldFromOneThatIsBlocked() {
        LivePod web = pod("web");
        LivePod db = pod("db");
        assertThat(verdicts(web, db, UNUSED, Port.udp(4444))).containsExactly(Verdict.CLOSED, Verdict.CLOSED);

        policy("ingress: [{ports: [{port: 8080}]}]");

        await().untilAsserted(() ->
                assertThat(verdicts(web, db, OPEN, UNUSED)).containsExactly(Verdict.ALLOWED, Verdict.BLOCKED));
    }

    @Test
    void aWatchTellsARefusalFromAnAdmissionAndWhenItWas() {
        LivePod web = pod("web");
        LivePod db = pod("db");
        Instant start = Instant.now();
        try (ContinuousProbe probe = bed.watch(web, db, OPEN)) {
            probe.awaitAdmitted();
            probe.assertNeverRefused(start);
            assertThatThrownBy(() -> probe.assertNeverAdmitted(start)).hasMessageContaining("was admitted");

            policy("ingress: []");
            probe.awaitRefused();
            Instant shut = Instant.now();
            await().untilAsserted(() ->
                    assertThatThrownBy(() -> probe.assertNeverRefused(start)).hasMessageContaining("was refused"));
            probe.awaitRefused();
            probe.assertNeverAdmitted(shut);
        }
    }

    @Test
    void aPodThatAPolicySelectsBeforeItComesIsNeverOpen() {
        LivePod web = pod("web");
        policy("ingress: [{ports: [{port: 9090}]}]");
        List<ContinuousProbe> closed;
        List<ContinuousProbe> open;
        Instant start = Instant.now();
        try (ComingPods shut = bed.watchComing(web, ns, "db", OPEN);
                ComingPods let = bed.watchComing(web, ns, "db", OTHER)) {
            for (int i = 0; i < 5; i++) {
                LivePod db = pod("db");
                assertThat(verdicts(web, db, OPEN, OTHER)).containsExactly(Verdict.BLOCKED, Verdict.ALLOWED);
                client.pods().inNamespace(ns).withName("db").delete();
                await().until(() -> bed.pods(ns, "db").isEmpty()
                        && client.pods().inNamespace(ns).withName("db").get() == null);
            }
            closed = shut.probes();
            open = let.probes();
        }

        assertThat(closed).hasSize(5).allSatisfy(probe -> probe.assertNeverAdmitted(start));
        assertThat(open)
                .hasSize(5)
                .allSatisfy(probe -> assertThatThrownBy(() -> probe.assertNeverAdmitted(start))
                        .hasMessageContaining("was admitted"));
    }

    @Test
    void aPodIsReadyInTheApiServerAndGoneWithItsNetworkOnceItIsDeleted() {
        LivePod web = pod("web");
        await().untilAsserted(() -> {
            var pod = client.pods().inNamespace(ns).withName("web").require();
            assertThat(pod.getSpec().getNodeName()).isEqualTo(PacketNode.NAME);
            assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
            assertThat(pod.getStatus().getPodIP()).isEqualTo(web.address());
        });

        client.pods().inNamespace(ns).withName("web").delete();

        await().until(() -> client.pods().inNamespace(ns).withName("web").get() == null);
        await().until(() -> bed.pods(ns, "web").isEmpty());
    }

    private List<Verdict> verdicts(LivePod from, LivePod to, Port... ports) {
        Map<Attempt, Verdict> verdicts = bed.probe(
                List.of(ports).stream().map(port -> new Attempt(from, to, port)).toList());
        return List.copyOf(verdicts.values());
    }

    private LivePod pod(String name) {
        client.resource("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: %s, labels: {app: %1$s}}
                spec:
                  containers:
                    - name: app
                      image: app
                      ports: [{containerPort: 8080}, {containerPort: 9090}, {containerPort: 9000, protocol: UDP}]
                """.formatted(name, ns)).create();
        return bed.pod(ns, name);
    }

    private void policy(String rules) {
        client.resource("""
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: db, namespace: %s}
                spec: {podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress], %s}
                """.formatted(ns, rules)).forceConflicts().serverSideApply();
    }
}

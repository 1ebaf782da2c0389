package dev.clientintents.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.clientintents.cluster.Namespaces;
import dev.clientintents.learn.node.TrafficRecord;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the kernel tells of real connections is what the agent makes of it: who called whom, and on which port. */
@RealPackets
class ObservedPacketsIT {

    private static final String NS = "observed-packets";

    private final KubernetesClient client;
    private final PacketBed bed;

    ObservedPacketsIT(KubernetesClient client, PacketBed bed) {
        this.client = client;
        this.bed = bed;
    }

    @BeforeEach
    void create() {
        assumeTrue(Files.exists(bed.connections()), "this kernel has no file of connections");
        Namespaces.create(client, NS);
    }

    @AfterEach
    void delete() {
        client.namespaces().withName(NS).delete();
        await().atMost(Duration.ofSeconds(30)).until(() -> bed.pods(Set.of(NS)).isEmpty());
    }

    @Test
    void connectionsAreSeenAndWhatAPolicyStopsIsNot() throws IOException {
        LivePod web = pod("web");
        LivePod db = pod("db");
        client.resource("""
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: db, namespace: %s}
                spec:
                  podSelector: {matchLabels: {app: db}}
                  policyTypes: [Ingress]
                  ingress: [{ports: [{port: 8080}, {port: 9000, protocol: UDP}]}]
                """.formatted(NS)).create();
        await().until(() -> bed.probe(web, db, Port.tcp(9090)) == Verdict.BLOCKED);
        var kernel = new KernelConnections(bed.connections());
        kernel.read(10);

        assertThat(bed.probe(web, db, Port.tcp(8080))).isEqualTo(Verdict.ALLOWED);
        assertThat(bed.probe(web, db, Port.udp(9000))).isEqualTo(Verdict.ALLOWED);
        assertThat(bed.probe(web, db, Port.tcp(9090))).isEqualTo(Verdict.BLOCKED);
        kernel.read(20);
        kernel.read(30);

        List<TrafficRecord> seen = kernel.tell("node", 30).records().stream()
                .filter(it -> web.address().equals(it.client()))
                .toList();
        assertThat(seen)
                .extracting(it -> it.server() + " " + it.protocol() + " " + it.port() + " " + it.answered())
                .contains(db.address() + " TCP 8080 true", db.address() + " UDP 9000 true")
                .doesNotContain(db.address() + " TCP 9090 true", db.address() + " TCP 9090 false");
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
                """.formatted(name, NS)).create();
        return bed.pod(NS, name);
    }
}

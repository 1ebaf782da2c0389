package dev.clientintents.packet;

import dev.clientintents.cluster.ControlPlane;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A clustered server survives its first intent, and the withdrawal of its last: its replicas reach each other all the
 * time, on ports that nobody declares, while the server is closed to everybody else.
 */
@RealPackets
class ReplicasKeepTheirQuorumIT extends PacketScenario {
    private static final int REPLICAS = 3;

    ReplicasKeepTheirQuorumIT(ControlPlane controlPlane, KubernetesClient client, PacketBed bed) {
        super(controlPlane, client, bed);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"{name: db, ports: [{port: 8080}]}", "{name: db, kind: Service}"})
    void replicasReachEachOtherFromBeforeTheFirstIntentUntilAfterTheLast(String server) {
        LivePod web = deployment("web");
        LivePod stranger = deployment("stranger");
        List<LivePod> replicas = clustered();
        List<ContinuousProbe> quorum = new ArrayList<>();
        try {
            for (LivePod from : replicas) {
                replicas.stream().filter(to -> !to.equals(from)).forEach(to -> quorum.add(bed.watch(from, to, ADMIN)));
            }
            quorum.forEach(ContinuousProbe::awaitAdmitted);
            Instant start = Instant.now();

            declare("web", "web", server);
            awaitSettled(Set.of(ns));
            awaitVerdict(web, replicas.get(0), HTTP, Verdict.ALLOWED);
            awaitVerdict(stranger, replicas.get(0), ADMIN, Verdict.BLOCKED);
            awaitVerdict(web, replicas.get(0), ADMIN, Verdict.BLOCKED);
            withdraw("web");
            awaitVerdict(web, replicas.get(0), HTTP, Verdict.BLOCKED);

            quorum.forEach(ContinuousProbe::awaitAdmitted);
            quorum.forEach(probe -> probe.assertNeverRefused(start));
        } finally {
            quorum.forEach(ContinuousProbe::close);
        }
    }

    private List<LivePod> clustered() {
        apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: db, namespace: %s}
                spec: {clusterIP: None, selector: {app: db}, ports: [{name: http, port: 8080}]}
                """.formatted(ns));
        apply("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db, namespace: %s}
                spec:
                  replicas: %d
                  serviceName: db
                  podManagementPolicy: Parallel
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec:
                      containers: [{name: app, image: app, ports: [{name: http, containerPort: 8080}, {containerPort: 9090}]}]
                """.formatted(ns, REPLICAS));
        return bed.awaitPods(ns, "db", REPLICAS);
    }
}

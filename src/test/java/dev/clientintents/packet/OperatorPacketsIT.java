package dev.clientintents.packet;

import dev.clientintents.cluster.ControlPlane;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a declaration does to connections. */
@RealPackets
class OperatorPacketsIT extends PacketScenario {

    OperatorPacketsIT(ControlPlane controlPlane, KubernetesClient client, PacketBed bed) {
        super(controlPlane, client, bed);
    }

    @Test
    void aDeclaredClientGetsInOnTheDeclaredPortOnlyAndAStrangerDoesNot() {
        LivePod web = deployment("web");
        LivePod stranger = deployment("stranger");
        LivePod db = deployment("db");
        awaitVerdict(stranger, db, HTTP, Verdict.ALLOWED);

        declare("web", "web", "{name: db, ports: [{port: 8080}]}");

        awaitVerdict(stranger, db, HTTP, Verdict.BLOCKED);
        awaitVerdict(web, db, HTTP, Verdict.ALLOWED);
        awaitVerdict(web, db, ADMIN, Verdict.BLOCKED);
        awaitSettled(Set.of(ns));
        awaitAsReachSays(Set.of(ns));
    }

    @Test
    void aRevokedIntentShutsItsClientOutAndTheLastOneLeavesTheServerClosed() {
        LivePod web = deployment("web");
        LivePod job = deployment("job");
        LivePod db = deployment("db");
        declare("web", "web", "{name: db}");
        declare("job", "job", "{name: db}");
        try (ContinuousProbe ofWeb = bed.watch(web, db, HTTP);
                ContinuousProbe ofJob = bed.watch(job, db, HTTP)) {
            awaitSettled(Set.of(ns));
            ofWeb.awaitAdmitted();
            ofJob.awaitAdmitted();
            Instant both = Instant.now();

            withdraw("web");
            ofWeb.awaitRefused();
            Instant shut = Instant.now();
            ofJob.awaitAdmitted();
            ofJob.assertNeverRefused(both);

            withdraw("job");
            ofJob.awaitRefused();
            Instant closed = Instant.now();
            ofJob.awaitRefused();
            ofJob.assertNeverAdmitted(closed);
            ofWeb.assertNeverAdmitted(shut);
        }
        awaitVerdict(deployment("stranger"), db, HTTP, Verdict.BLOCKED);
    }

    @Test
    void aClientOfAnotherNamespaceGetsInAndItsNamesakeThereDoesNot() {
        LivePod web = deployment("web");
        LivePod namesake = deployment(other, "web", 1).get(0);
        LivePod db = deployment(other, "db", 1).get(0);
        apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: %s, labels: {clientintents.dev/enforcement: active}}
                """.formatted(other));

        declare("web", "web", "{name: db, namespace: %s}".formatted(other));

        awaitVerdict(namesake, db, HTTP, Verdict.BLOCKED);
        awaitVerdict(web, db, HTTP, Verdict.ALLOWED);
    }
}

package dev.clientintents.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.model.Labels;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client reaches whose way out is closed: what it declares, where names are resolved, and nothing else. */
@RealPackets
class EgressPacketsIT extends PacketScenario {

    private static final Port DNS = Port.udp(53);
    private static final Port DNS_OVER_TCP = Port.tcp(53);
    private static final Port HTTPS = Port.tcp(443);
    private static final Port API = Port.tcp(6443);
    private static final int KILLS = 6;
    private static final Duration FIRST_KILL = Duration.ofMillis(500);
    private static final Duration KILLS_APART = Duration.ofSeconds(1);

    private LivePod nameServer;
    private LivePod partner;
    private LivePod excepted;
    private LivePod apiServer;

    EgressPacketsIT(ControlPlane controlPlane, KubernetesClient client, PacketBed bed) {
        super(controlPlane, client, bed);
    }

    @BeforeEach
    void surroundings() {
        nameServer = nameServer();
        partner = bed.outside("partner", "10.99.0.7", HTTPS, HTTP, DNS, DNS_OVER_TCP);
        excepted = bed.outside("excepted", "10.99.0.200", HTTPS);
        apiServer = bed.outside("api-server", "10.98.0.1", API, HTTPS);
    }

    @AfterEach
    void removeSurroundings() {
        Stream.of(partner, excepted, apiServer).forEach(bed::removeOutside);
    }

    @Test
    void aClientReachesExactlyWhatItDeclares() {
        LivePod web = deployment("web");
        LivePod db = deployment("db");
        LivePod elsewhere = deployment(other, "elsewhere", 1).get(0);
        apiServerIsAt(apiServer);
        closeWaysOut(ns, "declared");

        declare(
                "web",
                "web",
                "{name: db, ports: [{port: 8080}]}",
                "{cidr: 10.99.0.0/24, except: [10.99.0.128/25], ports: [{port: 443}]}",
                "{kind: Service, name: kubernetes, namespace: default}");

        awaitVerdict(web, elsewhere, HTTP, Verdict.BLOCKED);
        awaitVerdict(web, db, HTTP, Verdict.ALLOWED);
        awaitVerdict(web, db, ADMIN, Verdict.BLOCKED);
        awaitVerdict(web, partner, HTTPS, Verdict.ALLOWED);
        awaitVerdict(web, partner, HTTP, Verdict.BLOCKED);
        awaitVerdict(web, partner, DNS, Verdict.BLOCKED);
        awaitVerdict(web, partner, DNS_OVER_TCP, Verdict.BLOCKED);
        awaitVerdict(web, excepted, HTTPS, Verdict.BLOCKED);
        awaitVerdict(web, apiServer, API, Verdict.ALLOWED);
        awaitVerdict(web, apiServer, HTTPS, Verdict.BLOCKED);
        awaitVerdict(web, nameServer, DNS, Verdict.ALLOWED);
        awaitVerdict(web, nameServer, DNS_OVER_TCP, Verdict.ALLOWED);
        awaitVerdict(web, nameServer, Port.tcp(9153), Verdict.BLOCKED);
        awaitVerdict(db, elsewhere, HTTP, Verdict.ALLOWED);
        awaitSettled(Set.of(ns));
        awaitAsReachSays(Set.of(ns, other));
    }

    @Test
    void closingAWayOutCutsNothingThatIsDeclaredAndOpeningItNeither() {
        LivePod web = deployment("web");
        LivePod db = deployment(other, "db", 1).get(0);
        declare(
                "web",
                "web",
                "{name: db, namespace: %s, ports: [{port: 8080}]}".formatted(other),
                "{cidr: 10.99.0.7/32, ports: [{port: 443}]}");
        awaitSettled(Set.of(ns));
        try (ContinuousProbe toDb = bed.watch(web, db, HTTP);
                ContinuousProbe toPartner = bed.watch(web, partner, HTTPS);
                ContinuousProbe toNameServer = bed.watch(web, nameServer, DNS_OVER_TCP)) {
            List<ContinuousProbe> all = List.of(toDb, toPartner, toNameServer);
            all.forEach(ContinuousProbe::awaitAdmitted);
            Instant start = Instant.now();

            closeWaysOut(ns, "declared");
            awaitVerdict(web, excepted, HTTPS, Verdict.BLOCKED);
            closeWaysOut(ns, null);
            awaitVerdict(web, excepted, HTTPS, Verdict.ALLOWED);
            closeWaysOut(ns, "declared");
            awaitVerdict(web, excepted, HTTPS, Verdict.BLOCKED);

            all.forEach(ContinuousProbe::awaitAdmitted);
            all.forEach(probe -> probe.assertNeverRefused(start));
        }
    }

    @Test
    void aNamespaceThatDeniesByDefaultCutsNothingThatIsDeclaredAndAllThatIsNot() {
        LivePod web = deployment("web");
        LivePod idle = deployment("idle");
        LivePod api = deployment("api");
        LivePod db = deployment(other, "db", 1).get(0);
        declare(
                "web",
                "web",
                "{name: api, ports: [{port: 8080}]}",
                "{name: db, namespace: %s, ports: [{port: 8080}]}".formatted(other),
                "{cidr: 10.99.0.7/32, ports: [{port: 443}]}");
        awaitSettled(Set.of(ns));
        try (ContinuousProbe toApi = bed.watch(web, api, HTTP);
                ContinuousProbe toDb = bed.watch(web, db, HTTP);
                ContinuousProbe toPartner = bed.watch(web, partner, HTTPS);
                ContinuousProbe toNameServer = bed.watch(web, nameServer, DNS_OVER_TCP)) {
            List<ContinuousProbe> all = List.of(toApi, toDb, toPartner, toNameServer);
            all.forEach(ContinuousProbe::awaitAdmitted);
            Instant start = Instant.now();

            label(ns, Labels.DEFAULT_DENY, "both");
            awaitVerdict(idle, partner, HTTPS, Verdict.BLOCKED);
            awaitVerdict(db, idle, HTTP, Verdict.BLOCKED);
            awaitVerdict(web, excepted, HTTPS, Verdict.BLOCKED);
            awaitVerdict(idle, nameServer, DNS, Verdict.ALLOWED);
            label(ns, Labels.DEFAULT_DENY, "egress");
            awaitVerdict(db, idle, HTTP, Verdict.ALLOWED);
            awaitVerdict(idle, db, HTTP, Verdict.BLOCKED);
            label(ns, Labels.DEFAULT_DENY, "ingress");
            awaitVerdict(idle, partner, HTTPS, Verdict.ALLOWED);
            awaitVerdict(web, excepted, HTTPS, Verdict.ALLOWED);
            awaitVerdict(db, idle, HTTP, Verdict.BLOCKED);
            label(ns, Labels.DEFAULT_DENY, "both");
            awaitVerdict(idle, db, HTTP, Verdict.BLOCKED);
            awaitSettled(Set.of(ns));
            awaitAsReachSays(Set.of(ns, other));
            label(ns, Labels.DEFAULT_DENY, null);
            awaitVerdict(idle, partner, HTTPS, Verdict.ALLOWED);
            awaitVerdict(web, excepted, HTTPS, Verdict.ALLOWED);

            all.forEach(ContinuousProbe::awaitAdmitted);
            all.forEach(probe -> probe.assertNeverRefused(start));
        }
    }

    @Test
    void whatIsRevokedIsShutAlsoWhileTheOperatorRestartsAndTheLastIntentLeavesTheWayOutClosed() {
        LivePod web = deployment("web");
        LivePod db = deployment("db");
        closeWaysOut(ns, "declared");
        declare("web", "web", "{name: db}", "{cidr: 10.99.0.0/24}");
        awaitSettled(Set.of(ns));
        try (ContinuousProbe toDb = bed.watch(web, db, HTTP);
                ContinuousProbe toPartner = bed.watch(web, partner, HTTPS)) {
            toDb.awaitAdmitted();
            toPartner.awaitAdmitted();
            Instant both = Instant.now();

            stopOperator();
            declare("web", "web", "{name: db}");
            startOperator();

            toPartner.awaitRefused();
            Instant shut = Instant.now();
            toDb.awaitAdmitted();
            toDb.assertNeverRefused(both);
            withdraw("web");
            toDb.awaitRefused();
            Instant closed = Instant.now();
            toDb.awaitRefused();
            toDb.assertNeverAdmitted(closed);
            toPartner.assertNeverAdmitted(shut);
        }
        awaitVerdict(web, nameServer, DNS, Verdict.ALLOWED);
    }

    @Test
    void anOperatorThatIsKilledInBetweenCutsNothingThatIsDeclaredAndOpensNothingElse()
            throws IOException, InterruptedException {
        LivePod web = deployment("web");
        LivePod db = deployment("db");
        LivePod undeclared = deployment(other, "undeclared", 1).get(0);
        String range = "{cidr: 10.99.0.0/24, ports: [{port: 443}]}";
        closeWaysOut(ns, "declared");
        declare("web", "web", "{name: db}", range);
        awaitSettled(Set.of(ns));
        stopOperator();
        try (ContinuousProbe toDb = bed.watch(web, db, HTTP);
                ContinuousProbe toUndeclared = bed.watch(web, undeclared, HTTP)) {
            toDb.awaitAdmitted();
            toUndeclared.awaitRefused();
            Instant start = Instant.now();
            for (int i = 0; i < KILLS; i++) {
                Process killed = startOperatorToKill();
                try {
                    // it is killed while it starts, while it works, and when it is done
                    Thread.sleep(FIRST_KILL.plus(KILLS_APART.multipliedBy(i)).toMillis());
                    declare(
                            "web",
                            "web",
                            i < KILLS - 1 && i % 2 == 0 ? "{name: db, ports: [{port: 8080}]}" : "{name: db}, " + range);
                    Thread.sleep(i * 20L);
                    if (i == KILLS - 1) {
                        awaitVerdict(web, partner, HTTPS, Verdict.ALLOWED);
                    }
                } finally {
                    killed.destroyForcibly().waitFor();
                }
            }
            declare("web", "web", "{name: db, ports: [{port: 8080}]}");
            startOperator();
            awaitSettled(Set.of(ns));
            awaitVerdict(web, partner, HTTPS, Verdict.BLOCKED);
            toDb.awaitAdmitted();
            toDb.assertNeverRefused(start);
            toUndeclared.assertNeverAdmitted(start);
        }
        awaitAsReachSays(Set.of(ns, other));
    }

    @Test
    void aNewPodOfAServerIsReachedWithoutAWriteToItsClients() {
        LivePod web = deployment("web");
        deployment("db");
        closeWaysOut(ns, "declared");
        declare("web", "web", "{name: db}");
        awaitSettled(Set.of(ns));
        String version = egressPolicy();

        List<LivePod> pods = deployment(ns, "db", 3);

        pods.forEach(pod -> awaitVerdict(web, pod, HTTP, Verdict.ALLOWED));
        assertThat(egressPolicy()).isEqualTo(version);
    }

    private String egressPolicy() {
        return client.network()
                .v1()
                .networkPolicies()
                .inNamespace(ns)
                .withName("egress-of-web")
                .require()
                .getMetadata()
                .getResourceVersion();
    }

    private void apiServerIsAt(LivePod host) {
        apply("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: kubernetes, namespace: default, labels: {kubernetes.io/service-name: kubernetes}}
                addressType: IPv4
                endpoints: [{addresses: [%s]}]
                ports: [{name: https, port: 6443, protocol: TCP}]
                """.formatted(host.address()));
    }
}

package dev.clientintents.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.backend.hostname.HostSetting;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.graph.Budgets;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.EntranceKind;
import dev.clientintents.model.VirtualClusters;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OperatorCheckTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void anOperatorThatIsReadyAndLeadsIsGood() {
        assertThat(codes(List.of(operator(2, 2)), held("web-1", NOW.minusSeconds(2))))
                .isEmpty();
    }

    @Test
    void anOperatorThatIsNotReadyOrDoesNotLeadIsFound() {
        assertThat(codes(List.of(operator(2, 1)), held("web-1", NOW))).containsExactly("replica-not-ready");
        assertThat(codes(List.of(operator(2, 0)), held("web-1", NOW.minusSeconds(600))))
                .containsExactly("operator-not-ready", "lease-not-held");
        assertThat(codes(List.of(operator(2, 2)), held("", NOW))).containsExactly("lease-not-held");
        assertThat(codes(List.of(operator(2, 2)), new Answer.Absent<>())).containsExactly("lease-not-held");
        assertThat(codes(List.of(operator(1, 1), operator(1, 1)), held("web-1", NOW)))
                .containsExactly("several-operators");
    }

    @Test
    void theClockOfTheLeaderMayBeAhead() {
        assertThat(codes(List.of(operator(1, 1)), held("web-1", NOW.plusSeconds(20))))
                .isEmpty();
    }

    @Test
    void anOperatorThatRunsOutsideIsANoteAndNoneIsAnError() {
        assertThat(codes(List.of(), held("laptop", NOW))).containsExactly("operator-outside");
        assertThat(codes(List.of(), new Answer.Absent<>())).containsExactly("operator-missing");
    }

    @Test
    void whatMayNotBeReadIsANote() {
        assertThat(codes(OperatorCheck.remarks(
                        new Answer.Refused<>("no"), new Answer.Refused<>("no"), "client-intents/client-intents", NOW)))
                .containsExactly("not-checked", "not-checked");
    }

    @Test
    void itsSettingsAreThoseOfItsDeployment() {
        var deployment = new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("ops")
                .withName("ci")
                .endMetadata()
                .withNewSpec()
                .withReplicas(3)
                .withNewTemplate()
                .withNewSpec()
                .withServiceAccountName("ci-operator")
                .addNewContainer()
                .addNewEnv()
                .withName("CLIENT_INTENTS_ENFORCEMENT")
                .withValue("shadow")
                .endEnv()
                .addNewEnv()
                .withName("CLIENT_INTENTS_EXCLUDE_NAMESPACES")
                .withValue("legacy, lab")
                .endEnv()
                .addNewEnv()
                .withName("CLIENT_INTENTS_INCLUDE_NAMESPACES")
                .withValue("kube-system")
                .endEnv()
                .addNewEnv()
                .withName("CLIENT_INTENTS_OBJECTS_PER_NAMESPACE")
                .withValue("50")
                .endEnv()
                .addNewEnv()
                .withName("CLIENT_INTENTS_CONSENT")
                .withValue("required")
                .endEnv()
                .addNewEnv()
                .withName("CLIENT_INTENTS_ENTRANCES_DECLARED")
                .withValue("scrapes, api-server")
                .endEnv()
                .addNewEnv()
                .withName("CLIENT_INTENTS_WATCH_NAMESPACES")
                .withValue("")
                .endEnv()
                .addNewEnv()
                .withName("CLIENT_INTENTS_INGRESS_CONTROLLERS")
                .withValue("public=edge/gate, public=192.0.2.0/24")
                .endEnv()
                .addNewEnv()
                .withName("CLIENT_INTENTS_INGRESS_NAMESPACES")
                .endEnv()
                .addNewEnv()
                .withName("CLIENT_INTENTS_VIRTUAL_CLUSTERS")
                .withValue("tenant-a, tenant-b")
                .endEnv()
                .addNewEnv()
                .withName("CLIENT_INTENTS_POD_CIDRS")
                .withValue("10.244.0.0/16")
                .endEnv()
                .addNewEnv()
                .withName("CLIENT_INTENTS_EGRESS_HOSTS")
                .withValue("gke")
                .endEnv()
                .addNewEnv()
                .withName("CLIENT_INTENTS_LEADER_ELECTION")
                .withValue("false")
                .endEnv()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();

        OperatorInstallation operator =
                OperatorInstallation.of(deployment, Set.of("kube-system", "kube-public", "kube-node-lease"));

        assertThat(operator.user()).isEqualTo("system:serviceaccount:ops:ci-operator");
        assertThat(operator.leaderElection()).isFalse();
        assertThat(operator.webhook()).isNull();
        assertThat(operator.hosts()).isEqualTo(HostSetting.GKE);
        assertThat(operator.scope())
                .isEqualTo(new Scope(
                        Enforcement.SHADOW,
                        Set.of("ops", "legacy", "lab", "kube-public", "kube-node-lease"),
                        Set.of(),
                        Budgets.DEFAULT.withObjectsOfNamespace(50),
                        true,
                        Set.of(EntranceKind.SCRAPE, EntranceKind.API_SERVER),
                        false,
                        new VirtualClusters(Set.of("tenant-a", "tenant-b"))));
        assertThat(operator.exposure())
                .isEqualTo(ExposureSettings.parse(
                        List.of("public=edge/gate", "public=192.0.2.0/24"),
                        List.of(),
                        List.of(),
                        ExposureSettings.DEFAULT.scraperNamespaces(),
                        List.of("10.244.0.0/16"),
                        List.of()));
    }

    private static OperatorInstallation operator(int replicas, int ready) {
        return new OperatorInstallation(
                "client-intents",
                "client-intents",
                "client-intents",
                replicas,
                ready,
                true,
                null,
                new Scope(Enforcement.ACTIVE, Set.of()),
                ExposureSettings.DEFAULT,
                EgressSettings.DEFAULT,
                HostSetting.NONE,
                false);
    }

    private static Answer<Lease> held(String holder, Instant renewed) {
        return new Answer.Found<>(new LeaseBuilder()
                .withNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds(15)
                .withRenewTime(renewed.atZone(ZoneOffset.UTC))
                .endSpec()
                .build());
    }

    private static List<String> codes(List<OperatorInstallation> operators, Answer<Lease> lease) {
        return codes(OperatorCheck.remarks(new Answer.Found<>(operators), lease, "client-intents/client-intents", NOW));
    }

    private static List<String> codes(List<Remark> remarks) {
        return remarks.stream()
                .flatMap(remark -> remark instanceof Ailment ailment
                        ? Stream.of(ailment.symptom().id())
                        : Stream.of())
                .toList();
    }
}

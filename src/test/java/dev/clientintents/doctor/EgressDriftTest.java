package dev.clientintents.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.drift.AccessCheck;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.graph.Scope;
import dev.clientintents.manifest.ManifestReader;
import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.VirtualClusters;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A cluster with a client, {@code web}, whose way out is to be closed, and what can be out of line there. */
class EgressDriftTest {

    private static final Scope SCOPE = new Scope(Enforcement.DEFAULT, Set.of("kube-system"));

    private static final String CLUSTER = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop, labels: {clientintents.dev/egress: declared}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: app, image: app}]}}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: db, namespace: shop}
            spec: {selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: app, image: app}]}}}
            ---
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: web, namespace: shop}
            spec: {client: {name: web}, consumes: [{cidr: 203.0.113.0/24, ports: [{port: 443}]}]}
            """;

    private static final String SECOND_CLIENT = """
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: db, namespace: shop}
            spec: {client: {name: db}, consumes: [{cidr: 198.51.100.0/24, ports: [{port: 443}]}]}
            """;

    private static final String DNS = """
            apiVersion: v1
            kind: Service
            metadata: {name: kube-dns, namespace: kube-system}
            spec: {clusterIP: 10.96.0.10, selector: {k8s-app: kube-dns}, ports: [{port: 53, protocol: UDP, targetPort: 53}]}
            """;

    /** What no namespace of a distribution vouches for, so that only the address counts that pods are told. */
    private static final String DNS_OF_A_TEAM = """
            apiVersion: v1
            kind: Service
            metadata: {name: coredns, namespace: dns}
            spec: {clusterIP: 10.96.0.11, selector: {app: coredns}, ports: [{port: 53, protocol: UDP, targetPort: 1053}]}
            """;

    @Test
    void aWayOutThatIsClosedAsDeclaredHasNoFindings() {
        assertThat(findings(CLUSTER, DNS, written(List.of(), CLUSTER, DNS))).isEmpty();
    }

    @Test
    void aWayOutThatIsNotClosedIsFound() {
        assertThat(findings(CLUSTER, DNS)).singleElement().satisfies(ailment -> {
            assertThat(ailment.symptom()).isEqualTo(Symptom.POLICY_MISSING);
            assertThat(ailment.object()).isEqualTo("NetworkPolicy shop/egress-of-web");
            assertThat(ailment.message()).contains("the way out of client shop/web", "connects to everything");
        });
    }

    @Test
    void aWayOutThatLeadsFurtherThanDeclaredIsFound() {
        String further = written(List.of(), CLUSTER, DNS).replace("203.0.113.0/24", "0.0.0.0/0");

        assertThat(codes(findings(CLUSTER, DNS, further))).containsExactly("policy-changed");
    }

    @Test
    void aWayOutThatNobodyAsksToCloseIsLeftOver() {
        String open = CLUSTER.replace("declared", "open");

        assertThat(codes(findings(open, DNS, written(List.of(), CLUSTER, DNS)))).containsExactly("policy-left-over");
    }

    @Test
    void nameServersThatOnlyTheOperatorWasToldAreNoFinding() {
        List<String> told = List.of("kube-system/k8s-app=kube-dns:53", "10.96.0.10/32:53", "169.254.20.10/32:53");

        assertThat(findings(CLUSTER, SECOND_CLIENT, DNS, written(told, CLUSTER, SECOND_CLIENT)))
                .isEmpty();
    }

    @Test
    void podsBehindANameServerThatOnlyTheOperatorWasToldAreNoFinding() {
        List<String> told = List.of("dns/app=coredns:1053", "10.96.0.11/32:53");

        assertThat(findings(CLUSTER, DNS_OF_A_TEAM, written(told, CLUSTER))).isEmpty();
    }

    @Test
    void anAddressThatOneOfSeveralPoliciesHasBesideIsFound() {
        List<String> more = List.of("kube-system/k8s-app=kube-dns:53", "10.96.0.10/32:53", "192.0.2.53/32:53");
        String asDeclared = written(List.of(), CLUSTER, DNS);
        String changed = written(more, CLUSTER.replaceFirst("(?s)---\napiVersion: clientintents.*", ""), SECOND_CLIENT);

        assertThat(findings(CLUSTER, SECOND_CLIENT, DNS, asDeclared, changed))
                .extracting(Ailment::object)
                .containsExactly("NetworkPolicy shop/egress-of-db");
    }

    @Test
    void aClosedWayOutIsAsItIsWhereNobodyKnowsWhatItIsToLeadTo() {
        List<String> said = List.of("10.96.0.0/24:5353");

        assertThat(findings(CLUSTER, written(said, CLUSTER))).isEmpty();
    }

    @Test
    void waysOutStayOpenWhereNoObjectTellsNameServers() {
        assertThat(findings(CLUSTER)).singleElement().satisfies(ailment -> {
            assertThat(ailment.symptom()).isEqualTo(Symptom.NAME_SERVERS_UNKNOWN);
            assertThat(ailment.object()).isEqualTo("Clients: 1");
            assertThat(ailment.message()).contains("shop/web", "resolv.conf");
            assertThat(ailment.advice()).contains("--dns kube-system/k8s-app=kube-dns:53", "operator.dns");
        });
    }

    @Test
    void somebodyElsesPolicyOfTheNameIsFound() {
        String foreign = written(List.of(), CLUSTER, DNS).replace("app.kubernetes.io/managed-by", "managed-by");

        assertThat(codes(findings(CLUSTER, DNS, foreign))).containsExactly("foreign-policy");
    }

    /** @param told where names are resolved, as a setting says it; none where objects tell */
    private static String written(List<String> told, String... documents) {
        Snapshot snapshot = snapshot(EgressSettings.parse("open", false, told), documents);
        return ManifestWriter.yaml(Outcome.of(snapshot, SCOPE).plannedPolicies());
    }

    private static Snapshot snapshot(EgressSettings settings, String... documents) {
        var reader = new ManifestReader("default", Set.of(), ExposureSettings.DEFAULT, settings, VirtualClusters.NONE);
        for (String document : documents) {
            reader.read("cluster", new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)));
        }
        return reader.snapshot();
    }

    private static List<Ailment> findings(String... documents) {
        Snapshot snapshot = snapshot(EgressSettings.DEFAULT, documents);
        return AccessCheck.remarks(snapshot, Outcome.of(snapshot, SCOPE)).stream()
                .filter(Ailment.class::isInstance)
                .map(Ailment.class::cast)
                .toList();
    }

    private static List<String> codes(List<Ailment> ailments) {
        return ailments.stream().map(ailment -> ailment.symptom().id()).toList();
    }
}

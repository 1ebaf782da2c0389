package dev.clientintents.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.drift.AccessCheck;
import dev.clientintents.effective.Outcome;
import dev.clientintents.effective.Snapshot;
import dev.clientintents.graph.Scope;
import dev.clientintents.manifest.ManifestReader;
import dev.clientintents.manifest.ManifestWriter;
import dev.clientintents.model.Enforcement;
import dev.clientintents.model.PolicyName;
import dev.clientintents.model.ServerId;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A cluster with one client, {@code web}, and one server, {@code db}, and what can be out of line there. */
class AccessCheckTest {

    private static final Scope SCOPE = new Scope(Enforcement.ACTIVE, Set.of("kube-system"));
    private static final String KEY = "clientintents.dev/consumes-db.shop: \"true\"";
    private static final String SERVER = "clientintents.dev/workload: db, clientintents.dev/workload-kind: Pod";

    private static final String INTENTS = """
            apiVersion: clientintents.dev/v1alpha1
            kind: ClientIntents
            metadata: {name: web, namespace: shop}
            spec: {client: {name: web}, consumes: [{name: db}]}
            """;

    @Test
    void aClusterInWhichAllIsDoneHasNoFindings() {
        assertThat(findings(pods(KEY, SERVER), INTENTS, policy())).isEmpty();
    }

    @Test
    void aClientWithoutItsKeyIsRefusedByAServerThatIsIsolated() {
        assertThat(findings(pods("", SERVER), INTENTS, policy()))
                .singleElement()
                .satisfies(ailment -> {
                    assertThat(ailment.symptom()).isEqualTo(Symptom.CLIENT_LACKS_KEY);
                    assertThat(ailment.object()).isEqualTo("Pod shop/web");
                    assertThat(ailment.message()).contains("1 of 1 pods (web)", "consumes-db.shop", "refuse them");
                });
    }

    @Test
    void aServerWithoutAPolicyIsOpenToEverybody() {
        assertThat(findings(pods(KEY, SERVER), INTENTS, "")).singleElement().satisfies(ailment -> {
            assertThat(ailment.symptom()).isEqualTo(Symptom.POLICY_MISSING);
            assertThat(ailment.object()).isEqualTo("NetworkPolicy shop/consumers-of-db");
            assertThat(ailment.message()).endsWith("(pods that carry its key: 1)");
        });
        assertThat(codes(findings(pods("", SERVER), INTENTS, ""))).containsExactly("policy-missing", "labels-late");
    }

    @Test
    void aLabelOfANamespaceThatSaysNothingIsFound() {
        String namespace = """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {clientintents.dev/default-deny: "true"}}
                """;

        assertThat(findings(namespace, pods(KEY, SERVER), INTENTS, policy()))
                .singleElement()
                .satisfies(ailment -> {
                    assertThat(ailment.symptom()).isEqualTo(Symptom.INVALID_NAMESPACE_LABEL);
                    assertThat(ailment.object()).isEqualTo("Namespace shop");
                    assertThat(ailment.message()).contains("clientintents.dev/default-deny: 'true'");
                    assertThat(ailment.advice()).startsWith("write ingress or egress or both");
                });
    }

    @Test
    void aDenialOfANamespaceWhoseLabelIsMistypedStaysAndIsNotLeftOver() {
        String namespace = """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {clientintents.dev/default-deny: ingress}}
                """;
        String deny = ManifestWriter.yaml(Outcome.of(snapshot(namespace), SCOPE).plannedPolicies());

        assertThat(codes(findings(namespace.replace("ingress", "\"true\""), deny)))
                .containsExactly("invalid-namespace-label");
    }

    @Test
    void aServerPodThatItsPolicyDoesNotSelectIsOpen() {
        assertThat(codes(findings(pods(KEY, ""), INTENTS, policy()))).containsExactly("server-lacks-label");
    }

    @Test
    void aKeyThatNobodyDeclaredIsWorseWhereAPolicyAdmitsIt() {
        String thief = """
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: thief, namespace: shop, labels: {%s}}
                spec: {containers: [{name: app, image: app}]}
                """;

        assertThat(codes(findings(pods(KEY, SERVER) + thief.formatted(KEY), INTENTS, policy())))
                .containsExactly("foreign-key");
        assertThat(codes(findings(
                        pods(KEY, SERVER) + thief.formatted("clientintents.dev/consumes-vault.bank: \"true\""),
                        INTENTS,
                        policy())))
                .containsExactly("foreign-label");
    }

    @Test
    void aServerThatIsSelectedByLabelsIsToldWithTheReasonAndOneByItsOwnSelectorIsNot() {
        String deployment = """
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: db, namespace: shop}
                spec:
                  selector: {matchLabels: {app: db}}
                  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: app, image: app}]}}
                """;

        assertThat(allFindings(pods(KEY, SERVER), INTENTS, policy()))
                .singleElement()
                .satisfies(ailment -> {
                    assertThat(ailment.symptom()).isEqualTo(Symptom.CLOSED_ONCE_LABELLED);
                    assertThat(ailment.message())
                            .endsWith("shop/db (no workload object of that name with a selector is known)");
                });
        String client = pods(KEY, SERVER).split("---", 2)[0];
        assertThat(codes(allFindings(client + deployment, INTENTS, ""))).containsExactly("policy-missing");
    }

    @Test
    void aPolicyOfAWorkloadThatMayNotBeSeenIsTakenAsItIs() {
        String pod = """
                ---
                apiVersion: v1
                kind: Pod
                metadata:
                  name: db-0
                  namespace: shop
                  labels: {app: db}
                  ownerReferences: [{apiVersion: example.com/v1, kind: Robot, name: db, uid: u, controller: true}]
                spec: {containers: [{name: app, image: app}]}
                """;
        String bySelector = policy().replace("clientintents.dev/workload: db", "app: db");

        assertThat(codes(allFindings(pods(KEY, SERVER).split("---", 2)[0] + pod, INTENTS, bySelector)))
                .isEmpty();
    }

    @Test
    void aPolicyThatSomebodyChangedIsFound() {
        assertThat(codes(findings(
                        pods(KEY, SERVER),
                        INTENTS,
                        policy().replace("consumes-db.shop: \"true\"", "consumes-db.shop: \"yes\""))))
                .containsExactly("policy-changed");
    }

    @Test
    void aPolicyOfTheNameThatIsSomebodyElsesIsFound() {
        assertThat(codes(findings(
                        pods(KEY, SERVER),
                        INTENTS,
                        policy().replace("managed-by: client-intents", "managed-by: somebody"))))
                .containsExactly("foreign-policy");
    }

    @Test
    void aPolicyThatStandsForNothingIsFound() {
        String shadow = """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {clientintents.dev/enforcement: shadow}}
                """;

        assertThat(codes(findings(shadow, policy()))).containsExactly("policy-left-over", "shadow");
    }

    @Test
    void aPolicyThatWaitsToBeForgottenIsNotLeftOver() {
        String closed =
                ManifestWriter.yaml(Outcome.of(snapshot(policy()), SCOPE).plannedPolicies());

        assertThat(closed).contains("consumers-of-db").doesNotContain("consumes-db");
        assertThat(findings("", "", closed)).isEmpty();
    }

    @Test
    void aPolicyOfTheNameThatAnEarlierVersionGaveIsFoundAndClosesItsServer() {
        String server = "d".repeat(60);
        String pods = pods("", "").replace("name: db,", "name: %s,".formatted(server));
        String intents = INTENTS.replace("name: db}", "name: %s}".formatted(server));
        Snapshot snapshot = snapshot(pods, intents);
        String plan = ManifestWriter.yaml(Outcome.of(snapshot, SCOPE).plannedPolicies());
        String name = PolicyName.of(ServerId.anyKind("shop", server));
        String earlier = plan.replace("name: " + name, "name: consumers-of-" + server);

        assertThat(earlier).isNotEqualTo(plan);
        assertThat(findings(pods, intents, earlier))
                .filteredOn(it -> it.symptom().id().startsWith("policy"))
                .singleElement()
                .satisfies(ailment -> {
                    assertThat(ailment.symptom()).isEqualTo(Symptom.POLICY_OF_EARLIER_NAME);
                    assertThat(ailment.object()).isEqualTo("NetworkPolicy shop/consumers-of-" + server);
                    assertThat(ailment.message()).endsWith("it is " + name + " now");
                });
        assertThat(codes(findings(pods, intents, earlier))).contains("server-lacks-label");
        assertThat(codes(findings(pods, intents, plan + "---\n" + earlier)))
                .contains("policy-of-earlier-name")
                .doesNotContain("policy-left-over", "policy-missing");
    }

    @Test
    void shadowIsANoteAndNoPolicyIsMissed() {
        String shadow = """
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {clientintents.dev/enforcement: shadow}}
                """;

        assertThat(codes(findings(pods(KEY, SERVER) + shadow, INTENTS, ""))).containsExactly("shadow");
    }

    @Test
    void aServerThatItsNamespaceLeavesOpenIsANoteAndNoPolicyOrLabelOfItIsMissed() {
        String local = """
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {clientintents.dev/enforcement: local}}
                """;
        String foreign = pods(KEY, "").replace("name: web, namespace: shop", "name: web, namespace: other");

        assertThat(findings(
                        foreign + local,
                        INTENTS.replace("name: web, namespace: shop", "name: web, namespace: other")
                                .replace("name: db", "name: db, namespace: shop"),
                        ""))
                .singleElement()
                .satisfies(ailment -> {
                    assertThat(ailment.symptom()).isEqualTo(Symptom.OPEN_SERVERS);
                    assertThat(ailment.object()).isEqualTo("Server shop/db");
                });
    }

    @Test
    void aNamespaceThatTheOperatorLeavesAloneIsNotCompared() {
        assertThat(findings(
                        (pods("", "") + "---\n" + INTENTS).replace("namespace: shop", "namespace: kube-system"),
                        "",
                        ""))
                .isEmpty();
    }

    private static String pods(String ofClient, String ofServer) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop, labels: {%s}}
                spec: {containers: [{name: app, image: app}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: db, namespace: shop, labels: {%s}}
                spec: {containers: [{name: app, image: app}]}
                """.formatted(ofClient, ofServer);
    }

    /** The policy that the operator writes for the server. */
    private static String policy() {
        Snapshot snapshot = snapshot(pods(KEY, SERVER), INTENTS);
        return ManifestWriter.yaml(Outcome.of(snapshot, SCOPE).plannedPolicies());
    }

    private static Snapshot snapshot(String... documents) {
        var reader = new ManifestReader("default");
        for (String document : documents) {
            reader.read("cluster", new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)));
        }
        return reader.snapshot();
    }

    /** The findings, save for the one that all bare pods have. */
    private static List<Ailment> findings(String... documents) {
        return allFindings(documents).stream()
                .filter(ailment -> ailment.symptom() != Symptom.CLOSED_ONCE_LABELLED)
                .toList();
    }

    private static List<Ailment> allFindings(String... documents) {
        Snapshot snapshot = snapshot(documents);
        return AccessCheck.remarks(snapshot, Outcome.of(snapshot, SCOPE)).stream()
                .filter(Ailment.class::isInstance)
                .map(Ailment.class::cast)
                .toList();
    }

    private static List<String> codes(List<Ailment> ailments) {
        return ailments.stream().map(ailment -> ailment.symptom().id()).toList();
    }
}

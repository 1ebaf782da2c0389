package dev.clientintents.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.backend.hostname.HostSetting;
import dev.clientintents.deploy.Manifests;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import dev.clientintents.doctor.rights.OperatorRights;
import dev.clientintents.doctor.rights.Right;
import dev.clientintents.doctor.rights.RightsCheck;
import dev.clientintents.egress.EgressSettings;
import dev.clientintents.exposure.ExposureSettings;
import dev.clientintents.graph.Budgets;
import dev.clientintents.graph.Scope;
import dev.clientintents.model.Enforcement;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RightsCheckTest {

    private static final Right PATCH_PODS = new Right("patch", "", "pods", null, null);

    @Test
    void theRightsAreThoseOfTheInstallManifest() {
        assertThat(needed(Set.of()))
                .contains(
                        PATCH_PODS,
                        new Right("list", "", "namespaces", null, null),
                        new Right("patch", "clientintents.dev", "clientintents/status", null, null),
                        new Right("patch", "", "configmaps", "client-intents-orphaned-pods", "client-intents"),
                        new Right("get", "coordination.k8s.io", "leases", "client-intents", "client-intents"))
                .doesNotContain(new Right("delete", "clientintents.dev", "clientintents", null, null))
                .allSatisfy(right -> assertThat(OperatorRights.consequence(right))
                        .as(right.toString())
                        .isNotEqualTo("what it is for stops working"));
    }

    @Test
    void whereSomeNamespacesAreWatchedTheRightsAreNeededThere() {
        assertThat(needed(Set.of("shop", "bank")))
                .contains(PATCH_PODS.in("bank"), PATCH_PODS.in("shop"), new Right("list", "", "namespaces", null, null))
                .doesNotContain(PATCH_PODS);
    }

    @Test
    void aMissingRightIsFoundWithWhatStopsWorking() {
        Map<Right, Answer<Boolean>> answers = all();
        answers.put(PATCH_PODS, new Answer.Found<>(false));

        assertThat(RightsCheck.remarks("op", answers))
                .singleElement()
                .isEqualTo(new Ailment(
                        Symptom.RIGHT_MISSING,
                        "User op",
                        "it may not patch pods: no pod gets its keys",
                        "helm upgrade with rbac.create=true, or give it the rule of deploy/operator.yaml"));
    }

    @Test
    void anOwnerThatMayNotBeReadIsAWarning() {
        Map<Right, Answer<Boolean>> answers = all();
        answers.put(new Right("get", "batch", "jobs", null, null), new Answer.Found<>(false));

        assertThat(RightsCheck.remarks("op", answers))
                .singleElement()
                .isInstanceOfSatisfying(Ailment.class, ailment -> {
                    assertThat(ailment.symptom()).isEqualTo(Symptom.OWNER_UNREADABLE);
                    assertThat(ailment.message()).contains("get jobs.batch");
                });
    }

    @Test
    void withAllRightsItIsGoodAndWithoutTheRightToAskItIsANote() {
        assertThat(RightsCheck.remarks("op", all())).singleElement().isInstanceOf(Good.class);
        assertThat(RightsCheck.remarks("op", Map.of(PATCH_PODS, new Answer.Refused<>("no"))))
                .singleElement()
                .isInstanceOfSatisfying(
                        Ailment.class, ailment -> assertThat(ailment.symptom()).isEqualTo(Symptom.NOT_CHECKED));
    }

    private static Map<Right, Answer<Boolean>> all() {
        var answers = new LinkedHashMap<Right, Answer<Boolean>>();
        needed(Set.of()).forEach(right -> answers.put(right, new Answer.Found<>(true)));
        return answers;
    }

    @Test
    void theRightsOfTheWebhookAreNeededUnderItsNameAndOnlyWhereTheOperatorMakesItsCertificates() {
        var role = new RoleBuilder()
                .withNewMetadata()
                .withName("client-intents")
                .endMetadata()
                .addNewRule()
                .withApiGroups("")
                .withResources("secrets")
                .withResourceNames("client-intents-webhook")
                .withVerbs("update")
                .endRule()
                .build();

        assertThat(OperatorRights.needed(List.of(role), operator(Set.of(), null)))
                .isEmpty();
        assertThat(OperatorRights.needed(List.of(role), operator(Set.of(), "ci-webhook")))
                .containsExactly(new Right("update", "", "secrets", "ci-webhook", "client-intents"));
    }

    @Test
    void theRightsToPoliciesThatNameHostsAreThoseOfTheSetting() {
        assertThat(needed(Set.of()))
                .noneMatch(it ->
                        it.group().equals("networking.gke.io") || it.group().equals("cilium.io"));
        assertThat(OperatorRights.needed(List.of(), operator(Set.of("shop"), null, HostSetting.CILIUM)))
                .hasSize(6)
                .contains(new Right("update", "cilium.io", "ciliumnetworkpolicies", null, "shop"))
                .allSatisfy(it -> assertThat(OperatorRights.consequence(it)).contains("hosts"));
        assertThat(OperatorRights.needed(List.of(), operator(Set.of("shop"), null, HostSetting.CLUSTER_NETWORK_POLICY)))
                .contains(new Right("list", "policy.networking.k8s.io", "clusternetworkpolicies", null, null));
    }

    @Test
    void whoHearsAgentsNeedsToAskWhoTheyAreAndToKeepWhatTheySee() {
        OperatorInstallation observing = operator(Set.of("shop"), null, HostSetting.NONE, true);

        assertThat(OperatorRights.needed(List.of(), observing))
                .hasSize(5)
                .contains(
                        new Right("create", "authentication.k8s.io", "tokenreviews", null, null),
                        new Right("patch", "clientintents.dev", "observedtraffics", null, "shop"))
                .allSatisfy(it -> assertThat(OperatorRights.consequence(it)).contains("agent"));
    }

    private static List<Right> needed(Set<String> watched) {
        return OperatorRights.needed(
                Manifests.read(Manifests.DEPLOY.resolve("operator.yaml")), operator(watched, "client-intents-webhook"));
    }

    private static OperatorInstallation operator(Set<String> watched, @Nullable String webhook) {
        return operator(watched, webhook, HostSetting.NONE);
    }

    private static OperatorInstallation operator(Set<String> watched, @Nullable String webhook, HostSetting hosts) {
        return operator(watched, webhook, hosts, false);
    }

    private static OperatorInstallation operator(
            Set<String> watched, @Nullable String webhook, HostSetting hosts, boolean observes) {
        return new OperatorInstallation(
                "client-intents",
                "client-intents",
                "client-intents",
                2,
                2,
                true,
                webhook,
                new Scope(Enforcement.ACTIVE, Set.of(), watched, Budgets.DEFAULT),
                ExposureSettings.DEFAULT,
                EgressSettings.DEFAULT,
                hosts,
                observes);
    }
}

package dev.clientintents.backend.networkpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.graph.KeptPolicy;
import dev.clientintents.model.Labels;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import dev.clientintents.model.ServerId;
import dev.clientintents.rule.RulePlan;
import dev.clientintents.rule.Subjects;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExistingPolicyTest {

    private static final NetworkPolicy GOOD = new NetworkPolicyBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("consumers-of-db")
            .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
            .addToAnnotations(Labels.SERVER, "shop/db")
            .addToAnnotations(Labels.DESCRIPTION, "Admits nobody.")
            .endMetadata()
            .withNewSpec()
            .withNewPodSelector()
            .addToMatchLabels(Labels.WORKLOAD, "db")
            .endPodSelector()
            .withPolicyTypes("Ingress")
            .endSpec()
            .build();

    @Test
    void ourPolicyTellsItsServerAndWhatItSelects() {
        assertThat(ExistingPolicy.read(GOOD))
                .contains(KeptPolicy.of(ServerId.anyKind("shop", "db"), Map.of(Labels.WORKLOAD, "db")));
    }

    @Test
    void anySelectorIsReadAsItWasRendered() {
        ServerId db = ServerId.anyKind("shop", "db");
        var selector = new Selector(List.of(
                Requirement.of("app", "db"),
                Requirement.of("app", "other"),
                Requirement.parse("tier", "In", List.of("a", "b")),
                Requirement.parse("track", "NotIn", List.of("canary")),
                Requirement.parse("team", "Exists", List.of()),
                Requirement.parse("legacy", "DoesNotExist", List.of())));

        NetworkPolicy policy = ServerPolicies.render(new RulePlan(db, new Subjects("shop", selector), List.of()));

        assertThat(ExistingPolicy.read(policy)).contains(new KeptPolicy(db, selector));
        assertThat(policy.getSpec().getPodSelector().getMatchLabels()).containsOnlyKeys("app");
        assertThat(policy.getSpec().getPodSelector().getMatchExpressions()).hasSize(5);
    }

    @Test
    void aPolicyWithoutOurLabelIsSomebodyElsesWhateverItsNameAndAnnotations() {
        NetworkPolicy foreign = GOOD.edit()
                .editMetadata()
                .removeFromLabels(Labels.MANAGED_BY)
                .endMetadata()
                .build();

        assertThat(ExistingPolicy.isOurs(foreign)).isFalse();
        assertThat(ExistingPolicy.read(foreign)).isEmpty();
        assertThat(ExistingPolicy.isAs(foreign, GOOD)).isFalse();
    }

    @Test
    void anAnnotationThatNamesAServerOfAnotherNamespaceOrPolicyIsNotBelieved() {
        assertThat(ExistingPolicy.read(annotated(Labels.SERVER, "platform/db"))).isEmpty();
        assertThat(ExistingPolicy.read(annotated(Labels.SERVER, "shop/other"))).isEmpty();
    }

    @Test
    void aPolicyIsAsPlannedUnlessItsSpecOrOneOfOurAnnotationsDiffers() {
        assertThat(ExistingPolicy.isAs(annotated("team", "shop"), GOOD)).isTrue();
        assertThat(ExistingPolicy.isAs(annotated(Labels.DESCRIPTION, "Admits all."), GOOD))
                .isFalse();
        assertThat(ExistingPolicy.isAs(
                        GOOD.edit()
                                .editSpec()
                                .addNewIngress()
                                .endIngress()
                                .endSpec()
                                .build(),
                        GOOD))
                .isFalse();
    }

    private static NetworkPolicy annotated(String key, String value) {
        return GOOD.edit()
                .editMetadata()
                .addToAnnotations(key, value)
                .endMetadata()
                .build();
    }
}

package dev.clientintents.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.clientintents.cluster.ControlPlane;
import dev.clientintents.cluster.RealCluster;
import dev.clientintents.model.Labels;
import dev.clientintents.model.PolicyName;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Labels of a namespace whose values mean nothing to the operator, where no guard refuses them. */
@RealCluster
class MistypedLabelsIT extends OperatorScenario {

    MistypedLabelsIT(ControlPlane controlPlane, KubernetesClient client) {
        super(controlPlane, client);
    }

    @Test
    void whatWasInForceStaysAndIsToldOnceAlsoAcrossARestart() {
        deployment(ns, "web");
        deployment(ns, "db");
        intents("web", "db");
        awaitReady("web", true);
        label(ns, Labels.DEFAULT_DENY, "ingress");
        awaitPolicies(PolicyName.DEFAULT_DENY, "consumers-of-db");

        label(ns, Labels.DEFAULT_DENY, "true");
        awaitEvents("InvalidNamespaceLabel", 1);
        label(ns, Labels.ENFORCEMENT, "Shadow");
        awaitEvents("InvalidNamespaceLabel", 2);
        operator.close();
        operator = newOperator();
        startAndAwaitLeading();
        awaitEvents("InvalidNamespaceLabel", 4);
        deployment(ns, "late");
        intents("late", "db");

        awaitReady("late", true);
        assertThat(policyNames()).containsExactlyInAnyOrder(PolicyName.DEFAULT_DENY, "consumers-of-db");
        awaitLabels(ns, "late", Map.of(KEY + "db." + ns, "true"));
        label(ns, Labels.DEFAULT_DENY, null);
        awaitPolicies("consumers-of-db");
    }

    private void awaitPolicies(String... names) {
        await().untilAsserted(() -> assertThat(policyNames()).containsExactlyInAnyOrder(names));
    }
}

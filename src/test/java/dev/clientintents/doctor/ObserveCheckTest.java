package dev.clientintents.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObserveCheckTest {

    @Test
    void agentsOnAllNodesAreGood() {
        assertThat(ObserveCheck.remarks(operator("9444"), new Answer.Found<>(List.of(agents(3, 3)))))
                .singleElement()
                .isEqualTo(new Good("agents observe the traffic of 3 nodes"));
    }

    @Test
    void agentsThatAreMissingAreFound() {
        assertThat(codes(operator("9444"), new Answer.Found<>(List.of(agents(3, 2)))))
                .containsExactly(Symptom.AGENTS_NOT_READY);
        assertThat(codes(operator("9444"), new Answer.Found<>(List.of(agents(0, 0)))))
                .containsExactly(Symptom.AGENTS_NOT_READY);
        assertThat(codes(
                        operator("9444"),
                        new Answer.Found<>(List.of(new DaemonSetBuilder(agents(1, 1))
                                .withStatus(null)
                                .build()))))
                .containsExactly(Symptom.AGENTS_NOT_READY);
        assertThat(codes(operator("9444"), new Answer.Found<>(List.of()))).containsExactly(Symptom.AGENTS_NOT_READY);
        assertThat(codes(operator("9444"), new Answer.Refused<>("no"))).containsExactly(Symptom.NOT_CHECKED);
    }

    @Test
    void whoObservesNothingNeedsNone() {
        assertThat(ObserveCheck.remarks(operator(""), new Answer.Found<>(List.of())))
                .isEmpty();
    }

    private static List<Symptom> codes(OperatorInstallation operator, Answer<List<DaemonSet>> agents) {
        return ObserveCheck.remarks(operator, agents).stream()
                .map(it -> ((Ailment) it).symptom())
                .toList();
    }

    private static OperatorInstallation operator(String port) {
        Deployment deployment = new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("client-intents")
                .withName("client-intents")
                .endMetadata()
                .withNewSpec()
                .withNewTemplate()
                .withNewSpec()
                .addNewContainer()
                .withName("operator")
                .addNewEnv()
                .withName("CLIENT_INTENTS_OBSERVE_PORT")
                .withValue(port)
                .endEnv()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        return OperatorInstallation.of(deployment, Set.of());
    }

    private static DaemonSet agents(int wanted, int ready) {
        return new DaemonSetBuilder()
                .withNewMetadata()
                .withNamespace("client-intents")
                .withName("client-intents-observe")
                .endMetadata()
                .withNewStatus()
                .withDesiredNumberScheduled(wanted)
                .withNumberReady(ready)
                .endStatus()
                .build();
    }
}

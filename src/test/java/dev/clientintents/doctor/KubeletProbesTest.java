package dev.clientintents.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.cni.CniCheck;
import dev.clientintents.doctor.cni.CniEvidence;
import dev.clientintents.doctor.cni.CniEvidence.Agent;
import dev.clientintents.doctor.cni.CniEvidence.Part;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeletProbesTest {

    private static final Agent CILIUM = agent("kube-system", "cilium", "cilium-agent", Map.of());
    private static final Agent ZTUNNEL = agent("istio-system", "ztunnel", "istio-proxy", Map.of());
    private static final Agent CALICO = agent("calico-system", "calico-node", "calico-node", Map.of());

    @Test
    void ciliumMayHoldTheNodeItselfAgainstPolicies() {
        assertThat(blocked(Map.of("allow-localhost", "policy"), CILIUM))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.symptom().id()).isEqualTo("probes-blocked");
                    assertThat(it.object()).isEqualTo("ConfigMap kube-system/cilium-config");
                    assertThat(it.advice()).contains("allow-localhost: auto");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "always", ""})
    void ciliumLetsTheNodeInOtherwise(String value) {
        assertThat(blocked(Map.of("allow-localhost", value), CILIUM)).isEmpty();
    }

    @Test
    void probesOfAmbientPodsDoNotComeFromTheNode() {
        assertThat(blocked(Map.of(), CILIUM, ZTUNNEL)).singleElement().satisfies(it -> {
            assertThat(it.object()).isEqualTo("DaemonSet istio-system/ztunnel");
            assertThat(it.advice()).contains("169.254.7.127/32");
        });
        assertThat(blocked(Map.of(), CALICO, ZTUNNEL)).isEmpty();
    }

    @Test
    void amazonsStrictModeCutsWhatNoPolicySelects() {
        assertThat(blocked(Map.of(), amazon("strict")))
                .singleElement()
                .satisfies(it -> assertThat(it.message()).contains("strict mode"));
        assertThat(blocked(Map.of(), amazon("standard"))).isEmpty();
    }

    private static Agent amazon(String mode) {
        return agent(
                "kube-system",
                "aws-node",
                "aws-node",
                Map.of("ENABLE_NETWORK_POLICY", "true", "NETWORK_POLICY_ENFORCING_MODE", mode));
    }

    private static Agent agent(String namespace, String name, String container, Map<String, String> environment) {
        return new Agent(namespace, name, 3, 3, List.of(new Part(container, "image", List.of(), environment)));
    }

    private static List<Ailment> blocked(Map<String, String> cilium, Agent... agents) {
        var evidence =
                new CniEvidence(List.of(agents), Map.of("kube-system/cilium-config", cilium), Set.of(), List.of());
        return CniCheck.remarks(new Answer.Found<>(evidence), List.of()).stream()
                .flatMap(it -> it instanceof Ailment ailment ? Stream.of(ailment) : Stream.empty())
                .filter(it -> it.symptom() == Symptom.PROBES_BLOCKED)
                .toList();
    }
}

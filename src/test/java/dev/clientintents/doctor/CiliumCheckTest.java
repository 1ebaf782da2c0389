package dev.clientintents.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import dev.clientintents.doctor.cni.CiliumCheck;
import dev.clientintents.doctor.cni.CniEvidence;
import dev.clientintents.doctor.cni.CniEvidence.Agent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CiliumCheckTest {

    private static final Agent AGENT = new Agent("kube-system", "cilium", 1, 1, List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "k8s:!controller-uid k8s:!job-name",
                "k8s:app k8s:clientintents\\.dev/",
                "clientintents.dev",
                "k8s:clientintents k8s:!clientintents\\.dev/x",
                "k8s:.*",
                "k8s:!client k8s:clientintents\\.dev",
                "container:!clientintents"
            })
    void aFilterThatTakesOurLabelsIsGood(String patterns) {
        assertThat(remarks(patterns, List.of())).singleElement().isInstanceOf(Good.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            k8s:app k8s:name                        | clientintents.dev/consumes-server.namespace | labels: "k8s:app k8s:name k8s:clientintents\\.dev/"
            k8s:io\\.kubernetes\\.pod\\.namespace   | clientintents.dev/workload                  | k8s:clientintents\\.dev/
            reserved:host                           | clientintents.dev/workload-kind             | k8s:clientintents\\.dev/
            k8s:!clientintents\\.dev                | clientintents.dev/workload                  | take k8s:!clientintents\\.dev out of labels
            !.*dev/consumes                         | clientintents.dev/consumes-server.namespace | take !.*dev/consumes out of labels
            k8s:clientintents k8s:!clientintents\\. | clientintents.dev/workload                  | or narrow it
            container:clientintents\\.dev           | clientintents.dev/workload                  | k8s:clientintents\\.dev/
            intents\\.dev                           | clientintents.dev/workload                  | k8s:clientintents\\.dev/
            !k8s:job-name                           | clientintents.dev/workload                  | labels: "k8s:!job-name"
            k8s:!io\\.cilium\\.k8s\\.namespace\\.labels\\.kubernetes | kubernetes.io/metadata.name | take k8s:!io\\.cilium
            """)
    void aFilterThatHidesOurLabelsIsToldWithWhatToWriteInstead(String patterns, String hidden, String advice) {
        assertThat(remarks(patterns, List.of())).singleElement().isInstanceOfSatisfying(Ailment.class, ailment -> {
            assertThat(ailment.symptom()).isEqualTo(Symptom.LABELS_HIDDEN_FROM_CILIUM);
            assertThat(ailment.object()).isEqualTo("ConfigMap kube-system/cilium-config");
            assertThat(ailment.message()).contains(hidden);
            assertThat(ailment.advice()).contains(advice).contains("rollout restart daemonset/cilium");
        });
    }

    @Test
    void theLabelsByWhichPoliciesSelectThePodsOfServicesCountToo() {
        String patterns = "k8s:clientintents\\.dev/";

        assertThat(remarks(patterns, List.of())).singleElement().isInstanceOf(Good.class);
        assertThat(remarks(patterns, List.of("app.kubernetes.io/name")))
                .singleElement()
                .isInstanceOf(Good.class);
        assertThat(remarks(patterns, List.of("tier")))
                .singleElement()
                .isInstanceOfSatisfying(Ailment.class, ailment -> {
                    assertThat(ailment.message()).contains("keep tier out");
                    assertThat(ailment.advice()).contains("\"k8s:clientintents\\.dev/ k8s:tier\"");
                });
        assertThat(remarks("", List.of("pod-template-hash"))).singleElement().isInstanceOf(Ailment.class);
    }

    @Test
    void whatCannotBeJudgedIsANote() {
        assertThat(remarks("k8s:(", List.of())).singleElement().satisfies(CiliumCheckTest::isNote);
        assertThat(CiliumCheck.remarks(
                        evidence(Map.of("kube-system/cilium-config", Map.of("label-prefix-file", "/etc/labels.json"))),
                        AGENT,
                        List.of()))
                .singleElement()
                .satisfies(CiliumCheckTest::isNote);
        assertThat(CiliumCheck.remarks(evidence(Map.of()), AGENT, List.of()))
                .singleElement()
                .satisfies(CiliumCheckTest::isNote);
    }

    private static void isNote(Remark remark) {
        assertThat(remark)
                .isInstanceOfSatisfying(
                        Ailment.class, ailment -> assertThat(ailment.symptom()).isEqualTo(Symptom.NOT_CHECKED));
    }

    private static List<Remark> remarks(String patterns, List<String> selectors) {
        return CiliumCheck.remarks(
                evidence(Map.of("kube-system/cilium-config", Map.of("labels", patterns))), AGENT, selectors);
    }

    private static CniEvidence evidence(Map<String, Map<String, String>> configs) {
        return new CniEvidence(List.of(AGENT), configs, Set.of(), List.of());
    }
}

package dev.clientintents.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.manifest.NamespaceLabels.Mistake;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamespaceLabelsTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            default-deny | true     | write ingress or egress or both, or remove the label
            default-deny | Ingress  | did you mean ingress? write ingress or egress or both, or remove the label
            default-deny | egres    | did you mean egress? write ingress or egress or both, or remove the label
            default-deny | BOTH     | did you mean both? write ingress or egress or both, or remove the label
            default-deny | ''       | write ingress or egress or both, or remove the label
            enforcement  | Active   | did you mean active? write shadow or local or active, or remove the label
            enforcement  | actvie   | did you mean active? write shadow or local or active, or remove the label
            enforcement  | true     | write shadow or local or active, or remove the label
            egress       | declare  | did you mean declared? write declared or open, or remove the label
            """)
    void aValueThatSaysNothingIsAMistake(String label, String value, String advice) {
        String name = "clientintents.dev/" + label;

        assertThat(NamespaceLabels.mistakes(Map.of(name, value)))
                .containsExactly(new Mistake(
                        "label " + name + ": '" + value
                                + "' is not a valid value, so the label has no effect as written",
                        advice));
    }

    @ParameterizedTest
    @CsvSource({
        "default-deny, ingress",
        "default-deny, egress",
        "default-deny, both",
        "enforcement, shadow",
        "enforcement, local",
        "enforcement, active",
        "egress, declared",
        "egress, open"
    })
    void aKnownValueIsNone(String label, String value) {
        assertThat(NamespaceLabels.mistakes(Map.of("clientintents.dev/" + label, value)))
                .isEmpty();
    }

    @Test
    void aMisspeltNameIsAMistakeAndAnyOtherIsNot() {
        assertThat(NamespaceLabels.mistakes(Map.of("clientintents.dev/enforcment", "active")))
                .extracting(Mistake::advice)
                .containsExactly("did you mean clientintents.dev/enforcement?");
        assertThat(NamespaceLabels.mistakes(
                        Map.of("clientintents.dev/team", "shop", "enforcment", "x", "example.com/egress", "all")))
                .isEmpty();
    }
}

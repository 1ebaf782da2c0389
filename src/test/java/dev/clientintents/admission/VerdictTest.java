package dev.clientintents.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clientintents.label.LabelChange;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.zjsonpatch.JsonPatch;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a patch makes of a pod's labels; written as {@code key=value} with spaces between. */
class VerdictTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest(name = "[{0}] becomes [{1}]")
    @CsvSource(
            nullValues = "-",
            value = {
                "-,                                                               -,            UNCHANGED",
                "app=web,                                                         app=web,      UNCHANGED",
                "clientintents.development/x=y app=web,   app=web clientintents.development/x=y, UNCHANGED",
                "clientintents.dev/consumes-db.shop=true,                         -,            PATCHED",
                "app=web clientintents.dev/consumes-db.shop=true,                 app=web,      PATCHED",
                "app=web clientintents.dev/workload=bank clientintents.dev/a~b=c, app=web,      PATCHED",
            })
    void strippingTakesAwayReservedLabelsAndNoOthers(@Nullable String brought, @Nullable String kept, Outcome outcome) {
        Pod pod = pod(labels(brought));

        Verdict verdict = Verdict.stripping(pod);

        assertThat(verdict.outcome()).isEqualTo(outcome);
        assertThat(patched(pod, verdict)).isEqualTo(labels(kept));
    }

    @ParameterizedTest(name = "[{0}] with [{1}] becomes [{2}]")
    @CsvSource(
            nullValues = "-",
            value = {
                "-,                                  -,                              -",
                "-,                                  clientintents.dev/consumes-a.b=true, clientintents.dev/consumes-a.b=true",
                "app=web,                            clientintents.dev/workload=web, app=web clientintents.dev/workload=web",
                "clientintents.dev/workload=old,     clientintents.dev/workload=new, clientintents.dev/workload=new",
                "app=a clientintents.dev/x=true,     clientintents.dev/y=true,       app=a clientintents.dev/y=true",
                "app=a clientintents.dev/x=true,     clientintents.dev/x=true,       app=a clientintents.dev/x=true",
            })
    void labellingLeavesExactlyTheReservedLabelsThatThePodMustHave(
            @Nullable String brought, @Nullable String desired, @Nullable String expected) {
        Pod pod = pod(labels(brought));

        Verdict verdict = Verdict.changing(pod, LabelChange.between(labels(brought), labels(desired)));

        assertThat(patched(pod, verdict)).isEqualTo(labels(expected));
        assertThat(verdict.patch().isEmpty()).isEqualTo(verdict.outcome() == Outcome.UNCHANGED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPodWithoutAMapOfLabelsIsGivenOne(boolean empty) {
        var pod = new PodBuilder().withNewMetadata().endMetadata().build();
        pod.getMetadata().setLabels(empty ? Map.of() : null);

        Verdict verdict = Verdict.changing(pod, LabelChange.between(Map.of(), Map.of("clientintents.dev/a", "true")));

        assertThat(patched(pod, verdict)).isEqualTo(Map.of("clientintents.dev/a", "true"));
    }

    private static Pod pod(Map<String, String> labels) {
        return new PodBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .build();
    }

    private static Map<String, String> labels(@Nullable String text) {
        var labels = new TreeMap<String, String>();
        if (text != null) {
            for (String pair : text.strip().split(" ", -1)) {
                labels.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
        }
        return labels;
    }

    private static Map<String, String> patched(Pod pod, Verdict verdict) {
        JsonNode patched = JsonPatch.apply(JSON.valueToTree(verdict.patch()), JSON.valueToTree(pod));
        var labels = new TreeMap<String, String>();
        patched.at("/metadata/labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }
}

package dev.clientintents.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CrdCheckTest {

    private static final String SPEC = "/spec/versions/0/schema/openAPIV3Schema/properties/spec";

    private final JsonNode ours = read();

    @Test
    void theSameDefinitionIsGoodWhateverItsDescriptions() {
        assertThat(installed(definition -> at(definition, SPEC).put("description", "another")))
                .isInstanceOf(Good.class);
    }

    @Test
    void whatIsMissingOrUnknownOrOtherwiseRuledIsNamed() {
        assertThat(installed(definition -> at(definition, SPEC + "/properties").remove("client")))
                .isInstanceOfSatisfying(Ailment.class, ailment -> {
                    assertThat(ailment.symptom()).isEqualTo(Symptom.CRD_OLDER);
                    assertThat(ailment.message()).contains("it lacks .spec.client");
                });
        assertThat(installed(definition ->
                        at(definition, SPEC + "/properties").putObject("mode").put("type", "string")))
                .isInstanceOfSatisfying(Ailment.class, ailment -> {
                    assertThat(ailment.symptom()).isEqualTo(Symptom.CRD_NEWER);
                    assertThat(ailment.message()).contains(".spec.mode");
                });
        assertThat(installed(definition ->
                        at(definition, SPEC + "/properties/consumes").put("maxItems", 1)))
                .isInstanceOfSatisfying(Ailment.class, ailment -> {
                    assertThat(ailment.symptom()).isEqualTo(Symptom.CRD_DIFFERS);
                    assertThat(ailment.message()).contains("its rules for .spec.consumes are");
                });
    }

    @Test
    void aDefinitionThatIsNotServedIsFound() {
        assertThat(installed(definition -> at(definition, "/spec/versions/0").put("served", false)))
                .isInstanceOfSatisfying(
                        Ailment.class, it -> assertThat(it.symptom()).isEqualTo(Symptom.CRD_NOT_ESTABLISHED));
        assertThat(installed(definition -> at(definition, "/status/conditions/0")
                        .put("type", "Established")
                        .put("status", "False")
                        .put("message", "conflict")))
                .isInstanceOfSatisfying(
                        Ailment.class, it -> assertThat(it.message()).contains("Established is False (conflict)"));
    }

    @Test
    void aDefinitionThatIsNotThereIsAnErrorAndOneThatMayNotBeReadANote() {
        assertThat(CrdCheck.remarks(new Answer.Absent<>(), ours))
                .singleElement()
                .isInstanceOfSatisfying(
                        Ailment.class, it -> assertThat(it.symptom()).isEqualTo(Symptom.CRD_MISSING));
        assertThat(CrdCheck.remarks(new Answer.Refused<>("no"), ours))
                .singleElement()
                .isInstanceOfSatisfying(
                        Ailment.class, it -> assertThat(it.symptom()).isEqualTo(Symptom.NOT_CHECKED));
    }

    private Remark installed(Consumer<ObjectNode> change) {
        ObjectNode definition = ours.deepCopy();
        definition
                .putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Established")
                .put("status", "True");
        change.accept(definition);
        return CrdCheck.remarks(new Answer.Found<>(definition), ours).get(0);
    }

    private static ObjectNode at(JsonNode node, String path) {
        return (ObjectNode) node.at(path);
    }

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(Files.readString(Path.of("crds", "clientintents.yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.clientintents.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.clientintents.doctor.Remark.Ailment;
import dev.clientintents.doctor.Remark.Good;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class CrdCheckTest {

    private static final String SPEC = "/spec/versions/0/schema/openAPIV3Schema/properties/spec";

    private final JsonNode ours = read("clientintents.yaml");

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
        assertThat(CrdCheck.remarks(Definition.CLIENT_INTENTS, new Answer.Absent<>(), ours))
                .singleElement()
                .isInstanceOfSatisfying(
                        Ailment.class, it -> assertThat(it.symptom()).isEqualTo(Symptom.CRD_MISSING));
        assertThat(CrdCheck.remarks(Definition.CLIENT_INTENTS, new Answer.Refused<>("no"), ours))
                .singleElement()
                .isInstanceOfSatisfying(
                        Ailment.class, it -> assertThat(it.symptom()).isEqualTo(Symptom.NOT_CHECKED));
    }

    @Test
    void anOlderClusterCannotHaveTheRulesAboutAddressesAndIsNotToldToGetThem() {
        JsonNode shipped = read("serveraccesses.yaml");
        ObjectNode older = shipped.deepCopy();
        withoutRules(older, rule -> rule.contains("isCIDR("));

        assertThat(older).isNotEqualTo(shipped);
        assertThat(CrdCheck.remarks(Definition.SERVER_ACCESS, new Answer.Found<>(established(older)), shipped))
                .singleElement()
                .isInstanceOfSatisfying(
                        Good.class, it -> assertThat(it.toString()).contains("ServerAccess v1alpha1"));

        withoutRules(older, rule -> rule.contains("self.workload"));
        assertThat(CrdCheck.remarks(Definition.SERVER_ACCESS, new Answer.Found<>(older), shipped))
                .singleElement()
                .isInstanceOfSatisfying(
                        Ailment.class, it -> assertThat(it.symptom()).isEqualTo(Symptom.CRD_DIFFERS));
    }

    @Test
    void whatEachDefinitionIsForIsSaidWhereItIsMissing() {
        assertThat(CrdCheck.remarks(Definition.SERVER_ACCESS, new Answer.Absent<>(), read("serveraccesses.yaml")))
                .singleElement()
                .isInstanceOfSatisfying(Ailment.class, it -> {
                    assertThat(it.object()).isEqualTo("CustomResourceDefinition serveraccesses.clientintents.dev");
                    assertThat(it.message()).contains("whose declarations count");
                });
    }

    private static void withoutRules(JsonNode node, Predicate<String> dropped) {
        if (node.get("x-kubernetes-validations") instanceof ArrayNode rules) {
            rules.removeIf(rule -> dropped.test(rule.path("rule").asText()));
            if (rules.isEmpty()) {
                ((ObjectNode) node).remove("x-kubernetes-validations");
            }
        }
        node.forEach(child -> withoutRules(child, dropped));
    }

    private static ObjectNode established(ObjectNode definition) {
        definition
                .putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Established")
                .put("status", "True");
        return definition;
    }

    private Remark installed(Consumer<ObjectNode> change) {
        ObjectNode definition = established(ours.deepCopy());
        change.accept(definition);
        return CrdCheck.remarks(Definition.CLIENT_INTENTS, new Answer.Found<>(definition), ours)
                .get(0);
    }

    private static ObjectNode at(JsonNode node, String path) {
        return (ObjectNode) node.at(path);
    }

    private static JsonNode read(String file) {
        try {
            return new YAMLMapper().readTree(Files.readString(Path.of("crds", file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

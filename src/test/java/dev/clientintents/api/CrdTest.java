package dev.clientintents.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.clientintents.model.Labels;
import dev.clientintents.model.Protocol;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CrdTest {

    private final JSONSchemaProps schema = Crd.schema(Crd.read());

    @Test
    void theCrdIsNamedAsTheJavaClassSays() {
        var crd = Crd.read();
        assertThat(crd.getSpec().getGroup()).isEqualTo(HasMetadata.getGroup(ClientIntents.class));
        assertThat(Crd.version(crd).getName()).isEqualTo(HasMetadata.getVersion(ClientIntents.class));
        assertThat(crd.getSpec().getNames().getKind()).isEqualTo(HasMetadata.getKind(ClientIntents.class));
        assertThat(crd.getSpec().getNames().getPlural()).isEqualTo(HasMetadata.getPlural(ClientIntents.class));
        assertThat(crd.getSpec().getNames().getSingular()).isEqualTo(HasMetadata.getSingular(ClientIntents.class));
        assertThat(crd.getMetadata().getName()).isEqualTo(HasMetadata.getFullResourceName(ClientIntents.class));
        assertThat(crd.getSpec().getScope()).isEqualTo("Namespaced");
        assertThat(crd.getSpec().getVersions()).hasSize(1);
        assertThat(Crd.version(crd).getSubresources().getStatus()).isNotNull();
        assertThat(Labels.PREFIX).isEqualTo(ClientIntents.GROUP + "/");
    }

    @Test
    void everyFieldOfTheRecordsIsInTheCrdAndTheOtherWayRound() {
        assertThat(schema.getProperties()).containsOnlyKeys("apiVersion", "kind", "metadata", "spec", "status");
        assertThat(schema.getRequired()).containsExactly("spec");
        assertThat(drift(schema)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void driftIsFound(String what, String path, Consumer<JSONSchemaProps> change) {
        change.accept(Crd.field(schema, path));
        assertThat(drift(schema)).as(what).hasSize(1).first().asString().startsWith(path + ":");
    }

    static Stream<Arguments> driftIsFound() {
        return Stream.of(
                drifted("a field that only the records have", ".spec.client", s -> remove(s, "kind")),
                drifted("a field that only the CRD has", ".spec.consumes[]", s -> add(s, "weight")),
                drifted("a status field that only the CRD has", ".status", s -> add(s, "phase")),
                drifted("a printed field that only the records have", ".status", s -> remove(s, "enforcedServers")),
                drifted("a condition's field", ".status.conditions[]", s -> remove(s, "reason")),
                drifted("another type", ".status.servers[].name", s -> s.setType("integer")),
                drifted("another width", ".status.observedGeneration", s -> s.setFormat("int32")),
                drifted("a port that is no longer a number or a name", ".spec.consumes[].ports[].port", s -> {
                    s.setXKubernetesIntOrString(null);
                }),
                drifted("a list that is none", ".spec.consumes[].ports", s -> s.setType("object")),
                drifted("a state that Java does not know", ".status.servers[].state", s -> {
                    s.getEnum().add(TextNode.valueOf("Excellent"));
                }),
                drifted("a state that the CRD does not know", ".status.servers[].state", s -> {
                    s.getEnum().remove(0);
                }),
                drifted("a field that Java expects and the CRD does not require", ".spec", s -> {
                    s.setRequired(List.of("consumes"));
                }),
                drifted("a field that the CRD requires and Java leaves out", ".spec.consumes[].ports[]", s -> {
                    s.setRequired(List.of("port", "protocol"));
                }));
    }

    @Test
    void theProtocolsAreThoseOfTheModel() {
        assertThat(Crd.field(schema, ".spec.consumes[].ports[].protocol").getEnum())
                .extracting(it -> it.asText())
                .containsExactlyElementsOf(
                        Arrays.stream(Protocol.values()).map(Enum::name).toList());
    }

    @Test
    void everyStateIsExplained() {
        String description = Crd.field(schema, ".status.servers[].state").getDescription();
        assertThat(TargetState.values())
                .allSatisfy(state -> assertThat(description).contains(state + ": "));
    }

    @Test
    void everyFieldIsDescribedInSentences() {
        Map<String, String> descriptions = new TreeMap<>();
        Crd.fields(schema).forEach((path, field) -> descriptions.put(path, String.valueOf(field.getDescription())));
        descriptions.remove(".metadata"); // the API server describes it, and forbids others to
        assertThat(descriptions)
                .allSatisfy((path, description) ->
                        assertThat(description).as(path).hasSizeGreaterThan(15).matches("(?s)[A-Z].*(\\.|#[a-z-]+)"));
        assertThat(Crd.version(Crd.read()).getAdditionalPrinterColumns())
                .allSatisfy(column ->
                        assertThat(column.getDescription()).as(column.getName()).isNotBlank());
    }

    @Test
    void everyValueThatAPersonWritesIsBounded() {
        Crd.fields(schema).forEach((path, field) -> {
            if (!path.startsWith(".spec")) {
                return;
            }
            if ("array".equals(field.getType())) {
                assertThat(field.getMaxItems()).as(path).isNotNull();
            } else if ("integer".equals(field.getType())) {
                assertThat(field.getMinimum()).as(path).isNotNull();
                assertThat(field.getMaximum()).as(path).isNotNull();
            } else if (!"object".equals(field.getType()) && field.getEnum().isEmpty()) {
                assertThat(field.getMaxLength()).as(path).isNotNull();
                assertThat(field.getPattern()).as(path).isNotNull();
            }
        });
    }

    @Test
    void everyPatternOfTheSpecHasARuleOfTheSameExpressionThatSaysWhatToWriteInstead() {
        Crd.fields(schema).forEach((path, field) -> {
            if (path.startsWith(".spec") && field.getPattern() != null) {
                assertThat(field.getXKubernetesValidations())
                        .as(path)
                        .filteredOn(rule -> rule.getRule().contains("self.matches('" + field.getPattern() + "')"))
                        .singleElement()
                        .extracting(ValidationRule::getMessage)
                        .asString()
                        .startsWith("write ");
            }
        });
    }

    @Test
    void theColumnsShowFieldsThatExist() {
        assertThat(Crd.version(Crd.read()).getAdditionalPrinterColumns())
                .extracting(CustomResourceColumnDefinition::getName)
                .containsExactly("Client", "Servers", "Pods", "Ready", "Reason", "Age");
        Map<String, JSONSchemaProps> fields = Crd.fields(schema);
        assertThat(Crd.version(Crd.read()).getAdditionalPrinterColumns())
                .extracting(column -> column.getJsonPath().replaceAll("\\[\\?.*]", "[]"))
                .filteredOn(path -> !path.startsWith(".metadata"))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(fields).containsKey(path));
    }

    @Test
    void theStatusCountsTheServersThatAreEnforcedForTheColumnAndReadsItsOwnOutput() {
        var status = new ClientIntentsStatus(
                3L,
                4,
                List.of(),
                List.of(
                        server("auth-service", TargetState.Enforced),
                        server("api-gateway", TargetState.NoPods),
                        server("metrics-service", TargetState.Enforced)));
        var json = new KubernetesSerialization();

        String text = json.asJson(status);

        assertThat(text).contains("\"enforcedServers\":\"2/3\"");
        assertThat(json.unmarshal(text, ClientIntentsStatus.class)).isEqualTo(status);
        assertThat(json.asJson(new ClientIntentsStatus(3L, 4, null, null))).doesNotContain("enforcedServers");
    }

    private static TargetStatus server(String name, TargetState state) {
        return new TargetStatus(name, "shop", null, 1, null, state, null);
    }

    private static List<String> drift(JSONSchemaProps schema) {
        return Stream.concat(
                        SchemaDrift.between(ClientIntentsSpec.class, Crd.field(schema, ".spec"), ".spec").stream(),
                        SchemaDrift.between(ClientIntentsStatus.class, Crd.field(schema, ".status"), ".status")
                                .stream())
                .toList();
    }

    private static Arguments drifted(String what, String path, Consumer<JSONSchemaProps> change) {
        return Arguments.of(what, path, change);
    }

    private static void remove(JSONSchemaProps object, String field) {
        object.getProperties().remove(field);
    }

    private static void add(JSONSchemaProps object, String field) {
        object.getProperties()
                .put(field, new JSONSchemaPropsBuilder().withType("string").build());
    }
}

package dev.clientintents.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clientintents.model.Protocol;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/** What holds for each definition that this repository ships. */
abstract class CrdContract {

    private final CustomResourceDefinition crd;
    private final Class<? extends HasMetadata> resource;
    private final Class<?> spec;
    private final Class<?> status;
    private final List<String> columns;
    final JSONSchemaProps schema;

    CrdContract(
            CustomResourceDefinition crd,
            Class<? extends HasMetadata> resource,
            Class<?> spec,
            Class<?> status,
            List<String> columns) {
        this.crd = crd;
        this.resource = resource;
        this.spec = spec;
        this.status = status;
        this.columns = columns;
        this.schema = Crd.schema(crd);
    }

    @Test
    void theCrdIsNamedAsTheJavaClassSays() {
        assertThat(crd.getSpec().getGroup()).isEqualTo(HasMetadata.getGroup(resource));
        assertThat(Crd.version(crd).getName()).isEqualTo(HasMetadata.getVersion(resource));
        assertThat(crd.getSpec().getNames().getKind()).isEqualTo(HasMetadata.getKind(resource));
        assertThat(crd.getSpec().getNames().getPlural()).isEqualTo(HasMetadata.getPlural(resource));
        assertThat(crd.getSpec().getNames().getSingular()).isEqualTo(HasMetadata.getSingular(resource));
        assertThat(crd.getMetadata().getName()).isEqualTo(HasMetadata.getFullResourceName(resource));
        assertThat(crd.getSpec().getScope()).isEqualTo("Namespaced");
        assertThat(crd.getSpec().getVersions()).hasSize(1);
        assertThat(Crd.version(crd).getSubresources().getStatus()).isNotNull();
    }

    @Test
    void everyFieldOfTheRecordsIsInTheCrdAndTheOtherWayRound() {
        assertThat(schema.getProperties()).containsOnlyKeys("apiVersion", "kind", "metadata", "spec", "status");
        assertThat(schema.getRequired()).containsExactly("spec");
        assertThat(drift(schema)).isEmpty();
    }

    @Test
    void theProtocolsAreThoseOfTheModel() {
        Crd.fields(schema).forEach((path, field) -> {
            if (path.endsWith(".protocol")) {
                assertThat(field.getEnum())
                        .as(path)
                        .extracting(it -> it.asText())
                        .containsExactlyElementsOf(
                                Arrays.stream(Protocol.values()).map(Enum::name).toList());
            }
        });
    }

    @Test
    void everyFieldIsDescribedInSentences() {
        Map<String, String> descriptions = new TreeMap<>();
        Crd.fields(schema).forEach((path, field) -> descriptions.put(path, String.valueOf(field.getDescription())));
        descriptions.remove(".metadata"); // the API server describes it, and forbids others to
        assertThat(descriptions)
                .allSatisfy((path, description) ->
                        assertThat(description).as(path).hasSizeGreaterThan(15).matches("(?s)[A-Z'].*(\\.|#[a-z-]+)"));
        assertThat(Crd.version(crd).getAdditionalPrinterColumns())
                .allSatisfy(column ->
                        assertThat(column.getDescription()).as(column.getName()).isNotBlank());
    }

    @Test
    void everyValueThatAPersonWritesIsBounded() {
        Crd.fields(schema).forEach((path, field) -> {
            if (!path.startsWith(".spec") || "boolean".equals(field.getType())) {
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
        assertThat(Crd.version(crd).getAdditionalPrinterColumns())
                .extracting(CustomResourceColumnDefinition::getName)
                .containsExactlyElementsOf(columns);
        Map<String, JSONSchemaProps> fields = Crd.fields(schema);
        assertThat(Crd.version(crd).getAdditionalPrinterColumns())
                .extracting(column -> column.getJsonPath().replaceAll("\\[\\?.*]", "[]"))
                .filteredOn(path -> !path.startsWith(".metadata"))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(fields).containsKey(path));
    }

    final List<String> drift(JSONSchemaProps changed) {
        return Stream.concat(
                        SchemaDrift.between(spec, Crd.field(changed, ".spec"), ".spec").stream(),
                        SchemaDrift.between(status, Crd.field(changed, ".status"), ".status").stream())
                .toList();
    }

    static Arguments drifted(String what, String path, Consumer<JSONSchemaProps> change) {
        return Arguments.of(what, path, change);
    }

    static void remove(JSONSchemaProps object, String field) {
        object.getProperties().remove(field);
    }

    static void add(JSONSchemaProps object, String field) {
        object.getProperties()
                .put(field, new JSONSchemaPropsBuilder().withType("string").build());
    }
}

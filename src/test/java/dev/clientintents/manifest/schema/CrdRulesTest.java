package dev.clientintents.manifest.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clientintents.manifest.yaml.DocumentReader;
import dev.clientintents.manifest.yaml.DocumentSource;
import dev.clientintents.manifest.yaml.Value.Mapping;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The same cases as those that the API server judges in {@code CrdIT}, judged without one. */
class CrdRulesTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(files = "src/test/resources/crd/refused.psv", delimiter = '|', quoteCharacter = '\'')
    void whatTheApiServerRefusesIsAFindingAboutTheSameField(String field, String spec, String message) {
        assertFound("ClientIntents", field, spec, message);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvFileSource(files = "src/test/resources/crd/access-refused.psv", delimiter = '|', quoteCharacter = '`')
    void whatTheApiServerRefusesInAServerAccessIsAFindingAboutTheSameField(String field, String spec, String message) {
        assertFound("ServerAccess", field, spec, message);
    }

    private static void assertFound(String kind, String field, String spec, String message) {
        List<Violation> violations = violations(kind, spec);

        assertThat(violations).extracting(Violation::field).contains(field);
        assertThat(violations.size()).isLessThanOrEqualTo(2);
        if (message.startsWith("write ") && !message.contains("quotes")) {
            assertThat(violations)
                    .extracting(Violation::advice)
                    .anySatisfy(advice -> assertThat(advice).contains(message));
        }
    }

    @ParameterizedTest
    @CsvFileSource(files = "src/test/resources/crd/accepted.psv", delimiter = '|', quoteCharacter = '\'')
    void whatTheApiServerTakesIsNoFinding(String spec) {
        assertThat(violations(spec)).isEmpty();
    }

    @ParameterizedTest
    @CsvFileSource(files = "src/test/resources/crd/access-accepted.psv", delimiter = '|', quoteCharacter = '`')
    void whatTheApiServerTakesInAServerAccessIsNoFinding(String spec) {
        assertThat(violations("ServerAccess", spec)).isEmpty();
    }

    @Test
    void whatIsTooMuchIsAFinding() {
        assertThat(violations("{client: {name: %s}, consumes: []}".formatted("a".repeat(254))))
                .extracting(Violation::field)
                .containsExactly("spec.client.name");
        assertThat(violations("{client: {name: a}, consumes: [%s]}"
                        .formatted(IntStream.range(0, 257)
                                .mapToObj(i -> "{name: b%d}".formatted(i))
                                .collect(Collectors.joining(", ")))))
                .extracting(Violation::field)
                .containsExactly("spec.consumes");
        assertThat(violations(withPorts(1024))).isEmpty();
        assertThat(violations(withPorts(1025))).extracting(Violation::field).containsExactly("spec.consumes");
    }

    private static String withPorts(int count) {
        return "{client: {name: a}, consumes: [{name: other}, %s]}"
                .formatted(IntStream.range(0, count)
                        .mapToObj(i -> (i % 64 == 0 ? "{name: b%d, ports: [".formatted(i) : "")
                                + "{port: %d}".formatted(i + 1)
                                + (i % 64 == 63 || i == count - 1 ? "]}" : ""))
                        .collect(Collectors.joining(", ")));
    }

    @Test
    void everyRuleOfTheSchemaIsKnown() {
        assertThat(rules(schema("ClientIntents"))).hasSizeGreaterThan(10);
        assertThat(rules(schema("ServerAccess"))).hasSizeGreaterThan(25);
    }

    @Test
    void aRuleOfAnotherFormIsNot() {
        assertThatThrownBy(() -> Rules.predicate("self.size() > 3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("self.size() > 3");
    }

    private static List<Schema.Rule> rules(Schema schema) {
        var rules = new ArrayList<>(schema.rules());
        schema.properties().values().forEach(property -> rules.addAll(rules(property)));
        if (schema.items() != null) {
            rules.addAll(rules(schema.items()));
        }
        return rules;
    }

    private static List<Violation> violations(String spec) {
        return violations("ClientIntents", spec);
    }

    private static List<Violation> violations(String kind, String spec) {
        String text =
                "apiVersion: clientintents.dev/v1alpha1\nkind: %s\nmetadata: {name: a}\nspec: %s".formatted(kind, spec);
        var source = new DocumentSource(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        source.next();
        return SchemaCheck.violations(schema(kind), (Mapping) DocumentReader.readWhole(source));
    }

    private static Schema schema(String kind) {
        return new Schemas().of("clientintents.dev/v1alpha1", kind).orElseThrow();
    }
}

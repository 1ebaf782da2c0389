package dev.clientintents.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clientintents.cli.command.OperatorCommand;
import dev.clientintents.operator.LogConfigurator;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ValuesTest {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([A-Z_]+)(?::-(.*))?}");
    private static final Pattern SET = Pattern.compile("- name: (CLIENT_INTENTS_[A-Z_]+)\\s+value: \\{\\{ (.*) }}");

    @Test
    void everyValueIsDocumented() {
        Values values = Values.read(Chart.VALUES);

        assertThat(values.undocumented()).isEmpty();
        assertThat(values.documented()).hasSizeGreaterThan(30).allSatisfy(value -> {
            assertThat(value.documentation()).endsWith(".");
            assertThat(value.initial().isMissingNode()).as(value.path()).isFalse();
        });
    }

    @Test
    void theSchemaKnowsEveryValueAndNoOther() throws IOException {
        JsonNode schema = new KubernetesSerialization()
                .unmarshal(Files.readString(Chart.FOLDER.resolve("values.schema.json")), JsonNode.class);
        var known = new TreeSet<String>();
        collect("", schema, known);
        known.remove("global");

        assertThat(known)
                .isSubsetOf(Values.read(Chart.VALUES).documented().stream()
                        .map(Values.Value::path)
                        .collect(Collectors.toSet()))
                .hasSameSizeAs(Values.read(Chart.VALUES).documented());
    }

    @Test
    void everySettingOfTheOperatorIsAValueWithItsDefault() throws IOException {
        Map<String, String> defaults = Stream.of(OperatorCommand.class.getDeclaredFields())
                .flatMap(field -> Stream.of(field.getAnnotationsByType(CommandLine.Option.class)))
                .flatMap(option -> VARIABLE.matcher(option.defaultValue()).results())
                .filter(match -> match.group(1).startsWith("CLIENT_INTENTS_"))
                .collect(Collectors.toMap(
                        match -> match.group(1), match -> Objects.requireNonNullElse(match.group(2), "")));
        JsonNode values = new KubernetesSerialization().unmarshal(Files.readString(Chart.VALUES), JsonNode.class);

        Map<String, String> set = SET.matcher(Files.readString(Chart.FOLDER.resolve("templates/deployment.yaml")))
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> initial(values, match.group(2))));

        // by its own default the operator serves no webhook, and by the chart's it does
        assertThat(defaults.put("CLIENT_INTENTS_WEBHOOK_PORT", "9443")).isEmpty();
        // by its own default it hears no agents, and by the chart's port it does where the chart makes them
        assertThat(defaults.put("CLIENT_INTENTS_OBSERVE_PORT", "9444")).isEmpty();
        defaults.putAll(LogConfigurator.DEFAULTS);
        assertThat(set).isEqualTo(defaults);
    }

    private static String initial(JsonNode values, String expression) {
        if (expression.equals("include \"client-intents.webhook\" .")) {
            return Chart.RELEASE + "-webhook";
        }
        if (expression.equals("include \"client-intents.observe\" .")) {
            return Chart.RELEASE + "-observe";
        }
        var path = Pattern.compile("\\.Values\\.([A-Za-z.]+)").matcher(expression);
        assertThat(path.find()).as(expression).isTrue();
        JsonNode value = values.at("/" + path.group(1).replace('.', '/'));
        return value.isArray()
                ? value.valueStream().map(JsonNode::asText).collect(Collectors.joining(","))
                : expression.startsWith("ternary") ? "" : value.asText();
    }

    private static void collect(String path, JsonNode schema, Set<String> into) {
        JsonNode properties = schema.path("properties");
        boolean isSection = properties.isObject() && !path.equals("resources");
        if (!isSection) {
            into.add(path);
            return;
        }
        properties
                .properties()
                .forEach(property -> collect(
                        path.isEmpty() ? property.getKey() : path + "." + property.getKey(),
                        property.getValue(),
                        into));
    }
}

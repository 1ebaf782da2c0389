package dev.clientintents.manifest.schema;

import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.manifest.yaml.Value.Scalar;
import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the API server asks of <a
 * href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors">selectors</a>. */
final class SelectorConstraints {

    private SelectorConstraints() {}

    /** An expression has values where its operator compares with some, and only there. */
    static void values(Mapping expression, Constraint.Report report) {
        String operator = expression.text("operator").orElse("");
        boolean compares = operator.equals("In") || operator.equals("NotIn");
        List<Value> values = expression.items("values");
        if (compares && values.isEmpty()) {
            report.violation(
                    "values", expression, "is empty, and " + operator + " compares with it", "write the values");
        } else if (!compares && !values.isEmpty()) {
            report.violation(
                    "values", values.get(0), "has entries, and " + operator + " compares with none", "remove it");
        }
    }

    /** Returns a selector that is valid. */
    static Selector read(Mapping selector) {
        var expressions = new ArrayList<Requirement>();
        for (Value each : selector.items("matchExpressions")) {
            if (each instanceof Mapping expression) {
                expressions.add(Requirement.parse(
                        expression.text("key").orElse(""),
                        expression.text("operator").orElse(""),
                        expression.items("values").stream()
                                .map(SelectorConstraints::text)
                                .toList()));
            }
        }
        return Selector.of(labels(selector, "matchLabels"), expressions);
    }

    /** Returns labels that are valid; null counts as empty. */
    static Map<String, String> labels(Mapping map, String field) {
        var labels = new LinkedHashMap<String, String>();
        map.mapping(field).ifPresent(it -> it.entries().forEach((key, value) -> labels.put(key, text(value))));
        return labels;
    }

    private static String text(Value value) {
        return value instanceof Scalar scalar && scalar.content() instanceof String text ? text : "";
    }
}

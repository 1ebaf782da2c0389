package dev.clientintents.reach.policy;

import dev.clientintents.reach.policy.Requirement.Operator;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Reads label selectors. */
final class SelectorReader {

    private SelectorReader() {}

    static Selector read(LabelSelector selector, String field) throws InvalidPolicyException {
        var requirements = new ArrayList<Requirement>();
        for (Map.Entry<String, String> label :
                Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of()).entrySet()) {
            requirements.add(new Requirement(
                    label.getKey(),
                    Operator.IN,
                    new TreeSet<>(List.of(Optional.ofNullable(label.getValue()).orElse("")))));
        }
        for (LabelSelectorRequirement expression : selector.getMatchExpressions()) {
            requirements.add(requirement(
                    expression == null ? new LabelSelectorRequirement() : expression, field + ".matchExpressions"));
        }
        return new Selector(requirements);
    }

    private static Requirement requirement(LabelSelectorRequirement expression, String field)
            throws InvalidPolicyException {
        Operator operator = operator(expression.getOperator(), field);
        boolean takesValues = operator == Operator.IN || operator == Operator.NOT_IN;
        if (expression.getKey() == null || expression.getKey().isEmpty()) {
            throw new InvalidPolicyException(field, "has an entry without a key");
        }
        if (takesValues == expression.getValues().isEmpty()) {
            throw new InvalidPolicyException(
                    field,
                    "has " + operator + (takesValues ? " without values" : " with values") + " for "
                            + expression.getKey());
        }
        var values = new TreeSet<String>();
        expression.getValues().forEach(value -> values.add(value == null ? "" : value));
        return new Requirement(expression.getKey(), operator, values);
    }

    private static Operator operator(String text, String field) throws InvalidPolicyException {
        for (Operator operator : Operator.values()) {
            if (operator.toString().equals(text)) {
                return operator;
            }
        }
        throw new InvalidPolicyException(field, "has the unknown operator " + text);
    }
}

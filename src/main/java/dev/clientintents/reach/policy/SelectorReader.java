package dev.clientintents.reach.policy;

import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.List;

/** Reads label selectors. */
public final class SelectorReader {

    private SelectorReader() {}

    /**
     * Reads a selector.
     *
     * @throws InvalidPolicyException where an expression is none that the API knows
     */
    public static Selector read(LabelSelector selector, String field) throws InvalidPolicyException {
        var expressions = new ArrayList<Requirement>();
        for (LabelSelectorRequirement expression : selector.getMatchExpressions()) {
            expressions.add(requirement(
                    expression == null ? new LabelSelectorRequirement() : expression, field + ".matchExpressions"));
        }
        return Selector.of(selector.getMatchLabels(), expressions);
    }

    private static Requirement requirement(LabelSelectorRequirement expression, String field)
            throws InvalidPolicyException {
        List<String> values = expression.getValues().stream()
                .map(value -> value == null ? "" : value)
                .toList();
        try {
            return Requirement.parse(expression.getKey(), expression.getOperator(), values);
        } catch (IllegalArgumentException e) {
            throw new InvalidPolicyException(field, String.valueOf(e.getMessage()));
        }
    }
}

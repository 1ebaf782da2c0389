package dev.clientintents.observe;

import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.ArrayList;
import java.util.Optional;

/** Reads label selectors. */
public final class ObservedSelector {

    private ObservedSelector() {}

    /** Returns what a selector says; empty where it is not valid. */
    public static Optional<Selector> read(LabelSelector selector) {
        var expressions = new ArrayList<Requirement>();
        try {
            for (LabelSelectorRequirement it : selector.getMatchExpressions()) {
                expressions.add(Requirement.parse(it.getKey(), it.getOperator(), it.getValues()));
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(Selector.of(selector.getMatchLabels(), expressions));
    }
}

package dev.clientintents.reach.policy;

import java.util.List;
import java.util.Map;

/**
 * A label selector. Selectors with the same requirements are equal, however they were written.
 *
 * @param requirements all of them must hold; none means that everything is selected
 */
public record Selector(List<Requirement> requirements) {

    static final Selector EVERYTHING = new Selector(List.of());

    public Selector {
        requirements = requirements.stream().distinct().sorted().toList();
    }

    public boolean selectsEverything() {
        return requirements.isEmpty();
    }

    boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }

    /** The requirements that labels do not meet. */
    public List<Requirement> misses(Map<String, String> labels) {
        return requirements.stream()
                .filter(requirement -> !requirement.matches(labels))
                .toList();
    }

    /** {@code {app=web,tier In (a,b)}}. */
    @Override
    public String toString() {
        return "{"
                + String.join(
                        ",", requirements.stream().map(Requirement::toString).toList()) + "}";
    }
}

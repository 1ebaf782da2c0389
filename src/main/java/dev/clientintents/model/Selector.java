package dev.clientintents.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A label selector. Selectors with the same requirements are equal, however they were written.
 *
 * @param requirements all of them must hold; none means that everything is selected
 */
public record Selector(List<Requirement> requirements) {

    /** The selector that selects everything. */
    public static final Selector EVERYTHING = new Selector(List.of());

    public Selector {
        requirements = requirements.stream().distinct().sorted().toList();
    }

    /** Returns the selector of what carries all the labels. */
    public static Selector of(Map<String, String> labels) {
        return of(labels, List.of());
    }

    /** Returns the selector of what carries all the labels and meets all the expressions. */
    public static Selector of(@Nullable Map<String, String> labels, List<Requirement> expressions) {
        var requirements = new ArrayList<>(expressions);
        Optional.ofNullable(labels)
                .orElse(Map.of())
                .forEach((key, value) -> requirements.add(
                        Requirement.of(key, Optional.ofNullable(value).orElse(""))));
        return new Selector(requirements);
    }

    /** Returns the labels that this selector asks for one by one; empty where it asks for anything else, too. */
    public Optional<Map<String, String>> asLabels() {
        Map<String, String> labels = new TreeMap<>();
        for (Requirement requirement : requirements) {
            Optional<String> value = requirement.onlyValue();
            if (value.isEmpty() || labels.put(requirement.key(), value.get()) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(labels);
    }

    public boolean selectsEverything() {
        return requirements.isEmpty();
    }

    /** Returns whether the labels meet all requirements. */
    public boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }

    /** Returns the requirements that labels do not meet. */
    public List<Requirement> misses(Map<String, String> labels) {
        return requirements.stream()
                .filter(requirement -> !requirement.matches(labels))
                .toList();
    }

    /** Returns the requirements, for example {@code {app=web,tier In (a,b)}}. */
    @Override
    public String toString() {
        return "{"
                + String.join(
                        ",", requirements.stream().map(Requirement::toString).toList()) + "}";
    }
}

package dev.clientintents.manifest;

import dev.clientintents.finding.Spelling;
import dev.clientintents.model.Labels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Holds the labels by which a namespace tells the operator what it wants, and finds what may have been meant by labels
 * that mean nothing to the operator.
 */
public final class NamespaceLabels {

    private static final SortedMap<String, List<String>> VALUES = new TreeMap<>(Labels.OF_NAMESPACE);

    private NamespaceLabels() {}

    /** Returns the values that each label may have. */
    public static Map<String, List<String>> values() {
        return Map.copyOf(VALUES);
    }

    /**
     * A label that means nothing to the operator.
     *
     * @param message what is wrong, in one line
     * @param advice what to write instead
     */
    public record Mistake(String message, String advice) {}

    /** Returns the mistakes in the labels of a namespace, by the labels' names. */
    public static List<Mistake> mistakes(Map<String, String> labels) {
        var mistakes = new ArrayList<Mistake>();
        new TreeMap<>(labels).forEach((label, value) -> {
            List<String> values = VALUES.get(label);
            if (values == null) {
                misspelt(label).ifPresent(mistakes::add);
            } else if (!values.contains(value)) {
                mistakes.add(new Mistake(
                        "label " + label + ": '" + value
                                + "' is not a valid value, so the label has no effect as written",
                        advice(values, value)));
            }
        });
        return mistakes;
    }

    private static Optional<Mistake> misspelt(String label) {
        return label.startsWith(Labels.PREFIX)
                ? similar(VALUES.keySet(), label)
                        .map(meant -> new Mistake(
                                "label " + label + " is not a valid label of a namespace, so it has no effect",
                                "did you mean " + meant + "?"))
                : Optional.empty();
    }

    private static String advice(List<String> values, String value) {
        String all = "write " + String.join(" or ", values) + ", or remove the label";
        return similar(values, value.toLowerCase(Locale.ROOT))
                .map(meant -> "did you mean " + meant + "? " + all)
                .orElse(all);
    }

    /**
     * Returns the first of the names that is like the one that was written. The prefix, which all of them share, does
     * not count.
     */
    private static Optional<String> similar(Collection<String> names, String name) {
        return names.stream()
                .filter(other ->
                        Spelling.similar(List.of(bare(other)), bare(name)).isPresent())
                .findFirst();
    }

    private static String bare(String name) {
        return name.startsWith(Labels.PREFIX) ? name.substring(Labels.PREFIX.length()) : name;
    }
}

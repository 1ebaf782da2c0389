package dev.clientintents.model;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A requirement of a selector on one label.
 *
 * @param values for {@link Operator#IN} and {@link Operator#NOT_IN}, else empty
 */
public record Requirement(String key, Operator operator, SortedSet<String> values) implements Comparable<Requirement> {

    public Requirement {
        values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
    }

    /** Returns the requirement that a label has a value. */
    public static Requirement of(String key, String value) {
        return new Requirement(key, Operator.IN, new TreeSet<>(List.of(value)));
    }

    /**
     * Returns the requirement that an expression of a selector states.
     *
     * @throws IllegalArgumentException where it is not valid; the message continues a sentence that begins with where
     *     it stands
     */
    public static Requirement parse(@Nullable String key, @Nullable String operator, Collection<String> values) {
        Operator known = Operator.parse(operator);
        boolean takesValues = known == Operator.IN || known == Operator.NOT_IN;
        if (key == null || key.isEmpty()) {
            throw new IllegalArgumentException("has an entry without a key");
        }
        if (takesValues == values.isEmpty()) {
            throw new IllegalArgumentException(
                    "has " + known + (takesValues ? " without values" : " with values") + " for " + key);
        }
        return new Requirement(key, known, new TreeSet<>(values));
    }

    /** Returns the one value that the label must have; empty where it may have others, or none. */
    public Optional<String> onlyValue() {
        return operator == Operator.IN && values.size() == 1 ? Optional.of(values.first()) : Optional.empty();
    }

    /**
     * The <a
     * href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#set-based-requirement">operators</a>.
     */
    public enum Operator {
        IN("In"),
        /** An absent label matches, too. */
        NOT_IN("NotIn"),
        EXISTS("Exists"),
        DOES_NOT_EXIST("DoesNotExist");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        private static Operator parse(@Nullable String text) {
            for (Operator operator : values()) {
                if (operator.text.equals(text)) {
                    return operator;
                }
            }
            throw new IllegalArgumentException("has the unknown operator " + text);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Returns whether the labels meet the requirement. */
    public boolean matches(Map<String, String> labels) {
        String value = labels.get(key);
        return switch (operator) {
            case IN -> value != null && values.contains(value);
            case NOT_IN -> value == null || !values.contains(value);
            case EXISTS -> value != null;
            case DOES_NOT_EXIST -> value == null;
        };
    }

    /** Returns why labels do not match, as the end of a sentence that begins with whose labels they are. */
    public String miss(Map<String, String> labels) {
        String value = labels.get(key);
        String is = value == null ? " is absent" : " is \"" + value + "\"";
        return "label " + key + is
                + switch (operator) {
                    case IN -> ", not " + (values.size() == 1 ? "" : "one of ") + quoted();
                    case NOT_IN -> ", which is excluded";
                    case EXISTS -> ", but must be present";
                    case DOES_NOT_EXIST -> ", but must be absent";
                };
    }

    private String quoted() {
        return "\"" + String.join("\", \"", values) + "\"";
    }

    @Override
    public int compareTo(Requirement other) {
        return toString().compareTo(other.toString());
    }

    /** Returns the requirement, for example {@code app=web}, {@code app In (a,b)} or {@code app Exists}. */
    @Override
    public String toString() {
        if (values.isEmpty()) {
            return key + " " + operator;
        }
        return operator == Operator.IN && values.size() == 1
                ? key + "=" + values.first()
                : key + " " + operator + " (" + String.join(",", values) + ")";
    }
}

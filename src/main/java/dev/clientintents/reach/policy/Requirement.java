package dev.clientintents.reach.policy;

import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a selector demands of one label.
 *
 * @param values for {@link Operator#IN} and {@link Operator#NOT_IN}, else empty
 */
public record Requirement(String key, Operator operator, SortedSet<String> values) implements Comparable<Requirement> {

    public Requirement {
        values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
    }

    /** The <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#set-based-requirement">operators</a>. */
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

        @Override
        public String toString() {
            return text;
        }
    }

    boolean matches(Map<String, String> labels) {
        String value = labels.get(key);
        return switch (operator) {
            case IN -> value != null && values.contains(value);
            case NOT_IN -> value == null || !values.contains(value);
            case EXISTS -> value != null;
            case DOES_NOT_EXIST -> value == null;
        };
    }

    /** Why labels that do not match do not: the end of a sentence that begins with whose label it is. */
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

    /** {@code app=web}, {@code app In (a,b)}, {@code app Exists}. */
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

package dev.clientintents.exposure;

import dev.clientintents.model.Requirement;
import dev.clientintents.model.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an object of any kind. What has another type than is asked for counts as absent: no schema has checked
 * it.
 *
 * @param entries maps, lists, texts, numbers and truth values by their names
 */
public record Fields(Map<?, ?> entries) {

    private static final Fields NONE = new Fields(Map.of());

    private @Nullable Object get(String name) {
        return entries.get(name);
    }

    /** Returns the map under a field; one without fields where there is none. */
    public Fields at(String name) {
        return get(name) instanceof Map<?, ?> map ? new Fields(map) : NONE;
    }

    /** Returns whether a field is there, of any type. */
    public boolean has(String name) {
        return get(name) != null;
    }

    /** Returns the maps of the list under a field. */
    public Stream<Fields> each(String name) {
        return get(name) instanceof List<?> list
                ? list.stream().filter(Map.class::isInstance).map(it -> new Fields((Map<?, ?>) it))
                : Stream.empty();
    }

    /** Returns the texts of the list under a field. */
    public List<String> texts(String name) {
        return get(name) instanceof List<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }

    /** Returns the text under a field; empty where there is none, or it has no characters. */
    public Optional<String> text(String name) {
        return get(name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    /** Returns the text under a field, or what stands for an absent one. */
    public String text(String name, String absent) {
        return text(name).orElse(absent);
    }

    /** Returns the whole number under a field; empty where there is none, or one that is no port of any kind. */
    public Optional<Integer> number(String name) {
        return get(name) instanceof Number number && number.doubleValue() == number.intValue()
                ? Optional.of(number.intValue())
                : Optional.empty();
    }

    /** Returns the fields that are texts, with their names. */
    public Map<String, String> texts() {
        var texts = new HashMap<String, String>();
        entries.forEach((name, value) -> {
            if (name instanceof String key && value instanceof String text) {
                texts.put(key, text);
            }
        });
        return texts;
    }

    /** Returns whether the truth value under a field is true. */
    public boolean isTrue(String name) {
        return Boolean.TRUE.equals(get(name));
    }

    /** Returns the label selector under a field; empty where there is none, or one that is not valid. */
    public Optional<Selector> selector(String name) {
        if (!(get(name) instanceof Map<?, ?>)) {
            return Optional.empty();
        }
        Fields selector = at(name);
        var labels = new HashMap<String, String>();
        selector.at("matchLabels").entries.forEach((key, value) -> {
            if (key instanceof String label && value instanceof String text) {
                labels.put(label, text);
            }
        });
        var expressions = new ArrayList<Requirement>();
        try {
            selector.each("matchExpressions")
                    .map(it -> Requirement.parse(
                            it.text("key", ""), it.text("operator").orElse(null), it.texts("values")))
                    .forEach(expressions::add);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(Selector.of(labels, expressions));
    }
}

package dev.clientintents.manifest.schema;

import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.manifest.yaml.Value.Scalar;
import dev.clientintents.manifest.yaml.Value.Sequence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A <a
 * href="https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema">structural
 * schema</a>, or a part of one, understood once so that each of many objects is checked quickly.
 *
 * @param type what a value must be
 * @param required the fields that a map must have, in the order of the schema
 * @param properties the fields of a map by their names, in the order of the schema
 * @param additional what all other fields of a map are; null where there are none
 * @param open whether a map may have fields that the schema does not know
 * @param fields how many fields a map may have
 * @param items what the entries of a list are; null where they may be anything
 * @param entries how many entries a list may have
 * @param keys the fields in which the entries of a list must differ; empty where they need not
 * @param number the whole numbers that are allowed
 * @param length how long a text may be, in characters
 * @param choices the only texts that are allowed; empty where they are not listed
 * @param pattern what must be found in a text; null for anything
 * @param rules what else must hold, as far as nothing else is wrong
 * @param fallback what an absent value counts as, as a text; null for nothing
 */
public record Schema(
        Type type,
        List<String> required,
        Map<String, Schema> properties,
        @Nullable Schema additional,
        boolean open,
        Bounds fields,
        @Nullable Schema items,
        Bounds entries,
        List<String> keys,
        Bounds number,
        Bounds length,
        List<String> choices,
        @Nullable Shape pattern,
        List<Rule> rules,
        @Nullable String fallback) {

    /** A least and a greatest value, both allowed. */
    record Bounds(long least, long most) {

        boolean contains(long value) {
            return least <= value && value <= most;
        }
    }

    /**
     * A rule of {@code x-kubernetes-validations}.
     *
     * @param field the field of the value that breaks it; null for the value itself
     * @param message what to do where it is broken
     */
    record Rule(Predicate<Value> predicate, @Nullable String field, String message) {}

    /** The type of a value, and what it is called. */
    enum Type {
        OBJECT("a map"),
        ARRAY("a list"),
        STRING("a text"),
        INTEGER("a whole number"),
        NUMBER("a number"),
        BOOLEAN("true or false"),
        INT_OR_STRING("a whole number or a text"),
        ANY("a value");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        boolean isOf(Value value) {
            Object content = value instanceof Scalar scalar ? scalar.content() : null;
            return switch (this) {
                case OBJECT -> value instanceof Mapping;
                case ARRAY -> value instanceof Sequence;
                case STRING -> content instanceof String;
                case INTEGER -> content instanceof Long;
                case NUMBER -> content instanceof Long || content instanceof Double;
                case BOOLEAN -> content instanceof Boolean;
                case INT_OR_STRING -> content instanceof Long || content instanceof String;
                case ANY -> true;
            };
        }

        private static Type of(Mapping schema) {
            if (isTrue(schema, "x-kubernetes-int-or-string")) {
                return INT_OR_STRING;
            }
            return switch (schema.text("type").orElse("")) {
                case "object" -> OBJECT;
                case "array" -> ARRAY;
                case "string" -> STRING;
                case "integer" -> INTEGER;
                case "number" -> NUMBER;
                case "boolean" -> BOOLEAN;
                default -> ANY;
            };
        }
    }

    /**
     * Returns the schema that a document states in the language of a CRD's {@code openAPIV3Schema}.
     *
     * @throws IllegalArgumentException where a rule is of a form that is not known
     */
    static Schema of(Mapping schema) {
        Optional<Mapping> properties = schema.mapping("properties");
        Optional<Mapping> additional = schema.mapping("additionalProperties");
        return new Schema(
                Type.of(schema),
                texts(schema, "required"),
                properties.map(Schema::properties).orElse(Map.of()),
                additional.map(Schema::of).orElse(null),
                isTrue(schema, "x-kubernetes-preserve-unknown-fields")
                        || (properties.isEmpty() && additional.isEmpty()),
                bounds(schema, "minProperties", "maxProperties"),
                schema.mapping("items").map(Schema::of).orElse(null),
                bounds(schema, "minItems", "maxItems"),
                texts(schema, "x-kubernetes-list-map-keys"),
                bounds(schema, "minimum", "maximum"),
                bounds(schema, "minLength", "maxLength"),
                texts(schema, "enum"),
                schema.text("pattern").map(Shape::of).orElse(null),
                schema.items("x-kubernetes-validations").stream()
                        .map(rule -> rule((Mapping) rule))
                        .toList(),
                schema.get("default").map(Schema::text).orElse(null));
    }

    private static Map<String, Schema> properties(Mapping properties) {
        var schemas = new LinkedHashMap<String, Schema>();
        properties.entries().forEach((name, schema) -> schemas.put(name, of((Mapping) schema)));
        return schemas;
    }

    private static Rule rule(Mapping rule) {
        return new Rule(
                Rules.predicate(rule.text("rule").orElseThrow()),
                rule.text("fieldPath").map(path -> path.substring(1)).orElse(null),
                rule.text("message").orElse(""));
    }

    private static Bounds bounds(Mapping schema, String least, String most) {
        return new Bounds(
                schema.number(least).orElse(Long.MIN_VALUE), schema.number(most).orElse(Long.MAX_VALUE));
    }

    private static List<String> texts(Mapping schema, String key) {
        return schema.items(key).stream().map(Schema::text).collect(Collectors.toUnmodifiableList());
    }

    private static String text(Value value) {
        return value instanceof Scalar scalar ? String.valueOf(scalar.content()) : "";
    }

    private static boolean isTrue(Mapping schema, String key) {
        return schema.get(key)
                .filter(value -> value instanceof Scalar it && Boolean.TRUE.equals(it.content()))
                .isPresent();
    }
}

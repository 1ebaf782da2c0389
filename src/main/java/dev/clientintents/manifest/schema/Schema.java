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
 * @param distinct whether the entries of a list, texts or numbers, must differ
 * @param keys the fields in which the entries of a list must differ; empty where they need not
 * @param number the whole numbers that are allowed
 * @param names what the names of other fields must be; null for anything
 * @param texts which texts are allowed
 * @param rules what else must hold, as far as nothing else is wrong
 * @param constraints what must hold between the fields of a map, as far as nothing else is wrong
 * @param nulls whether an entry of a list that is null counts as an empty one, as for the kinds of Kubernetes
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
        boolean distinct,
        List<String> keys,
        Bounds number,
        @Nullable Format names,
        Texts texts,
        List<Rule> rules,
        List<Constraint> constraints,
        boolean nulls,
        @Nullable String fallback) {

    /** A least and a greatest value, both allowed. */
    record Bounds(long least, long most) {

        boolean contains(long value) {
            return least <= value && value <= most;
        }
    }

    /**
     * The texts that are allowed.
     *
     * @param length in characters
     * @param choices the only ones; empty where they are not listed
     * @param pattern what must be found in them; null for anything
     * @param format what they are; null for anything
     * @param emptyIsAbsent whether an empty text is always allowed, and says nothing
     */
    record Texts(
            Bounds length,
            List<String> choices,
            @Nullable Shape pattern,
            @Nullable Format format,
            boolean emptyIsAbsent) {}

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
                case INTEGER -> value instanceof Scalar scalar && scalar.wholeNumber() != null;
                case NUMBER -> content instanceof Long || content instanceof Double;
                case BOOLEAN -> content instanceof Boolean;
                case INT_OR_STRING -> INTEGER.isOf(value) || content instanceof String;
                case ANY -> true;
            };
        }

        /** Returns what an entry of a list that is null counts as. */
        Value empty(int line) {
            return switch (this) {
                case OBJECT -> new Mapping(line, Map.of());
                case ARRAY -> new Sequence(line, 1, List.of());
                case STRING -> new Scalar(line, "");
                case INTEGER, NUMBER, INT_OR_STRING -> new Scalar(line, 0L);
                case BOOLEAN -> new Scalar(line, false);
                case ANY -> new Scalar(line, null);
            };
        }

        private static Type of(Mapping schema) {
            if (schema.isTrue("x-kubernetes-int-or-string")) {
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
        return of(schema, false);
    }

    /**
     * Returns the schema of a kind of Kubernetes, whose objects are decoded into types of a program: whole numbers have
     * 32 bits, and null in a list is an empty entry. Its language has besides that of a CRD {@code format} and
     * {@code propertyNames} for a {@link Format}, {@code constraints} for some {@link Constraint}s, and
     * {@code emptyIsAbsent}.
     */
    static Schema ofKubernetes(Mapping schema) {
        return of(schema, true);
    }

    private static Schema of(Mapping schema, boolean kubernetes) {
        Optional<Mapping> properties = schema.mapping("properties");
        Optional<Mapping> additional = schema.mapping("additionalProperties");
        return new Schema(
                Type.of(schema),
                texts(schema, "required"),
                properties.map(it -> properties(it, kubernetes)).orElse(Map.of()),
                additional.map(it -> of(it, kubernetes)).orElse(null),
                schema.isTrue("x-kubernetes-preserve-unknown-fields")
                        || (properties.isEmpty()
                                && additional.isEmpty()
                                && schema.number("maxProperties").orElse(1L) > 0),
                bounds(schema, "minProperties", "maxProperties"),
                schema.mapping("items").map(it -> of(it, kubernetes)).orElse(null),
                bounds(schema, "minItems", "maxItems"),
                schema.text("x-kubernetes-list-type").filter("set"::equals).isPresent(),
                texts(schema, "x-kubernetes-list-map-keys"),
                kubernetes
                        ? bounds(schema, "minimum", Integer.MIN_VALUE, "maximum", Integer.MAX_VALUE)
                        : bounds(schema, "minimum", "maximum"),
                schema.text("propertyNames").map(Format::named).orElse(null),
                new Texts(
                        bounds(schema, "minLength", "maxLength"),
                        texts(schema, "enum"),
                        schema.text("pattern").map(Shape::of).orElse(null),
                        schema.text("format")
                                .filter(it -> kubernetes)
                                .map(Format::named)
                                .orElse(null),
                        schema.isTrue("emptyIsAbsent")),
                schema.items("x-kubernetes-validations").stream()
                        .map(rule -> rule((Mapping) rule))
                        .toList(),
                texts(schema, "constraints").stream().map(Constraints::named).toList(),
                kubernetes,
                schema.get("default").map(Schema::text).orElse(null));
    }

    /** Returns the same schema, with another one for a field. */
    Schema with(String field, Schema schema) {
        var all = new LinkedHashMap<>(properties);
        all.put(field, schema);
        return new Schema(
                type,
                required,
                all,
                additional,
                open,
                fields,
                items,
                entries,
                distinct,
                keys,
                number,
                names,
                texts,
                rules,
                constraints,
                nulls,
                fallback);
    }

    private static Map<String, Schema> properties(Mapping properties, boolean kubernetes) {
        var schemas = new LinkedHashMap<String, Schema>();
        properties.entries().forEach((name, schema) -> schemas.put(name, of((Mapping) schema, kubernetes)));
        return schemas;
    }

    private static Rule rule(Mapping rule) {
        return new Rule(
                Rules.predicate(rule.text("rule").orElseThrow()),
                rule.text("fieldPath").map(path -> path.substring(1)).orElse(null),
                rule.text("message").orElse(""));
    }

    private static Bounds bounds(Mapping schema, String least, String most) {
        return bounds(schema, least, Long.MIN_VALUE, most, Long.MAX_VALUE);
    }

    private static Bounds bounds(Mapping schema, String least, long atLeast, String most, long atMost) {
        return new Bounds(
                schema.number(least).orElse(atLeast), schema.number(most).orElse(atMost));
    }

    private static List<String> texts(Mapping schema, String key) {
        return schema.items(key).stream().map(Schema::text).collect(Collectors.toUnmodifiableList());
    }

    private static String text(Value value) {
        return value instanceof Scalar scalar ? String.valueOf(scalar.content()) : "";
    }
}

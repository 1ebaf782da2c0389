package dev.clientintents.manifest;

import dev.clientintents.manifest.Value.Mapping;
import dev.clientintents.manifest.Value.Scalar;
import dev.clientintents.manifest.Value.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Checks an object against a <a
 * href="https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema">structural
 * schema</a> as the API server does: an explicit null counts as absent, and fields that the schema does not name are
 * unknown. One violation is told for each field, in the words of the schema's own rules where it has some.
 */
final class SchemaCheck {

    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    private final List<Violation> violations = new ArrayList<>();

    private SchemaCheck() {}

    /** The violations, in the order of the schema's fields; empty where the object is valid. */
    static List<Violation> violations(Mapping schema, Value object) {
        var check = new SchemaCheck();
        check.value(schema, object, "");
        return check.violations;
    }

    private void value(Mapping schema, Value value, String field) {
        if (!isOfType(schema, value)) {
            violate(
                    field,
                    value,
                    "must be " + expected(schema) + ", not " + value.description(),
                    "write " + expected(schema) + quotes(schema));
            return;
        }
        int before = violations.size();
        if (value instanceof Mapping mapping) {
            mapping(schema, mapping, field);
        } else if (value instanceof Sequence sequence) {
            sequence(schema, sequence, field);
        }
        if (violations.size() == before && !brokenRule(schema, value, field)) {
            if (value instanceof Scalar scalar) {
                scalar(schema, scalar, field);
            }
        }
    }

    private void mapping(Mapping schema, Mapping value, String field) {
        for (Value required : schema.items("required")) {
            String name = text(required);
            if (value.get(name).isEmpty()) {
                violations.add(new Violation(
                        child(field, name), value.line(), false, child(field, name) + " is required", "write it"));
            }
        }
        Optional<Mapping> properties = schema.mapping("properties");
        Optional<Mapping> additional = schema.mapping("additionalProperties");
        boolean open = isTrue(schema, "x-kubernetes-preserve-unknown-fields")
                || (properties.isEmpty() && additional.isEmpty());
        value.entries().forEach((key, entry) -> {
            Optional<Mapping> known = properties.flatMap(it -> it.mapping(key)).or(() -> additional);
            if (known.isEmpty() && !open) {
                violations.add(new Violation(
                        child(field, key),
                        entry.line(),
                        true,
                        child(field, key) + " is no field of this kind",
                        "correct its name or its place; the fields here are "
                                + String.join(
                                        ", ",
                                        properties
                                                .map(it -> it.entries().keySet())
                                                .orElseThrow())));
            } else if (known.isPresent() && value.get(key).isPresent()) {
                value(known.get(), entry, child(field, key));
            }
        });
    }

    private void sequence(Mapping schema, Sequence value, String field) {
        long most = number(schema, "maxItems").orElse(Long.MAX_VALUE);
        if (value.items().size() > most) {
            violate(field, value, "has " + value.items().size() + " entries", "write at most " + most);
        }
        if (value.items().size() < number(schema, "minItems").orElse(0L)) {
            violate(field, value, "is empty", "write at least one entry");
        }
        Optional<Mapping> items = schema.mapping("items");
        if (items.isEmpty()) {
            return;
        }
        for (int i = 0; i < value.items().size(); i++) {
            Value item = value.items().get(i);
            String path = field + "[" + i + "]";
            if (item instanceof Scalar scalar && scalar.isNull()) {
                violate(path, item, "is empty", "write an entry, or remove it");
            } else {
                value(items.get(), item, path);
            }
        }
        duplicates(schema, items.get(), value, field);
    }

    /** The entries of a list of the type map are known by some of their fields, and so must differ in them. */
    private void duplicates(Mapping schema, Mapping itemSchema, Sequence value, String field) {
        List<String> keys = schema.items("x-kubernetes-list-map-keys").stream()
                .map(SchemaCheck::text)
                .toList();
        if (keys.isEmpty()) {
            return;
        }
        var seen = new HashMap<List<Object>, Integer>();
        for (int i = 0; i < value.items().size(); i++) {
            if (value.items().get(i) instanceof Mapping item) {
                List<Object> identity = keys.stream()
                        .map(key -> keyValue(itemSchema, item, key))
                        .toList();
                Integer first = seen.putIfAbsent(identity, i);
                if (first != null) {
                    violate(
                            field + "[" + i + "]",
                            item,
                            "is a duplicate of " + field + "[" + first + "]: both have the same "
                                    + String.join(", ", keys),
                            "merge the two into one entry");
                }
            }
        }
    }

    private static Object keyValue(Mapping itemSchema, Mapping item, String key) {
        return item.get(key)
                .or(() -> itemSchema
                        .mapping("properties")
                        .flatMap(it -> it.mapping(key))
                        .flatMap(it -> it.get("default")))
                .map(value -> value instanceof Scalar scalar ? String.valueOf(scalar.content()) : "")
                .orElse("");
    }

    private boolean brokenRule(Mapping schema, Value value, String field) {
        boolean broken = false;
        for (Value entry : schema.items("x-kubernetes-validations")) {
            var rule = (Mapping) entry;
            if (!broken && !Rules.holds(rule.text("rule").orElseThrow(), value)) {
                broken = true;
                String path = field + rule.text("fieldPath").orElse("");
                Value at = rule.text("fieldPath")
                        .flatMap(name -> ((Mapping) value).get(name.substring(1)))
                        .orElse(value);
                String advice = rule.text("message").orElse("");
                violate(path, at, at instanceof Scalar ? "is " + at.description() : "is not valid", advice);
            }
        }
        return broken;
    }

    private void scalar(Mapping schema, Scalar value, String field) {
        Object content = value.content();
        if (content instanceof String text) {
            text(schema, value, text, field);
        } else if (content instanceof Long number) {
            long least = number(schema, "minimum").orElse(Long.MIN_VALUE);
            long most = number(schema, "maximum").orElse(Long.MAX_VALUE);
            if (number < least || number > most) {
                violate(
                        field,
                        value,
                        "is " + number,
                        "write a number "
                                + (most == Long.MAX_VALUE ? "of at least " + least : "from " + least + " to " + most));
            }
        }
    }

    private void text(Mapping schema, Scalar value, String text, String field) {
        List<String> choices =
                schema.items("enum").stream().map(SchemaCheck::text).toList();
        long longest = number(schema, "maxLength").orElse(Long.MAX_VALUE);
        Optional<String> pattern = schema.text("pattern");
        if (text.codePointCount(0, text.length()) > longest) {
            violate(
                    field,
                    value,
                    "has " + text.codePointCount(0, text.length()) + " characters",
                    "write at most " + longest);
        } else if (text.length() < number(schema, "minLength").orElse(0L)) {
            violate(field, value, "is empty", "write a text");
        } else if (!choices.isEmpty() && !choices.contains(text)) {
            violate(field, value, "is " + value.description(), "write one of " + String.join(", ", choices));
        } else if (pattern.isPresent() && !pattern(pattern.get()).matcher(text).find()) {
            violate(field, value, "is " + value.description(), "write what matches " + pattern.get());
        }
    }

    private static boolean isOfType(Mapping schema, Value value) {
        Object content = value instanceof Scalar scalar ? scalar.content() : null;
        if (isTrue(schema, "x-kubernetes-int-or-string")) {
            return content instanceof Long || content instanceof String;
        }
        return switch (schema.text("type").orElse("")) {
            case "object" -> value instanceof Mapping;
            case "array" -> value instanceof Sequence;
            case "string" -> content instanceof String;
            case "integer" -> content instanceof Long;
            case "number" -> content instanceof Long || content instanceof Double;
            case "boolean" -> content instanceof Boolean;
            default -> true;
        };
    }

    private static String expected(Mapping schema) {
        if (isTrue(schema, "x-kubernetes-int-or-string")) {
            return "a whole number or a text";
        }
        return switch (schema.text("type").orElse("")) {
            case "object" -> "a map";
            case "array" -> "a list";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            default -> "a text";
        };
    }

    private static String quotes(Mapping schema) {
        return schema.text("type").filter("string"::equals).isPresent()
                ? ", in quotes where it looks like something else"
                : "";
    }

    private void violate(String field, Value value, String message, String advice) {
        violations.add(new Violation(
                field, value.line(), false, (field.isEmpty() ? "the object" : field) + " " + message, advice));
    }

    private static boolean isTrue(Mapping schema, String key) {
        return schema.get(key)
                .filter(value -> value instanceof Scalar it && Boolean.TRUE.equals(it.content()))
                .isPresent();
    }

    private static Optional<Long> number(Mapping schema, String key) {
        return schema.get(key)
                .flatMap(value -> value instanceof Scalar it && it.content() instanceof Long number
                        ? Optional.of(number)
                        : Optional.empty());
    }

    private static String text(Value value) {
        return value instanceof Scalar scalar ? String.valueOf(scalar.content()) : "";
    }

    private static String child(String field, String name) {
        return field.isEmpty() ? name : field + "." + name;
    }

    private static Pattern pattern(String pattern) {
        return PATTERNS.computeIfAbsent(pattern, Pattern::compile);
    }
}

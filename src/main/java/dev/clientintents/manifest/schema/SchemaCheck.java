package dev.clientintents.manifest.schema;

import dev.clientintents.manifest.yaml.Value;
import dev.clientintents.manifest.yaml.Value.Mapping;
import dev.clientintents.manifest.yaml.Value.Scalar;
import dev.clientintents.manifest.yaml.Value.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks an object against a schema as the API server does: an explicit null counts as absent, and fields that the
 * schema does not name are unknown. One violation is reported for each field, in the words of the schema's own rules
 * where it has some.
 */
public final class SchemaCheck {

    private final List<Violation> violations = new ArrayList<>();
    private final boolean stored;

    private SchemaCheck(boolean stored) {
        this.stored = stored;
    }

    /** The place of a value in its object, which is turned into text only where something is wrong with the value. */
    private record Field(@Nullable Field parent, String name, int index) {

        static final Field OBJECT = new Field(null, "", -1);

        Field child(String child) {
            return new Field(this, child, -1);
        }

        Field entry(int number) {
            return new Field(this, "", number);
        }

        boolean isObject() {
            return parent == null;
        }

        /** Returns the path, for example {@code spec.consumes[0].name}; empty for the object itself. */
        @Override
        public String toString() {
            if (parent == null) {
                return "";
            }
            return index < 0 ? parent.isObject() ? name : parent + "." + name : parent + "[" + index + "]";
        }
    }

    /** Returns the violations, in the order of the fields in the object; empty where the object is valid. */
    public static List<Violation> violations(Schema schema, Value object) {
        return violations(schema, object, false);
    }

    /**
     * Returns the same for an object that an API server has taken already, perhaps one of a later version, or of an
     * earlier one that asked for less, and completed: only what cannot be read is a violation.
     */
    public static List<Violation> ofStored(Schema schema, Value object) {
        return violations(schema, object, true);
    }

    private static List<Violation> violations(Schema schema, Value object, boolean stored) {
        var check = new SchemaCheck(stored);
        check.value(schema, object, Field.OBJECT);
        return check.violations;
    }

    /** Returns what stands in a list for an entry that is null. */
    private static Value filled(Schema schema, Value item) {
        return Value.isNull(item) ? schema.type().empty(item.line()) : item;
    }

    private void value(Schema schema, Value value, Field field) {
        if (!schema.type().isOf(value)) {
            String expected = schema.type().words();
            String quotes = schema.type() == Schema.Type.STRING ? ", in quotes where it looks like something else" : "";
            violate(field, value, "must be " + expected + ", not " + value.description(), "write " + expected + quotes);
            return;
        }
        int before = violations.size();
        if (value instanceof Mapping mapping) {
            mapping(schema, mapping, field);
        } else if (value instanceof Sequence sequence) {
            sequence(schema, sequence, field);
        }
        if (violations.size() == before && !isTooLong(schema, value, field) && !breaksRule(schema, value, field)) {
            if (value instanceof Scalar scalar) {
                scalar(schema, scalar, field);
            } else if (value instanceof Mapping mapping && !stored) {
                for (Constraint constraint : schema.constraints()) {
                    constraint.check(
                            mapping,
                            (place, at, message, advice) -> violations.add(new Violation(
                                    of(field, place), at.line(), false, of(field, place) + " " + message, advice)));
                }
            }
        }
    }

    private static String of(Field field, String place) {
        if (place.isEmpty()) {
            return field.isObject() ? "the object" : field.toString();
        }
        return field.isObject() ? place : field + "." + place;
    }

    private void mapping(Schema schema, Mapping value, Field field) {
        long fields = value.entries().values().stream()
                .filter(entry -> !Value.isNull(entry))
                .count();
        if (!schema.fields().contains(fields) && schema.fields().most() > 0) {
            violate(
                    field,
                    value,
                    "has " + fields + " fields",
                    "write " + (schema.fields().most() == 1 ? "exactly one of " : "at least one of ")
                            + String.join(", ", schema.properties().keySet()));
        }
        for (String name : schema.required()) {
            if (!value.has(name)) {
                Field missing = field.child(name);
                violations.add(
                        new Violation(missing.toString(), value.line(), false, missing + " is required", "write it"));
            }
        }
        value.entries().forEach((key, entry) -> {
            Schema known = schema.properties().getOrDefault(key, schema.additional());
            if (known != null) {
                if (schema.names() != null && !stored && !schema.names().accepts(key)) {
                    violations.add(new Violation(
                            field.toString(),
                            entry.line(),
                            false,
                            field + " has the key '" + key + "', which is not valid",
                            schema.names().advice()));
                } else if (!Value.isNull(entry)) {
                    value(known, entry, field.child(key));
                }
            } else if (!schema.open() && !stored) {
                Field unknown = field.child(key);
                violations.add(new Violation(
                        unknown.toString(),
                        entry.line(),
                        true,
                        unknown + " is not a valid field of this kind",
                        schema.fields().most() == 0
                                ? "remove it: there is nothing to say here but {}"
                                : "correct its name or its place; the fields here are "
                                        + String.join(", ", schema.properties().keySet())));
            }
        });
    }

    private void sequence(Schema schema, Sequence value, Field field) {
        int size = value.items().size();
        if (size > schema.entries().most()) {
            violate(
                    field,
                    value,
                    "has " + size + " entries",
                    "write at most " + schema.entries().most());
        }
        if (size < schema.entries().least()) {
            violate(field, value, "is empty", "write at least one entry");
        }
        if (schema.items() == null) {
            return;
        }
        for (int i = 0; i < size; i++) {
            Value item = value.items().get(i);
            if (Value.isNull(item) && !schema.nulls()) {
                violate(field.entry(i), item, "is empty", "write an entry, or remove it");
            } else {
                value(schema.items(), filled(schema.items(), item), field.entry(i));
            }
        }
        if (!schema.keys().isEmpty()) {
            duplicates(schema.keys(), schema.items(), value, field);
        } else if (schema.distinct()) {
            repeated(value, field);
        }
    }

    /** Reports entries of a list of the type set that stand in it before. */
    private void repeated(Sequence value, Field field) {
        var seen = new HashMap<Object, Integer>();
        for (int i = 0; i < value.items().size(); i++) {
            if (value.items().get(i) instanceof Scalar item && item.content() != null) {
                Integer first = seen.putIfAbsent(item.content(), i);
                if (first != null) {
                    violate(
                            field.entry(i),
                            item,
                            "is " + item.description() + ", as " + field.entry(first) + " is",
                            "remove one of the two");
                }
            }
        }
    }

    /**
     * Reports entries of a list of the type map that have the same keys: the keys identify an entry, and so must
     * differ.
     */
    private void duplicates(List<String> keys, Schema itemSchema, Sequence value, Field field) {
        var seen = new HashMap<List<String>, Integer>();
        for (int i = 0; i < value.items().size(); i++) {
            if (value.items().get(i) instanceof Mapping item) {
                var identity = new ArrayList<String>(keys.size());
                keys.forEach(key -> identity.add(keyValue(itemSchema, item, key)));
                Integer first = seen.putIfAbsent(identity, i);
                if (first != null) {
                    violate(
                            field.entry(i),
                            item,
                            "is a duplicate of " + field.entry(first) + ": both have the same "
                                    + String.join(", ", keys),
                            "merge the two into one entry");
                }
            }
        }
    }

    private static String keyValue(Schema itemSchema, Mapping item, String key) {
        if (item.has(key)) {
            return item.entries().get(key) instanceof Scalar scalar ? String.valueOf(scalar.content()) : "";
        }
        Schema property = itemSchema.properties().get(key);
        return property == null || property.fallback() == null ? "" : property.fallback();
    }

    private boolean breaksRule(Schema schema, Value value, Field field) {
        for (Schema.Rule rule : schema.rules()) {
            if (!rule.predicate().test(value)) {
                Field place = rule.field() == null ? field : field.child(rule.field());
                Value at = rule.field() == null
                        ? value
                        : ((Mapping) value).get(rule.field()).orElse(value);
                violate(place, at, at instanceof Scalar ? "is " + at.description() : "is not valid", rule.message());
                return true;
            }
        }
        return false;
    }

    private void scalar(Schema schema, Scalar value, Field field) {
        Long number = value.wholeNumber();
        if (value.content() instanceof String text) {
            text(schema.texts(), value, text, field);
        } else if (number != null && !schema.number().contains(number)) {
            long least = schema.number().least();
            long most = schema.number().most();
            violate(
                    field,
                    value,
                    "is " + number,
                    "write a number "
                            + (most == Long.MAX_VALUE ? "of at least " + least : "from " + least + " to " + most));
        }
    }

    private void text(Schema.Texts allowed, Scalar value, String text, Field field) {
        if (text.isEmpty() && allowed.emptyIsAbsent()) {
            return;
        }
        if (text.length() < allowed.length().least()) {
            violate(field, value, "is empty", "write a text");
        } else if (!allowed.choices().isEmpty() && !allowed.choices().contains(text)) {
            violate(field, value, "is " + value.description(), "write one of " + choices(allowed));
        } else if (allowed.pattern() != null && !allowed.pattern().isFoundIn(text)) {
            violate(
                    field,
                    value,
                    "is " + value.description(),
                    "write what matches " + allowed.pattern().text());
        } else if (allowed.format() != null && !stored && !allowed.format().accepts(text)) {
            violate(field, value, "is " + value.description(), allowed.format().advice());
        }
    }

    private static String choices(Schema.Texts allowed) {
        return allowed.choices().stream().filter(it -> !it.isEmpty()).collect(Collectors.joining(", "));
    }

    /**
     * Returns whether a value is too long. It is checked first, so that rules and patterns only meet texts of bounded
     * length.
     */
    private boolean isTooLong(Schema schema, Value value, Field field) {
        long longest = schema.texts().length().most();
        if (!(value instanceof Scalar scalar && scalar.content() instanceof String text)
                || text.length() <= longest
                || text.codePointCount(0, text.length()) <= longest) {
            return false;
        }
        violate(
                field,
                value,
                "has " + text.codePointCount(0, text.length()) + " characters",
                "write at most " + longest);
        return true;
    }

    private void violate(Field field, Value value, String message, String advice) {
        violations.add(new Violation(
                field.toString(),
                value.line(),
                false,
                (field.isObject() ? "the object" : field) + " " + message,
                advice));
    }
}

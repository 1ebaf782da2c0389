package dev.clientintents.manifest.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A part of a document that knows its line. */
public sealed interface Value {

    /** Returns the line on which its key, or it itself in a list, begins. */
    int line();

    /** Returns the number of values that it consists of, itself included. */
    int size();

    /** Returns the same value, on another line. */
    Value on(int otherLine);

    /** Returns the same as maps, lists, texts, numbers and truth values, without their lines; null for null. */
    @Nullable
    Object plain();

    /** Returns what it is, for people, for example {@code a map}. */
    String description();

    /** A map with text keys, in the order of the document. */
    public record Mapping(int line, int size, Map<String, Value> entries) implements Value {

        public Mapping(int line, Map<String, Value> entries) {
            this(line, sum(entries.values()), entries);
        }

        /** Returns the value of a key; empty where it is absent or null. */
        public Optional<Value> get(String key) {
            Value value = entries.get(key);
            return value == null || Value.isNull(value) ? Optional.empty() : Optional.of(value);
        }

        /** Returns whether there is something other than null under a key. */
        public boolean has(String key) {
            Value value = entries.get(key);
            return value != null && !Value.isNull(value);
        }

        /** Returns the text under a key; empty where there is none, or something else. */
        public Optional<String> text(String key) {
            return Optional.ofNullable(
                    entries.get(key) instanceof Scalar it && it.content instanceof String text ? text : null);
        }

        /** Returns the whole number under a key; empty where there is none, or something else. */
        public Optional<Long> number(String key) {
            return Optional.ofNullable(entries.get(key) instanceof Scalar it ? it.wholeNumber() : null);
        }

        /** Returns whether there is the truth value true under a key. */
        public boolean isTrue(String key) {
            return entries.get(key) instanceof Scalar it && Boolean.TRUE.equals(it.content);
        }

        /** Returns the map under a key; empty where there is none, or something else. */
        public Optional<Mapping> mapping(String key) {
            return Optional.ofNullable(entries.get(key) instanceof Mapping mapping ? mapping : null);
        }

        /** Returns the items of the list under a key; none where there is none, or something else. */
        public List<Value> items(String key) {
            return entries.get(key) instanceof Sequence sequence ? sequence.items : List.of();
        }

        @Override
        public Map<String, Object> plain() {
            var plain = new LinkedHashMap<String, Object>();
            entries.forEach((key, value) -> {
                Object content = value.plain();
                if (content != null) {
                    plain.put(key, content);
                }
            });
            return plain;
        }

        @Override
        public Value on(int otherLine) {
            return otherLine == line ? this : new Mapping(otherLine, size, entries);
        }

        @Override
        public String description() {
            return "a map";
        }
    }

    /** A list. */
    record Sequence(int line, int size, List<Value> items) implements Value {

        Sequence(int line, List<Value> items) {
            this(line, sum(items), Collections.unmodifiableList(items));
        }

        @Override
        public List<Object> plain() {
            return items.stream()
                    .map(Value::plain)
                    .<Object>mapMulti((content, downstream) -> {
                        if (content != null) {
                            downstream.accept(content);
                        }
                    })
                    .toList();
        }

        @Override
        public Value on(int otherLine) {
            return otherLine == line ? this : new Sequence(otherLine, size, items);
        }

        @Override
        public String description() {
            return "a list";
        }
    }

    /**
     * A value that is neither a map nor a list.
     *
     * @param content a String, Boolean, Long or Double; null for null
     */
    record Scalar(int line, @Nullable Object content) implements Value {

        boolean isNull() {
            return content == null;
        }

        /**
         * Returns the number that it is; null where it is none, or has a fraction. {@code 80.0} is one: {@code kubectl}
         * makes JSON of YAML, and writes it there as {@code 80}.
         */
        public @Nullable Long wholeNumber() {
            if (content instanceof Double number) {
                return number == Math.rint(number) && Math.abs(number) < 1L << 62 ? (Long) number.longValue() : null;
            }
            return content instanceof Long number ? number : null;
        }

        @Override
        public @Nullable Object plain() {
            return content;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public Value on(int otherLine) {
            return otherLine == line ? this : new Scalar(otherLine, content);
        }

        @Override
        public String description() {
            if (content instanceof String text) {
                return text.length() > 40 ? "a text" : "the text '" + text + "'";
            }
            return content == null
                    ? "nothing"
                    : content instanceof Boolean ? "the truth value " + content : "the number " + content;
        }
    }

    /** Returns whether the value is null, which counts as absent. */
    static boolean isNull(Value value) {
        return value instanceof Scalar scalar && scalar.isNull();
    }

    private static int sum(Iterable<Value> parts) {
        long sum = 1;
        for (Value part : parts) {
            sum += part.size();
        }
        return (int) Math.min(sum, Integer.MAX_VALUE);
    }
}

package dev.clientintents.manifest.schema;

import java.util.regex.Pattern;

/**
 * A pattern of a schema. The API server's engine takes time in proportion to the text and no stack; Java's may take
 * much of both, so it is applied only to texts of a length that Kubernetes allows where it uses a pattern. {@code $} is
 * the end of the text, as it is there, and not also what stands before a last line break.
 */
final class Shape {

    /** The longest text that a pattern is applied to: names have at most 253 characters, and keys of labels 317. */
    private static final int LONGEST = 512;

    private static final Pattern END = Pattern.compile("(?<!\\\\)\\$");

    private final String text;
    private final Pattern pattern;

    private Shape(String text) {
        this.text = text;
        this.pattern = Pattern.compile(END.matcher(text).replaceAll("\\\\z"));
    }

    /** @throws java.util.regex.PatternSyntaxException where the text is no pattern */
    static Shape of(String text) {
        return new Shape(text);
    }

    /** Returns whether a text has a part of this shape; one that is too long for a name has none. */
    boolean isFoundIn(String text) {
        return text.length() <= LONGEST && pattern.matcher(text).find();
    }

    /** Returns the pattern, as it is written in the schema. */
    String text() {
        return text;
    }
}

package dev.clientintents.manifest.schema;

import java.util.regex.Pattern;

/**
 * A pattern of a schema. The API server's engine takes time in proportion to the text and no stack; Java's may take
 * much of both, so here it meets only texts that are no longer than anything which Kubernetes gives a pattern may be.
 */
final class Shape {

    /** Names have at most 253 characters, and keys of labels 317. */
    private static final int LONGEST = 512;

    private final Pattern pattern;

    private Shape(Pattern pattern) {
        this.pattern = pattern;
    }

    /** @throws java.util.regex.PatternSyntaxException where the text is no pattern */
    static Shape of(String text) {
        return new Shape(Pattern.compile(text));
    }

    /** Whether a text has a part of this shape; one that is too long for a name has none. */
    boolean isFoundIn(String text) {
        return text.length() <= LONGEST && pattern.matcher(text).find();
    }

    /** The pattern, as it is written in the schema. */
    String text() {
        return pattern.pattern();
    }
}

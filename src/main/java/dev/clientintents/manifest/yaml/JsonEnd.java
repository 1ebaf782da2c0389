package dev.clientintents.manifest.yaml;

/**
 * Finds where the value of a document ends that begins with a brace, so that the next one may follow without a marker,
 * as {@code jq} writes objects and kubectl reads them. Quoted text and comments do not count.
 */
final class JsonEnd {

    private enum Place {
        BEFORE,
        INSIDE,
        AFTER,
        /** It does not begin with a brace, or something else follows its value. */
        ELSEWHERE
    }

    /** The characters after which a quote begins a text; anywhere else it is part of one. */
    private static final String BEFORE_VALUE = "{[,:";

    private Place place = Place.BEFORE;
    private int depth;
    private char quote;
    private boolean escaped;
    private boolean comment;
    private char previous;
    private char token;

    /** Takes the next character of the document. */
    void accept(char character) {
        switch (place) {
            case BEFORE -> before(character);
            case INSIDE -> inside(character);
            case AFTER -> place = Character.isWhitespace(character) ? Place.AFTER : Place.ELSEWHERE;
            case ELSEWHERE -> {}
        }
        previous = character;
    }

    /** Returns whether the document ends here, where another character follows. */
    boolean isBefore(char next) {
        return place == Place.AFTER && next == '{';
    }

    /** Returns whether no character that may follow makes a difference any more. */
    boolean isElsewhere() {
        return place == Place.ELSEWHERE;
    }

    /** Takes a character before the value, where a marker may stand. */
    private void before(char character) {
        if (character == '{') {
            place = Place.INSIDE;
            inside(character);
        } else if (character != '-' && !Character.isWhitespace(character)) {
            place = Place.ELSEWHERE;
        }
    }

    private void inside(char character) {
        if (quote != 0) {
            quoted(character);
        } else if (comment) {
            comment = character != '\n' && character != '\r';
        } else if (character == '#' && Character.isWhitespace(previous)) {
            comment = true;
        } else if (!Character.isWhitespace(character)) {
            switch (character) {
                case '"', '\'' -> quote = beginsText(character) ? character : 0;
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    depth--;
                    place = depth == 0 ? Place.AFTER : Place.INSIDE;
                }
                default -> {}
            }
            token = character;
        }
    }

    private void quoted(char character) {
        if (escaped) {
            escaped = false;
        } else if (character == '\\' && quote == '"') {
            escaped = true;
        } else if (character == quote) {
            quote = 0;
        }
    }

    /** Returns whether a quoted text begins, or goes on because its single quote is doubled. */
    private boolean beginsText(char character) {
        return BEFORE_VALUE.indexOf(token) >= 0 || (character == '\'' && previous == '\'' && token == '\'');
    }
}

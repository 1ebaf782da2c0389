package dev.clientintents.model;

/**
 * Text of others, made fit for a terminal, a log or the page of a pipeline, all of which take some characters for
 * commands. What moves the cursor, breaks a line, turns the direction of writing or cannot be seen is written by its
 * number: {@code \\u001B}.
 */
public final class PlainText {

    private static final char FIRST_VISIBLE = ' ';
    private static final char LAST_OF_ASCII = '~';

    private PlainText() {}

    /** Returns the text in one line. */
    public static String oneLine(String text) {
        return escaped(text, false);
    }

    /** Returns the text with its line feeds and tabs. */
    public static String lines(String text) {
        return escaped(text, true);
    }

    /**
     * Returns whether a character is a control of C0 or C1, DEL, a separator of lines, or one that formats the text
     * around it.
     */
    public static boolean isControl(int character) {
        if (character >= FIRST_VISIBLE && character <= LAST_OF_ASCII) {
            return false;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static String escaped(String text, boolean layout) {
        int plain = 0;
        while (plain < text.length() && isPlain(text.charAt(plain), layout)) {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        var escaped = new StringBuilder(text.length() + 16).append(text, 0, plain);
        text.substring(plain).codePoints().forEach(character -> {
            if ((layout && isLayout(character)) || !isControl(character)) {
                escaped.appendCodePoint(character);
            } else {
                for (char unit : Character.toChars(character)) {
                    escaped.append(String.format("\\u%04X", (int) unit));
                }
            }
        });
        return escaped.toString();
    }

    /** Returns whether a unit needs no closer look; half a character does. */
    private static boolean isPlain(char unit, boolean layout) {
        return (layout && isLayout(unit)) || !isControl(unit);
    }

    private static boolean isLayout(int character) {
        return character == '\n' || character == '\t';
    }
}

package dev.clientintents.finding;

import dev.clientintents.model.PlainText;
import java.util.Comparator;

/**
 * Something about the input that a person should know.
 *
 * @param code what kind of finding it is
 * @param position where it is
 * @param message what is wrong, in one line
 * @param advice what to do about it, in one line
 */
public record Finding(Code code, Position position, String message, String advice) implements Comparable<Finding> {

    private static final int LONGEST = 600;
    private static final Comparator<Finding> ORDER =
            Comparator.comparing(Finding::position).thenComparing(Finding::code).thenComparing(Finding::message);

    public Finding {
        message = oneLine(message);
        advice = oneLine(advice);
    }

    /** Returns the same finding about a live cluster, which has no lines. */
    public Finding inCluster() {
        return new Finding(code, position.inCluster(), message, advice);
    }

    public Severity severity() {
        return code.severity();
    }

    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }

    /**
     * Returns the text as one line of bounded length: parts of a message come from the input, which may hold line
     * breaks, escape sequences and whole files.
     */
    private static String oneLine(String text) {
        var line = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .map(character -> PlainText.isControl(character) ? ' ' : character)
                .forEach(line::appendCodePoint);
        return text.length() > LONGEST ? line.append('…').toString() : line.toString();
    }
}

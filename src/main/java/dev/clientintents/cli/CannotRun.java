package dev.clientintents.cli;

import dev.clientintents.model.PlainText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The command cannot do what it is asked for; the message is what its user sees: one line, or one for each thing that
 * is wrong.
 */
public final class CannotRun extends RuntimeException {

    private static final long serialVersionUID = 1;

    public CannotRun(String message) {
        super(PlainText.oneLine(message));
    }

    private CannotRun(List<String> lines) {
        super(lines.stream().map(PlainText::oneLine).collect(Collectors.joining("\n")));
    }

    /** Returns the exception for several things that are wrong at once, a line each. */
    public static CannotRun because(List<String> lines) {
        return new CannotRun(lines);
    }

    /** Returns the cause of a failure of the system, in one line. */
    public static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return message.lines().findFirst().orElse("").strip();
    }
}

package dev.clientintents.query;

import dev.clientintents.model.PlainText;

/**
 * Thrown where a name in a question means nothing, or more than one thing. The message is one line that says what to
 * write instead.
 */
public final class UnknownName extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnknownName(String message) {
        super(PlainText.oneLine(message), null, false, false);
    }
}

package dev.clientintents.learn.flow;

/** The input is of no format that is read; the message says what was seen, for people. */
public final class UnknownFormat extends Exception {

    private static final long serialVersionUID = 1;

    UnknownFormat(String message) {
        super(message);
    }
}

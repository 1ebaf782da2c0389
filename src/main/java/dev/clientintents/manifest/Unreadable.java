package dev.clientintents.manifest;

/** A document cannot be read any further; what follows it can. */
final class Unreadable extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int line;

    Unreadable(int line, String message) {
        super(message, null, false, false);
        this.line = line;
    }

    /** The line of the file, counted from 1. */
    int line() {
        return line;
    }

    /** What is wrong, in words for people. */
    String problem() {
        return String.valueOf(getMessage());
    }
}

package dev.clientintents.manifest.yaml;

/** Thrown where a document cannot be read any further; what follows it can. */
public final class Unreadable extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int line;

    Unreadable(int line, String message) {
        super(message, null, false, false);
        this.line = line;
    }

    /** Returns the line of the file, counted from 1. */
    public int line() {
        return line;
    }

    /** Returns what is wrong, in words for people. */
    public String problem() {
        return String.valueOf(getMessage());
    }
}

package dev.clientintents.learn.merging;

/** Thrown where a text cannot be added to safely; the message says why, for people. */
public final class NotEditable extends Exception {

    private static final long serialVersionUID = 1;

    NotEditable(String message) {
        super(message, null, false, false);
    }

    /** Returns why. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}

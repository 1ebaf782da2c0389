package dev.clientintents.cli;

/** The command cannot do what it is asked for; the message is the one line that its user sees. */
final class CannotRun extends RuntimeException {

    private static final long serialVersionUID = 1;

    CannotRun(String message) {
        super(message);
    }
}

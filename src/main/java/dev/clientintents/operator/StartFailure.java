package dev.clientintents.operator;

/** Says why the operator cannot start, and what a person has to do about it, in one line. */
public final class StartFailure extends RuntimeException {

    StartFailure(String message) {
        super(message);
    }
}

package dev.clientintents.cluster;

import java.io.IOException;

/** Wording of failures for a person. */
final class Failures {
    private Failures() {}

    /** The message of a failure, or its kind where it has none (as a refused connection of the JDK's HTTP client). */
    static String describe(IOException failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}

package dev.clientintents.doctor.guard;

import java.util.Map;

/** The answer of the API server to a write that was only tried, as a dry run. */
public sealed interface Attempt {

    /** It would be done; {@code labels} are those that the pod would then have. */
    record Accepted(Map<String, String> labels) implements Attempt {

        public Accepted {
            labels = Map.copyOf(labels);
        }
    }

    /** It is refused; {@code message} is what the API server said. */
    record Denied(String message) implements Attempt {}

    /** It was not tried. */
    record NotTried(String reason) implements Attempt {}
}

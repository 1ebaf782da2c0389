package dev.clientintents.doctor;

import java.util.Optional;

/** The answer of the API server to a read. */
public sealed interface Answer<T> {

    /** It is there. */
    record Found<T>(T value) implements Answer<T> {}

    /** There is no such object, or the cluster does not serve its kind. */
    record Absent<T>() implements Answer<T> {}

    /** It could not be read; {@code reason} is what the API server said, in one line. */
    record Refused<T>(String reason) implements Answer<T> {}

    /** Returns the value; empty where it is absent or could not be read. */
    default Optional<T> toOptional() {
        return this instanceof Found<T> found ? Optional.of(found.value()) : Optional.empty();
    }
}

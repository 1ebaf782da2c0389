package dev.clientintents.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the label {@link Labels#DEFAULT_DENY} of a namespace asks to deny its pods, save what policies allow. */
public enum Denial {
    /** All that comes in. */
    INGRESS,
    /** All that goes out. */
    EGRESS,
    /** Both. */
    BOTH;

    /** Returns what a value of the label asks for; empty for any other text. */
    public static Optional<Denial> parse(String text) {
        return Arrays.stream(values())
                .filter(denial -> denial.toString().equals(text))
                .findFirst();
    }

    /** Returns whether it denies what comes in. */
    public boolean ofIngress() {
        return this != EGRESS;
    }

    /** Returns whether it denies what goes out. */
    public boolean ofEgress() {
        return this != INGRESS;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

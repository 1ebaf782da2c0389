package dev.clientintents.model;

import java.util.Locale;
import java.util.Optional;

/** Whether the servers of a namespace get policies. */
public enum Enforcement {
    /** Server policies exist. */
    ACTIVE,
    /** Everything is computed, labelled and reported, but there are no server policies. */
    SHADOW;

    /** The mode that a label or setting names; empty for any other text. */
    public static Optional<Enforcement> parse(String text) {
        return switch (text) {
            case "active" -> Optional.of(ACTIVE);
            case "shadow" -> Optional.of(SHADOW);
            default -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

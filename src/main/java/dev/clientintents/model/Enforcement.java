package dev.clientintents.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The level of a namespace, which tells whose declarations close its servers. */
public enum Enforcement {
    /** Nobody's: everything is computed, labelled and reported. */
    SHADOW,
    /** Those of clients of its own. */
    LOCAL,
    /** Those of all clients. */
    ACTIVE;

    /** The level that holds where neither a namespace's label nor a setting names one. */
    public static final Enforcement DEFAULT = LOCAL;

    /** The names of the levels, as messages list them. */
    public static final String NAMES = "shadow, local or active";

    /** Returns the level that a label or setting names; empty for any other text. */
    public static Optional<Enforcement> parse(String text) {
        return Arrays.stream(values())
                .filter(level -> level.toString().equals(text))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

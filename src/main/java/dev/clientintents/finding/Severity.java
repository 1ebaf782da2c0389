package dev.clientintents.finding;

import java.util.Locale;

/** How much a finding matters. */
public enum Severity {
    /** What is meant cannot work. */
    ERROR,
    /** It works, but hardly as meant; fails a strict run. */
    WARNING,
    /** Good to know; never fails. */
    INFO;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

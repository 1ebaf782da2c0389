package dev.clientintents.finding;

import java.util.Locale;

/** The importance of a finding. */
public enum Severity {
    /** It cannot work as meant. */
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
